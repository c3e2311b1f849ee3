/** The address bar as signals. Views read their state from it, so that every view has a link. */

import { computed, signal } from "@preact/signals";

export const path = signal(location.pathname);
export const query = signal(new URLSearchParams(location.search));

/** Counts changes of the path, but not of the parameters: on a new page the title gets the focus. */
export const pageVisits = signal(0);

function syncWithAddress(): void {
  query.value = new URLSearchParams(location.search);
  if (path.value !== location.pathname) {
    path.value = location.pathname;
    pageVisits.value += 1;
  }
}

type AskToLeave = (leave: () => void) => void;
let askToLeave: AskToLeave | null = null;
let heldState: unknown = null;

/** Asks before the address changes or the document is closed; returns a function that ends that. */
export function holdAddress(ask: AskToLeave): () => void {
  const askBrowser = (event: BeforeUnloadEvent) => event.preventDefault();
  askToLeave = ask;
  heldState = history.state;
  addEventListener("beforeunload", askBrowser);
  return () => {
    if (askToLeave === ask) askToLeave = null;
    removeEventListener("beforeunload", askBrowser);
  };
}

function leaveIfAllowed(leave: () => void): void {
  const ask = askToLeave;
  if (!ask) return leave();
  ask(() => {
    askToLeave = null;
    leave();
  });
}

addEventListener("popstate", () => {
  if (!askToLeave) return syncWithAddress();
  // The browser has left already: return to the address of what is shown, and ask there.
  history.pushState(heldState, "", withQuery({}));
  leaveIfAllowed(() => history.back());
});

/** The parameters that the list of customers had when it was last shown, for links back to it. */
export const listQuery = signal(path.peek() === "/" ? query.peek() : new URLSearchParams());
query.subscribe((now) => {
  if (location.pathname === "/") listQuery.value = now;
});

export const listAddress = computed(() => {
  const text = listQuery.value.toString();
  return text ? `/?${text}` : "/";
});

export function navigate(to: string, how: "push" | "replace" = "push"): void {
  leaveIfAllowed(() => {
    if (how === "push") history.pushState({ entry: crypto.randomUUID() }, "", to);
    else history.replaceState(history.state, "", to);
    syncWithAddress();
  });
}

/** Returns the name of the browser's history entry that is shown; the first one has none. */
export function entryKey(): string {
  return (history.state as { entry?: string } | null)?.entry ?? "";
}

type QueryChange = Record<string, string | readonly string[] | null>;

/** Returns the address of the current page with some parameters changed; empty ones are removed. */
export function withQuery(change: QueryChange): string {
  const next = new URLSearchParams(query.value);
  for (const [name, value] of Object.entries(change)) {
    next.delete(name);
    const values = value === null ? [] : typeof value === "string" ? [value] : value;
    for (const item of values) if (item !== "") next.append(name, item);
  }
  const text = next.toString();
  return path.value + (text && `?${text}`);
}

export function setQuery(change: QueryChange, how: "push" | "replace" = "push"): void {
  navigate(withQuery(change), how);
}

/** Makes links within the dashboard change the address without loading the document again. */
export function interceptLinks(): void {
  addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    const changed = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
    if (!link || changed || event.button !== 0 || event.defaultPrevented) return;
    if (link.target || link.hasAttribute("download") || link.origin !== location.origin) return;
    if (link.pathname.startsWith("/api/") || link.getAttribute("href")?.startsWith("#")) return;
    event.preventDefault();
    navigate(link.pathname + link.search);
  });
}

const DOT_SEGMENT = /^\.{1,2}$/;

/** Encodes an id for use in a path. Escapes "." and ".." too: a browser would resolve them. */
export function pathSegment(text: string): string {
  return DOT_SEGMENT.test(text) ? "%2E".repeat(text.length) : encodeURIComponent(text);
}

/** Returns the parameters of a pattern such as `/customers/:id`, or null if the path differs. */
export function matchPath(pattern: string, address: string): string[] | null {
  const wanted = pattern.split("/");
  const found = address.replace(/(.)\/$/, "$1").split("/");
  if (wanted.length !== found.length) return null;
  const params: string[] = [];
  for (const [n, name] of wanted.entries()) {
    const text = found[n] ?? "";
    if (!name.startsWith(":")) {
      if (name !== text) return null;
    } else {
      try {
        params.push(decodeURIComponent(text));
      } catch {
        return null;
      }
    }
  }
  return params;
}
