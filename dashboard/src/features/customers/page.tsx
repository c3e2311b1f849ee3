/** The list of customers: the page that the day begins with. */

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { number } from "../../i18n/format";
import { words } from "../../i18n/language";
import { Icon } from "../../ui/display/icon";
import { Page } from "../../ui/display/page";
import { Failure } from "../../ui/feedback/failure";
import { Empty, Skeleton } from "../../ui/feedback/placeholder";
import { sayFailure } from "../../ui/feedback/toast";
import { setQuery } from "../../router";
import { complete, entries, failure, load, loading, total } from "../../api/customers";
import { round } from "../../api/refresh";
import { arrange, moved, rows } from "./visible_rows";
import { Cards } from "./cards";
import { download } from "./csv_download";
import { CLEARED, filter, isNarrowed, search } from "./filter";
import { Chips, Filters } from "./filters";
import { Table } from "./table";
import { Views } from "./views";
import "./customers.css";

let loadedRound = -1;

export default function Customers() {
  const { number: asked } = round.value;
  useEffect(() => {
    if (loadedRound !== asked || !complete.peek()) void load();
    loadedRound = asked;
  }, [asked]);
  return (
    <Page title={words.value.list.title} fills>
      <Cards />
      <Toolbar />
      <Chips />
      <Body />
    </Page>
  );
}

function Toolbar() {
  const { list } = words.value;
  const open = useSignal(false);
  const { metricLevel, metricResult, owner, growthMin } = filter.value;
  const inUse =
    metricLevel.length + metricResult.length + Number(owner !== "") + Number(growthMin !== null);
  return (
    <>
      <div class="toolbar">
        <label class="search">
          <Icon name="search" />
          <input
            type="search"
            data-search
            placeholder={list.search}
            aria-label={list.search}
            value={filter.value.search}
            onInput={(event) => search(event.currentTarget.value)}
            onKeyDown={(event) => event.key === "Escape" && event.currentTarget.blur()}
          />
          <kbd>/</kbd>
        </label>
        <button
          type="button"
          aria-expanded={open.value}
          aria-controls="filters"
          onClick={() => (open.value = !open.value)}
        >
          <Icon name="filter" />
          {list.filters}
          {inUse > 0 && <span class="badge">{inUse}</span>}
        </button>
        <Count />
        <span class="spring" />
        <Views />
        <CsvButton />
      </div>
      {open.value && <Filters />}
    </>
  );
}

function Count() {
  const { list, refresh } = words.value;
  const all = entries.value.length;
  const shown = rows.value.length;
  return (
    <span class="quiet count" role="status">
      {!complete.value && loading.value && all > 0
        ? list.loading(number(all), number(total.value))
        : complete.value &&
          (shown === all
            ? list.all(number(all), all === 1)
            : list.shown(number(shown), number(all)))}
      {moved.value && (
        <>
          {" · "}
          {refresh.moved}{" "}
          <button type="button" class="link" onClick={arrange}>
            {refresh.show}
          </button>
        </>
      )}
    </span>
  );
}

function CsvButton() {
  const { list } = words.value;
  const busy = useSignal(false);
  const click = async (): Promise<void> => {
    busy.value = true;
    try {
      await download(filter.peek());
    } catch (error) {
      sayFailure(error);
    } finally {
      busy.value = false;
    }
  };
  return (
    <button type="button" disabled={busy.value} onClick={() => void click()}>
      <Icon name="download" />
      {busy.value ? list.csvBusy : list.csv}
    </button>
  );
}

function Body() {
  const { list } = words.value;
  if (rows.value.length) return <Table />;
  if (failure.value && !entries.value.length) {
    return <Failure failure={failure.value} retry={() => void load()} />;
  }
  if (!complete.value) return <Skeleton lines={12} />;
  if (!isNarrowed(filter.value)) return <Empty title={list.noneTitle} hint={list.none} />;
  return (
    <Empty title={list.emptyTitle} hint={list.empty}>
      <button type="button" onClick={() => setQuery(CLEARED)}>
        {list.clear}
      </button>
    </Empty>
  );
}
