/** Counts views of pages, without a person or a customer: the reports say how much they are used. */

import { api } from "./client";
import type { paths } from "./schema";

type ViewCount = paths["/view-counts"]["post"]["requestBody"]["content"]["application/json"];
export type PageKind = ViewCount["page"];

const EVERY_MS = 60_000;
const sentAt = new Map<PageKind, number>();

/** Counts a view, at most one a minute for each kind of page. A lost one is not missed. */
export function countView(page: PageKind, seconds?: number): void {
  const now = Date.now();
  if (now - (sentAt.get(page) ?? -EVERY_MS) < EVERY_MS) return;
  sentAt.set(page, now);
  const body: ViewCount = seconds === undefined ? { page } : { page, seconds };
  api.POST("/view-counts", { body }).catch(() => undefined);
}
