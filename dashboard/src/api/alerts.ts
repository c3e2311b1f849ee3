/** Decisions on alerts, and what others decided meanwhile. */

import { signal } from "@preact/signals";
import { api, dataOf, ifMatch } from "./client";
import type { Alert, AlertTransition } from "./types";

export const TRIAGE_ACTIONS = ["acknowledge", "snooze", "dismiss", "resolve", "reopen"] as const;
export type TriageAction = (typeof TRIAGE_ACTIONS)[number];

export interface Decision {
  action: TriageAction;
  reason: string;
  /** The length of a snooze. */
  days?: number;
}

/** An alert as it is now, and what happened since the version that was shown, the newest first. */
export interface Conflict {
  alert: Alert;
  moves: readonly AlertTransition[];
}

const DAY_MS = 86_400_000;

/** The alerts that were decided on in this window, by key. */
const decided = signal<ReadonlyMap<string, Alert>>(new Map());

/** Returns an alert of a list as it is since the last decision here: lists may be a second behind. */
export function latest(alert: Alert): Alert {
  const known = decided.value.get(alert.key);
  return known && isLater(known.version, alert.version) ? known : alert;
}

/** Compares two versions, each made of an episode and a number within it, such as "1.12". */
function isLater(version: string, other: string): boolean {
  const [episode = 0, seq = 0] = version.split(".").map(Number);
  const [otherEpisode = 0, otherSeq = 0] = other.split(".").map(Number);
  return episode === otherEpisode ? seq > otherSeq : episode > otherEpisode;
}

/** Returns whether an alert can still be decided on. */
export function isOngoing({ phase }: Alert): boolean {
  return phase === "firing" || phase === "recovering";
}

/** Sends a decision for the version that is shown. Throws Problem 412 if that is not the newest. */
export async function sendDecision(alert: Alert, decision: Decision): Promise<Alert> {
  const { action, reason, days = 0 } = decision;
  const params = { path: { alert_key: alert.key }, header: ifMatch(alert.version) };
  const until = new Date(Date.now() + days * DAY_MS).toISOString();
  const changed = await dataOf(
    action === "snooze"
      ? api.POST("/alerts/{alert_key}/snooze", { params, body: { reason, until } })
      : api.POST(`/alerts/{alert_key}/${action}`, { params, body: { reason } }),
  );
  decided.value = new Map([...decided.value, [changed.key, changed]]);
  return changed;
}

export async function fetchConflict(seen: Alert): Promise<Conflict> {
  const path = { alert_key: seen.key };
  const [alert, { transitions }] = await Promise.all([
    dataOf(api.GET("/alerts/{alert_key}", { params: { path } })),
    dataOf(api.GET("/alerts/{alert_key}/history", { params: { path, query: { limit: 20 } } })),
  ]);
  const moves = transitions.filter(({ episode, seq }) => isLater(`${episode}.${seq}`, seen.version));
  return { alert, moves };
}
