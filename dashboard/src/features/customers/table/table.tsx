/** The table of customers. Only the rows in sight are in the document, and a few around them. */

import { useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { words } from "../../../i18n/language";
import { setQuery } from "../../../router";
import { printing } from "../../../ui/display/printing";
import { type ColumnHead, columnTitle, leastWidth, shownColumns } from "./columns";
import { type Column, filter, type Order } from "../filters/filter";
import { CustomerTableRow } from "./row";
import "./table.css";
import { rows } from "../visible_rows";

const ROW_HEIGHT = 40;
const OVERSCAN = 6;

/** The scroll position and the row that had the focus when the person left the list. */
const lastPosition = { top: 0, id: "" };

export function CustomerTable() {
  const frame = useRef<HTMLDivElement>(null);
  const top = useSignal(lastPosition.top);
  const height = useSignal(800);
  const shown = rows.value;
  const hasTrends = shown.some(({ row }) => row.trend.length > 1);
  const columns = shownColumns.value.filter(({ key }) => hasTrends || key !== "trend");

  useLayoutEffect(() => {
    const element = frame.current;
    if (!element) return;
    const watch = new ResizeObserver(() => void (height.value = element.clientHeight));
    watch.observe(element);
    element.scrollTop = lastPosition.top;
    return () => watch.disconnect();
  }, []);
  useRestoredFocus(frame.current);
  useScrollReset(frame.current);

  const all = printing.value;
  const first = all ? 0 : Math.max(0, Math.floor(top.value / ROW_HEIGHT) - OVERSCAN);
  const end = Math.ceil((top.value + height.value) / ROW_HEIGHT) + OVERSCAN;
  const last = all ? shown.length : Math.min(shown.length, end);
  return (
    <div
      ref={frame}
      class="window"
      tabIndex={0}
      role="region"
      aria-label={words.value.list.table}
      onScroll={(event) => {
        lastPosition.top = top.value = event.currentTarget.scrollTop;
      }}
      onClickCapture={(event) => rememberRow(event.target)}
      onFocusCapture={(event) => rememberRow(event.target)}
    >
      <table
        class="customers"
        style={{ minWidth: `${leastWidth(columns)}px` }}
        aria-rowcount={shown.length + 1}
      >
        <thead>
          <tr aria-rowindex={1}>
            {columns.map((head) => (
              <HeadCell key={head.key} head={head} />
            ))}
          </tr>
        </thead>
        <Spacer rows={first} />
        <tbody>
          {shown.slice(first, last).map(({ row }, n) => (
            <CustomerTableRow key={row.id} row={row} index={first + n} columns={columns} />
          ))}
        </tbody>
        <Spacer rows={shown.length - last} />
      </table>
    </div>
  );
}

function rememberRow(target: EventTarget | null): void {
  const link = target instanceof Element ? target.closest("tr")?.querySelector("[data-row]") : null;
  lastPosition.id = link?.getAttribute("data-row") ?? lastPosition.id;
}

function Spacer({ rows: count }: { rows: number }) {
  return count > 0 ? (
    <tbody aria-hidden="true">
      <tr style={{ height: `${count * ROW_HEIGHT}px` }} />
    </tbody>
  ) : null;
}

/** Restores the focus when the person comes back from a customer. */
function useRestoredFocus(frame: HTMLElement | null): void {
  useEffect(() => {
    if (!frame || !lastPosition.id) return;
    frame.querySelector<HTMLElement>(`[data-row="${CSS.escape(lastPosition.id)}"]`)?.focus();
  }, [frame]);
}

/** Scrolls to the top when the filter or the order changes. */
function useScrollReset(frame: HTMLElement | null): void {
  const lastFilter = useRef(filter.value);
  useLayoutEffect(() => {
    if (lastFilter.current === filter.value) return;
    lastFilter.current = filter.value;
    lastPosition.id = "";
    if (frame) frame.scrollTop = 0;
  }, [filter.value]);
}

/** The list's own order needs no parameters, so that its address stays short. */
function sortQuery(sort: Column, order: Order): Record<string, string | null> {
  const isDefault = sort === "level" && order === "desc";
  return isDefault ? { sort: null, order: null } : { sort, order };
}

function HeadCell({ head: { key, width, figure, firstOrder } }: { head: ColumnHead }) {
  const { sort, order } = filter.value;
  const name = columnTitle(key, words.value);
  const given = { class: figure ? "figure" : "", ...(width ? { style: { width: `${width}px` } } : {}) };
  if (key === "trend" || key === "handling" || !firstOrder) {
    return (
      <th scope="col" {...given}>
        {name}
      </th>
    );
  }
  const active = sort === key;
  const next = active ? (order === "asc" ? "desc" : "asc") : firstOrder;
  return (
    <th
      scope="col"
      {...given}
      aria-sort={active ? (order === "asc" ? "ascending" : "descending") : "none"}
    >
      <button
        type="button"
        title={words.value.list.sortBy(name)}
        onClick={() => setQuery(sortQuery(key, next))}
      >
        {name}
        {active && <span aria-hidden="true">{order === "asc" ? "↑" : "↓"}</span>}
      </button>
    </th>
  );
}
