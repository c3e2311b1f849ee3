/** The signed-in person. The API decides what they may do. */

import { signal } from "@preact/signals";
import type { User } from "firebase/auth";
import { api, dataOf, Problem, setTokenSource, Unreachable } from "../api/client";
import { clearCustomers } from "../api/customers";
import { clearCache } from "../api/resource";
import type { Me, Role } from "../api/types";
import type { FirebaseSession } from "./firebase";
import { loadScript } from "../ui/feedback/release";
import { finishGoogleSignIn, type GoogleToken } from "./google";

export type Session =
  | { state: "starting" }
  | { state: "failed"; failure: Error }
  | { state: "out"; emulated: boolean; ended: boolean }
  | { state: "refused"; email: string; problem: Problem }
  | { state: "in"; me: Me };

export const session = signal<Session>({ state: "starting" });

const ROLES: readonly Role[] = ["agent", "supervisor", "executive", "admin"];

/** Says whether a role is at least this high, to hide what the API would refuse. */
export function may(role: Role): boolean {
  const current = session.value;
  return current.state === "in" && ROLES.indexOf(current.me.role) >= ROLES.indexOf(role);
}

export function currentUser(): Me | null {
  return session.value.state === "in" ? session.value.me : null;
}

let firebase: FirebaseSession | undefined;

export async function startSession(): Promise<void> {
  try {
    const { connectFirebase } = await loadScript(() => import("./firebase"));
    firebase = await connectFirebase();
    await resumeGoogleSignIn(firebase);
    followUser(firebase);
  } catch (failure) {
    // The page only says that something is wrong in the browser.
    if (!(failure instanceof Unreachable)) console.error(failure);
    session.value = { state: "failed", failure: failure as Error };
  }
}

async function resumeGoogleSignIn(auth: FirebaseSession): Promise<void> {
  const token = await finishGoogleSignIn();
  if (!token) return;
  history.replaceState(null, "", token.returnTo);
  // The router follows this event.
  dispatchEvent(new PopStateEvent("popstate"));
  await auth.signIn(token);
}

/** Who is signed in with Firebase; null also once they sign out by themselves. */
let account: User | null = null;

function followUser(auth: FirebaseSession): void {
  auth.onUserChange((user) => {
    clearCache();
    clearCustomers();
    setTokenSource({
      get: (renew) => user?.getIdToken(renew) ?? Promise.resolve(null),
      // Firebase itself signs an account out whose token can't be renewed.
      refused: () => void auth.signOut(),
    });
    if (!user) session.value = { state: "out", emulated: auth.emulated, ended: account !== null };
    account = user;
    if (user) void loadUser(user);
  });
}

// The page has no other request that would be tried again.
addEventListener("online", () => {
  if (session.peek().state === "failed" && account) void loadUser(account);
});

async function loadUser(user: User): Promise<void> {
  const found = await findUser(user.email ?? "");
  if (account === user) session.value = found;
}

async function findUser(email: string): Promise<Session> {
  try {
    return { state: "in", me: await dataOf(api.GET("/me")) };
  } catch (failure) {
    return failure instanceof Problem && failure.status === 403
      ? { state: "refused", email, problem: failure }
      : { state: "failed", failure: failure as Error };
  }
}

export async function signIn(token: GoogleToken): Promise<void> {
  await firebase?.signIn(token);
}

export async function signOut(): Promise<void> {
  account = null;
  await firebase?.signOut();
}
