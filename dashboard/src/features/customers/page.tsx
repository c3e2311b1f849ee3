/** The list of customers, which is the first page. */

import { useSignal } from "@preact/signals";
import type { TargetedKeyboardEvent } from "preact";
import { useEffect } from "preact/hooks";
import {
  allLoaded,
  customers,
  customerTotal,
  lastRun,
  listLoad,
  loadCustomers,
} from "../../api/customers";
import { useShown } from "../../api/load";
import { refreshRound } from "../../api/refresh";
import { number } from "../../i18n/format";
import { words } from "../../i18n/language";
import { navigate, pathSegment, query, setQuery } from "../../router";
import { currentUser } from "../../session/session";
import { Icon } from "../../ui/display/icon";
import { Page } from "../../ui/display/page";
import { dayIn } from "../../ui/display/past_day";
import { Failure } from "../../ui/feedback/failure";
import { Empty, Skeleton } from "../../ui/feedback/placeholder";
import { showFailure } from "../../ui/feedback/toast";
import { LevelCards } from "./cards";
import { ColumnMenu } from "./table/column_menu";
import { downloadCsv } from "./csv_download";
import "./customers.css";
import { commitSearch, filter, NO_FILTERS, search } from "./filters/filter";
import { DayField } from "./day_field";
import { FilterChips } from "./filters/filter_chips";
import { FilterPanel } from "./filters/filter_panel";
import { PastCustomers } from "./past_list";
import { CustomerTable } from "./table/table";
import { ActiveView, ViewMenu } from "./filters/views";
import { applyOrder, orderChanged, rows } from "./visible_rows";

let loadedRound = -1;

export default function Customers() {
  const day = dayIn(query.value);
  return day ? <PastCustomers day={day} /> : <CustomersToday />;
}

function CustomersToday() {
  const { number: round } = refreshRound.value;
  useShown(listLoad);
  useEffect(() => {
    if (loadedRound !== round || !allLoaded.peek()) void loadCustomers();
    loadedRound = round;
  }, [round]);
  return (
    <Page title={words.value.list.title} lead={<Lead />} fills>
      <LevelCards />
      <Toolbar />
      <FilterChips />
      <Results />
    </Page>
  );
}

function Lead() {
  return (
    <>
      <ResultCount /> <ActiveView />
    </>
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
            placeholder={list.searchHint}
            aria-label={list.search}
            value={filter.value.search}
            onInput={(event) => search(event.currentTarget.value)}
            onKeyDown={onSearchKey}
          />
          <kbd class="hint">/</kbd>
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
        <QuickFilters />
        <span class="spring" />
        <DayField />
        <ViewMenu />
        <ColumnMenu />
        <CsvButton />
      </div>
      {open.value && <FilterPanel />}
    </>
  );
}

function onSearchKey(event: TargetedKeyboardEvent<HTMLInputElement>): void {
  if (event.key === "Escape") event.currentTarget.blur();
  if (event.key !== "Enter" || event.isComposing) return;
  event.preventDefault();
  commitSearch();
  const [first, second] = rows.peek();
  // While rows are still loading, a single one may not be the only one.
  if (first && !second && allLoaded.peek()) navigate(`/customers/${pathSegment(first.row.id)}`);
  else document.querySelector<HTMLElement>("[data-row]")?.focus();
}

function QuickFilters() {
  const { list } = words.value;
  const mine = currentUser()?.email ?? "";
  const { owner, new: onlyNew } = filter.value;
  return (
    <>
      <button
        type="button"
        aria-pressed={owner === mine}
        onClick={() => setQuery({ owner: owner === mine ? null : mine })}
      >
        {list.mine}
      </button>
      <button
        type="button"
        aria-pressed={onlyNew}
        title={list.newHint}
        onClick={() => setQuery({ new: onlyNew ? null : "true" })}
      >
        {list.new}
      </button>
    </>
  );
}

function ResultCount() {
  const { list, refresh } = words.value;
  const all = customers.value.length;
  const shown = rows.value.length;
  return (
    <span class="count" role="status">
      {/* A line of its own from the start: nothing moves when the count comes. */}
      {"\u200b"}
      {!allLoaded.value && listLoad.loading.value && all > 0
        ? list.loading(number(all), number(customerTotal.value))
        : allLoaded.value &&
          (shown === all
            ? list.count(number(all), all === 1)
            : list.shownOf(number(shown), number(all)))}
      {orderChanged.value && (
        <>
          {" · "}
          {refresh.orderChanged}{" "}
          <button type="button" class="link" onClick={applyOrder}>
            {refresh.applyOrder}
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
      await downloadCsv(filter.peek());
    } catch (error) {
      showFailure(error);
    } finally {
      busy.value = false;
    }
  };
  return (
    <button
      type="button"
      aria-label={list.csv}
      title={list.csv}
      disabled={busy.value}
      onClick={() => void click()}
    >
      <Icon name="download" />
      {busy.value ? list.csvBusy : "CSV"}
    </button>
  );
}

function Results() {
  const { list } = words.value;
  const failure = allLoaded.value ? undefined : listLoad.failure.value;
  return (
    <>
      {failure && <Failure failure={failure} retry={() => void loadCustomers()} />}
      {rows.value.length > 0 && lastRun.value === null && <p class="quiet">{list.noRun}</p>}
      {rows.value.length ? <CustomerTable /> : !failure && <NoRows />}
    </>
  );
}

function NoRows() {
  const { list } = words.value;
  const hasRun = lastRun.value !== null;
  if (!allLoaded.value) return <Skeleton lines={12} />;
  if (!customers.value.length)
    return <Empty title={list.noCustomersTitle} hint={list.noCustomers} />;
  return (
    <Empty
      title={list.emptyTitle}
      hint={!filter.value.new ? list.empty : hasRun ? list.nothingNew : list.noRun}
    >
      <button type="button" onClick={() => setQuery(NO_FILTERS)}>
        {list.clearFilters}
      </button>
    </Empty>
  );
}
