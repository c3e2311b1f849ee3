/** Loads the document again when a release has replaced the scripts that this tab would need next. */

import { Unreachable } from "../../api/client";

const STORAGE_KEY = "reloaded-for";

/** Loads a script. If it is missing, the document is loaded again, and this never returns; if that
 * would not help, it throws Unreachable: the browser's own sentence is in no certain language. */
export async function loadScript<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (failure) {
    if (await reloadForRelease()) return new Promise(() => undefined);
    throw new Unreachable(String(failure));
  }
}

/** Returns whether the document is being loaded again, at the same address. That happens once for
 * each release: if its own scripts are missing, loading it again would not end. */
async function reloadForRelease(): Promise<boolean> {
  // The name of the entry script has the hash of its content, which names all other scripts.
  const release = document.querySelector<HTMLScriptElement>("script[type=module]")?.src ?? "";
  if (sessionStorage.getItem(STORAGE_KEY) === release || !(await isServed())) return false;
  sessionStorage.setItem(STORAGE_KEY, release);
  location.reload();
  return true;
}

/** Without a network, scripts are not gone, and the browser would replace the page by its own. */
async function isServed(): Promise<boolean> {
  try {
    return (await fetch("/", { method: "HEAD", cache: "no-store" })).ok;
  } catch {
    return false;
  }
}
