/** The navigation: links to the pages, the age of the data, and the person's settings. */

import { useEffect } from "preact/hooks";
import { lastAnswerAt } from "../api/connection";
import { fetchLastRun, lastRun } from "../api/customers";
import { refresh, refreshRound } from "../api/refresh";
import type { Me } from "../api/types";
import type { Words } from "../i18n/en";
import { shortDateTime, timeOfDay } from "../i18n/format";
import { language, setLanguage, words } from "../i18n/language";
import { listAddress, path } from "../router";
import { may, signOut } from "../session/session";
import { Menu } from "../ui/controls/menu";
import { Select } from "../ui/controls/select";
import { Icon, type IconName } from "../ui/display/icon";
import { setTheme, type Theme, theme, THEMES } from "../ui/style/theme";
import { showShortcuts } from "./keyboard";

type NavPage = IconName & keyof Words["nav"];

const PAGES: readonly (readonly [NavPage, string])[] = [
  ["customers", "/"],
  ["alerts", "/alerts"],
  ["review", "/review"],
  ["approvals", "/approvals"],
  ["reports", "/reports"],
  ["operations", "/operations"],
];

function isCurrent(address: string): boolean {
  if (address === "/") return path.value === "/" || path.value.startsWith("/customers");
  return path.value.startsWith(address);
}

export function Nav({ me }: { me: Me }) {
  const { nav, product } = words.value;
  return (
    <header class="nav">
      <a class="mark" href="/">
        <img src="/mark.svg" alt="" width="24" height="24" />
        <span>{product}</span>
      </a>
      <nav aria-label={nav.label}>
        {PAGES.filter(([page]) => page !== "reports" || may("supervisor")).map(([page, address]) => (
          <a
            key={page}
            href={address === "/" ? listAddress.value : address}
            {...(isCurrent(address) ? { "aria-current": "page" as const } : {})}
          >
            <Icon name={page} />
            <span>{nav[page]}</span>
          </a>
        ))}
      </nav>
      <DataAge />
      <AccountMenu me={me} />
    </header>
  );
}

function DataAge() {
  const { refresh: t } = words.value;
  const { number } = refreshRound.value;
  useEffect(() => {
    // A failure is ignored here: the page's own requests fail as well, and the page reports it.
    if (path.peek() !== "/") fetchLastRun().catch(() => undefined);
  }, [number]);
  return (
    <div class="as-of">
      {lastRun.value && <span title={t.asOfHint}>{t.asOf(shortDateTime(lastRun.value))}</span>}
      {lastAnswerAt.value && (
        <span class="quiet">{t.checkedAt(timeOfDay(lastAnswerAt.value))}</span>
      )}
      <button type="button" onClick={() => refresh()}>
        <Icon name="refresh" />
        <span>{t.refresh}</span>
      </button>
    </div>
  );
}

function AccountMenu({ me }: { me: Me }) {
  const { settings, roles } = words.value;
  return (
    <Menu
      name={`${settings.account}: ${me.email}`}
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
            options={[
              ["en", "English"],
              ["fr", "Français"],
            ]}
            onChange={(next) => next && setLanguage(next)}
          />
          <Select<Theme>
            label={settings.theme}
            value={theme.value}
            options={THEMES.map((name) => [name, settings.themes[name]])}
            onChange={(next) => next && setTheme(next)}
          />
          <hr />
          <button
            type="button"
            onClick={() => {
              close();
              showShortcuts();
            }}
          >
            {settings.keys}
            <kbd>?</kbd>
          </button>
          <button type="button" onClick={() => void signOut()}>
            {settings.signOut}
          </button>
        </>
      )}
    </Menu>
  );
}
