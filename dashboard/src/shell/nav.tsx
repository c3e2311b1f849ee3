/** The navigation: links to the pages, the age of the data, and the person's settings. */

import { useCounts } from "../api/counts";
import { fetchLastRun, lastRun } from "../api/customers";
import { checkedAt, pausedUntil, refreshing } from "../api/load";
import { refresh } from "../api/refresh";
import { useResource } from "../api/resource";
import type { Counts, Me } from "../api/types";
import type { Words } from "../i18n/en";
import { number, shortDateTime, shortTime } from "../i18n/format";
import { language, LANGUAGES, setLanguage, words } from "../i18n/language";
import { listAddress, path } from "../router";
import { may, signOut } from "../session/session";
import { Menu } from "../ui/controls/menu";
import { Select } from "../ui/controls/select";
import { now } from "../ui/display/clock";
import { Icon, type IconName } from "../ui/display/icon";
import { setTheme, type Theme, theme, THEMES } from "../ui/style/theme";
import { helpOpen, PALETTE_KEY, paletteOpen } from "./keys/keyboard";
import { setSingleKeys, singleKeys } from "./keys/single_keys";

type NavPage = IconName & keyof Words["nav"];

/** The pages, their addresses, and the count that each shows. */
const PAGES: readonly (readonly [NavPage, string, keyof Counts | null])[] = [
  ["customers", "/", null],
  ["alerts", "/alerts", "criticalAlerts"],
  ["review", "/review", "review"],
  ["approvals", "/approvals", "approvals"],
  ["reports", "/reports", null],
  ["operations", "/operations", "unmatched"],
];

function isCurrent(address: string): boolean {
  if (address === "/") return path.value === "/" || path.value.startsWith("/customers");
  return path.value.startsWith(address);
}

export function Nav({ me }: { me: Me }) {
  const { nav, palette, product } = words.value;
  const counts = useCounts();
  const pages = PAGES.filter(([page]) => page !== "reports" || may("supervisor"));
  return (
    <header class="nav">
      <a class="mark" href="/">
        <img src="/mark.svg" alt="" width="24" height="24" />
        <span>{product}</span>
      </a>
      <button type="button" class="find" onClick={() => (paletteOpen.value = true)}>
        <Icon name="search" />
        <span>{palette.open}</span>
        <kbd>{PALETTE_KEY}</kbd>
      </button>
      <nav aria-label={nav.label}>
        {pages.map(([page, address, count]) => (
          <a
            key={page}
            href={address === "/" ? listAddress.value : address}
            {...(isCurrent(address) ? { "aria-current": "page" as const } : {})}
          >
            <Icon name={page} />
            <span>{nav[page]}</span>
            {count && <WaitingCount of={count} value={counts?.[count]} />}
          </a>
        ))}
      </nav>
      <DataAge />
      <AccountMenu me={me} />
    </header>
  );
}

/** Shows nothing while the count is not known: no number must not read as nothing to do. */
function WaitingCount({ of, value }: { of: keyof Counts; value: number | undefined }) {
  if (value === undefined) return null;
  return (
    <span class={value ? "badge" : "badge none"} title={words.value.nav.waiting[of]}>
      {number(value)}
    </span>
  );
}

function DataAge() {
  const { refresh: t } = words.value;
  return (
    <div class="as-of">
      {path.value !== "/" && <LastRunLoader />}
      {lastRun.value && <span title={t.asOfHint}>{t.asOf(shortDateTime(lastRun.value))}</span>}
      {checkedAt.value !== null && (
        <span class="quiet">{t.checkedAt(shortTime(checkedAt.value, now.value))}</span>
      )}
      <button
        type="button"
        aria-busy={refreshing.value}
        disabled={pausedUntil.value > now.value}
        onClick={() => refresh()}
      >
        <Icon name="refresh" />
        <span>{refreshing.value ? t.refreshing : t.refresh}</span>
      </button>
    </div>
  );
}

/** Stands where the list does not load the time of the newest run itself. */
function LastRunLoader() {
  useResource("last run", fetchLastRun);
  return null;
}

function AccountMenu({ me }: { me: Me }) {
  const { common, settings, roles } = words.value;
  return (
    <Menu
      name={`${settings.account}${common.colon}${me.email}`}
      align="start"
      label={
        <span class="who">
          <span class="who-mail">{me.email}</span>
          <span class="quiet">{roles[me.role]}</span>
        </span>
      }
    >
      {(close) => (
        <>
          <Select
            label={settings.language}
            value={language.value}
            options={LANGUAGES}
            onChange={(next) => next && setLanguage(next)}
          />
          <Select<Theme>
            label={settings.theme}
            value={theme.value}
            options={THEMES.map((name) => [name, settings.themes[name]])}
            onChange={(next) => next && setTheme(next)}
          />
          <label class="check" title={settings.singleKeysHint}>
            <input
              type="checkbox"
              checked={singleKeys.value}
              onChange={(event) => setSingleKeys(event.currentTarget.checked)}
            />
            {settings.singleKeys}
          </label>
          <hr />
          <button
            type="button"
            onClick={() => {
              close();
              helpOpen.value = true;
            }}
          >
            {settings.keys}
            <kbd class="hint">?</kbd>
          </button>
          <button type="button" onClick={() => void signOut()}>
            {settings.signOut}
          </button>
        </>
      )}
    </Menu>
  );
}
