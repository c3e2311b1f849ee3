/** What the palette offers: every page, saved view, customer and setting, and the quick actions on the
 * customer that is shown. */

import { customers, foldText } from "../../api/customers";
import { refresh } from "../../api/refresh";
import type { SavedView } from "../../api/types";
import { menuGroups } from "../../features/actions/kinds";
import { filterParams } from "../../features/customers/filters/filter";
import { FOR_EVERYBODY } from "../../features/customers/filters/views";
import type { Words } from "../../i18n/en";
import { LANGUAGES, setLanguage, words } from "../../i18n/language";
import { listAddress, navigate, path, pathSegment } from "../../router";
import { may, signOut } from "../../session/session";
import { setTheme, THEMES } from "../../ui/style/theme";
import { requestAction } from "../action_request";
import { helpOpen } from "./keyboard";
import { customerIn } from "./rows";
import { setSingleKeys, singleKeys } from "./single_keys";

export interface Command {
  kind: keyof Words["palette"]["kinds"];
  name: string;
  run: () => void;
}

const MOST_CUSTOMERS = 20;

/** Returns what matches a text, first what begins with it. */
export function findCommands(text: string, views: readonly SavedView[]): readonly Command[] {
  const wanted = foldText(text);
  const parts = wanted.split(" ");
  const matches = (name: string) => parts.every((part) => name.includes(part));
  const found = otherCommands(views).filter(({ name }) => matches(foldText(name)));
  const all = wanted ? [...found, ...customerCommands(matches)] : found;
  const begins = ({ name }: Command) => Number(foldText(name).startsWith(wanted));
  return all.sort((a, b) => begins(b) - begins(a));
}

function customerCommands(matches: (name: string) => boolean): Command[] {
  const found: Command[] = [];
  for (const { row, searchText } of customers.value) {
    if (found.length === MOST_CUSTOMERS) break;
    if (matches(searchText)) found.push(goTo("customer", row.name, customerAddress(row.id)));
  }
  return found;
}

function customerAddress(id: string): string {
  return `/customers/${pathSegment(id)}`;
}

function goTo(kind: Command["kind"], name: string, address: string): Command {
  return { kind, name, run: () => navigate(address) };
}

function otherCommands(views: readonly SavedView[]): readonly Command[] {
  return [...actions(), ...pages(), ...viewCommands(views), ...settings()];
}

function actions(): readonly Command[] {
  const id = customerIn(path.value);
  if (id === null) return [];
  const { kinds } = words.value.actions;
  return menuGroups(may("supervisor"))
    .flatMap(([, group]) => group)
    .map((kind) => ({ kind: "action", name: kinds[kind], run: () => requestAction({ id, kind }) }));
}

function pages(): readonly Command[] {
  const { nav, alerts, reports, operations, common } = words.value;
  const reportPages: readonly (readonly [string, string])[] = [
    [`${nav.reports}${common.colon}${reports.credits}`, "/reports"],
    [`${nav.reports}${common.colon}${reports.success}`, "/reports?tab=success"],
    [`${nav.reports}${common.colon}${reports.agents}`, "/reports?tab=agents"],
    [`${nav.reports}${common.colon}${reports.audit}`, "/reports?tab=audit"],
  ];
  const found: readonly (readonly [string, string])[] = [
    [nav.customers, listAddress.value],
    [nav.alerts, "/alerts"],
    [`${nav.alerts}${common.colon}${alerts.inHand}`, "/alerts?tab=in-hand"],
    [`${nav.alerts}${common.colon}${alerts.past}`, "/alerts?tab=past"],
    [`${nav.alerts}${common.colon}${alerts.movers}`, "/alerts?tab=movers"],
    [`${nav.alerts}${common.colon}${alerts.rules}`, "/alerts?tab=rules"],
    [nav.review, "/review"],
    [nav.approvals, "/approvals"],
    ...(may("supervisor") ? reportPages : []),
    [`${nav.operations}${common.colon}${operations.runs}`, "/operations"],
    [`${nav.operations}${common.colon}${operations.dataQuality}`, "/operations?tab=quality"],
    [`${nav.operations}${common.colon}${operations.unmatched}`, "/operations?tab=unmatched"],
  ];
  return found.map(([name, address]) => goTo("page", name, address));
}

function viewCommands(views: readonly SavedView[]): readonly Command[] {
  const { list } = words.value;
  return [
    ...FOR_EVERYBODY.map(([name, params]) => goTo("view", list[name], `/?${params}`)),
    ...views.map(({ name, filters }) => goTo("view", name, `/?${filterParams(filters).toString()}`)),
  ];
}

function settings(): readonly Command[] {
  const { settings: t, refresh: r, common } = words.value;
  const found: readonly (readonly [string, () => void])[] = [
    ...LANGUAGES.map(([code, name]) => [name, () => setLanguage(code)] as const),
    ...THEMES.map(
      (name) => [`${t.theme}${common.colon}${t.themes[name]}`, () => setTheme(name)] as const,
    ),
    [singleKeys.value ? t.keysOff : t.keysOn, () => setSingleKeys(!singleKeys.peek())],
    [t.keys, () => (helpOpen.value = true)],
    [r.refresh, () => refresh()],
    [t.signOut, () => void signOut()],
  ];
  return found.map(([name, run]) => ({ kind: "setting", name, run: () => void run() }));
}
