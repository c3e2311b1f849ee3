/** Who uses the dashboard. Whether they may is the API's to say. */

import { signal } from "@preact/signals";
import { api, dataOf, Problem, setTokenSource } from "../api/client";
import type { Me, Role } from "../api/types";
import type { FirebaseSession } from "./firebase";
import { finishGoogleSignIn, type GoogleToken } from "./google";
import { clearCustomers } from "../api/customers";
import { clearCache } from "../api/resource";

export type Session =
  | { state: "starting" }
  | { state: "failed"; failure: Error }
  | { state: "out"; emulated: boolean }
  | { state: "refused"; email: string; problem: Problem }
  | { state: "in"; me: Me };

export const session = signal<Session>({ state: "starting" });

const ROLES: readonly Role[] = ["agent", "supervisor", "executive", "admin"];

/** Only to leave out what would be refused: the API decides. */
export function may(role: Role): boolean {
  const at = session.value;
  return at.state === "in" && ROLES.indexOf(at.me.role) >= ROLES.indexOf(role);
}

export function currentUser(): Me | null {
  return session.value.state === "in" ? session.value.me : null;
}

let firebase: FirebaseSession | undefined;

export async function startSession(): Promise<void> {
  try {
    firebase = await (await import("./firebase")).connectFirebase();
    await resumeGoogleSignIn(firebase);
    followUser(firebase);
  } catch (failure) {
    session.value = { state: "failed", failure: failure as Error };
  }
}

async function resumeGoogleSignIn(accounts: FirebaseSession): Promise<void> {
  const back = await finishGoogleSignIn();
  if (!back) return;
  history.replaceState(null, "", back.to);
  dispatchEvent(new PopStateEvent("popstate"));
  await accounts.signIn(back);
}

function followUser(accounts: FirebaseSession): void {
  accounts.onUserChange((account) => {
    clearCache();
    clearCustomers();
    setTokenSource(() => account?.getIdToken() ?? Promise.resolve(null));
    if (account) void loadUser(account.email ?? "");
    else session.value = { state: "out", emulated: accounts.emulated };
  });
}

async function loadUser(email: string): Promise<void> {
  try {
    session.value = { state: "in", me: await dataOf(api.GET("/me")) };
  } catch (failure) {
    session.value =
      failure instanceof Problem && failure.status === 403
        ? { state: "refused", email, problem: failure }
        : { state: "failed", failure: failure as Error };
  }
}

export async function signIn(token: GoogleToken): Promise<void> {
  await firebase?.signIn(token);
}

export async function signOut(): Promise<void> {
  await firebase?.signOut();
}
