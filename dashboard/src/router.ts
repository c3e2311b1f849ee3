/** Where the person is: the address bar as signals. Whatever a view shows follows from it. */

import { computed, signal } from "@preact/signals";

export const path = signal(location.pathname);
export const query = signal(new URLSearchParams(location.search));

/** Counts the ways to a page other than a change of its own parameters, so that focus follows. */
export const pageVisits = signal(0);

function syncWithAddress(): void {
  query.value = new URLSearchParams(location.search);
  if (path.value !== location.pathname) {
    path.value = location.pathname;
    pageVisits.value += 1;
  }
}

addEventListener("popstate", syncWithAddress);

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
  history[how === "push" ? "pushState" : "replaceState"](null, "", to);
  syncWithAddress();
}

type QueryChange = Record<string, string | readonly string[] | null>;

/** The present page with some parameters changed; an empty one is left out. */
export function withQuery(change: QueryChange): string {
  const next = new URLSearchParams(query.value);
  for (const [name, value] of Object.entries(change)) {
    next.delete(name);
    const values = value === null ? [] : typeof value === "string" ? [value] : value;
    for (const one of values) if (one !== "") next.append(name, one);
  }
  const text = next.toString();
  return path.value + (text && `?${text}`);
}

export function setQuery(change: QueryChange, how: "push" | "replace" = "push"): void {
  navigate(withQuery(change), how);
}

/** Follows links within the app without loading the page anew. */
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

/** A path's part that came from data; "." and ".." would lead elsewhere. */
export function pathSegment(text: string): string {
  return DOT_SEGMENT.test(text) ? "%2E".repeat(text.length) : encodeURIComponent(text);
}

/** The parts that a pattern such as `/customers/:id` names, or null. */
export function matchPath(pattern: string, at: string): string[] | null {
  const wanted = pattern.split("/");
  const found = at.replace(/(.)\/$/, "$1").split("/");
  if (wanted.length !== found.length) return null;
  const parts: string[] = [];
  for (const [n, name] of wanted.entries()) {
    const text = found[n] ?? "";
    if (!name.startsWith(":")) {
      if (name !== text) return null;
    } else {
      try {
        parts.push(decodeURIComponent(text));
      } catch {
        return null;
      }
    }
  }
  return parts;
}
