/** Numbers and times as the language writes them. */

import { computed } from "@preact/signals";
import { locale } from "./language";

const numbers = computed(() => new Intl.NumberFormat(locale.value));
const percents = computed(
  () =>
    new Intl.NumberFormat(locale.value, {
      style: "percent",
      minimumFractionDigits: 1,
      maximumFractionDigits: 1,
    }),
);
const wholePercents = computed(
  () => new Intl.NumberFormat(locale.value, { style: "percent", maximumFractionDigits: 1 }),
);
const tenths = computed(() => new Intl.NumberFormat(locale.value, { maximumFractionDigits: 1 }));
const hourFormat = computed(
  () =>
    new Intl.NumberFormat(locale.value, {
      style: "unit",
      unit: "hour",
      unitDisplay: "long",
      maximumFractionDigits: 1,
    }),
);
const changes = computed(
  () => new Intl.NumberFormat(locale.value, { signDisplay: "exceptZero", maximumFractionDigits: 1 }),
);
const moments = computed(
  () => new Intl.DateTimeFormat(locale.value, { dateStyle: "medium", timeStyle: "short" }),
);
const stamps = computed(
  () =>
    new Intl.DateTimeFormat(locale.value, {
      day: "numeric",
      month: "short",
      hour: "numeric",
      minute: "2-digit",
    }),
);
const exact = computed(
  () => new Intl.DateTimeFormat(locale.value, { dateStyle: "full", timeStyle: "long" }),
);
const times = computed(() => new Intl.DateTimeFormat(locale.value, { timeStyle: "short" }));
// Dates are Toronto's, without a time: they are the same everywhere.
const dates = computed(
  () => new Intl.DateTimeFormat(locale.value, { dateStyle: "medium", timeZone: "UTC" }),
);
const days = computed(
  () => new Intl.DateTimeFormat(locale.value, { day: "numeric", month: "short", timeZone: "UTC" }),
);
const weekdays = computed(
  () => new Intl.DateTimeFormat(locale.value, { weekday: "short", timeZone: "UTC" }),
);
const spans = computed(() => new Intl.RelativeTimeFormat(locale.value, { numeric: "auto" }));

export const number = (value: number): string => numbers.value.format(value);
export const oneDecimal = (value: number): string => tenths.value.format(value);
export const hoursInWords = (value: number): string => hourFormat.value.format(value);
export const signed = (value: number): string => changes.value.format(value);
export const percent = (value: number): string => percents.value.format(value / 100);
export const shortPercent = (value: number): string => wholePercents.value.format(value / 100);
export const dateTime = (at: string): string => moments.value.format(new Date(at));
/** Of whole cents. */
export function money({ cents, currency }: { cents: number; currency: string }): string {
  const style = { style: "currency", currency, currencyDisplay: "narrowSymbol" } as const;
  return new Intl.NumberFormat(locale.value, style).format(cents / 100);
}

/** Without the year, where it can only be this one. */
export const shortDateTime = (at: string): string => stamps.value.format(new Date(at));
export const fullDateTime = (at: string): string => exact.value.format(new Date(at));
export const timeOfDay = (at: string | Date): string => times.value.format(new Date(at));
export const date = (day: string): string => dates.value.format(new Date(day));
export const shortDate = (at: string): string => days.value.format(new Date(at));
export const weekday = (at: string): string => weekdays.value.format(new Date(at));

const DAY = 86_400_000;
const UNITS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", DAY],
  ["hour", 3_600_000],
  ["minute", 60_000],
];

/** "3 days ago", "in 3 days"; whole days from one day on, as the levels count them. */
export function relativeTime(at: string, now: number): string {
  const distance = Date.parse(at) - now;
  for (const [unit, length] of UNITS) {
    if (Math.abs(distance) >= length) return spans.value.format(Math.trunc(distance / length), unit);
  }
  return spans.value.format(0, "minute");
}

/** Of what has happened: what a clock that is ahead calls future is just now. */
export function ago(at: string, now: number): string {
  return relativeTime(at, Math.max(now, Date.parse(at)));
}
