/** Numbers, money, dates and times in the interface's language. */

import { computed } from "@preact/signals";
import { locale, words } from "./language";

const numberFormat = computed(() => new Intl.NumberFormat(locale.value));
const percentFormat = computed(
  () =>
    new Intl.NumberFormat(locale.value, {
      style: "percent",
      minimumFractionDigits: 1,
      maximumFractionDigits: 1,
    }),
);
const shortPercentFormat = computed(
  () => new Intl.NumberFormat(locale.value, { style: "percent", maximumFractionDigits: 1 }),
);
const oneDecimalFormat = computed(
  () => new Intl.NumberFormat(locale.value, { maximumFractionDigits: 1 }),
);
const hourFormat = computed(
  () =>
    new Intl.NumberFormat(locale.value, {
      style: "unit",
      unit: "hour",
      unitDisplay: "long",
      maximumFractionDigits: 1,
    }),
);
const signedFormat = computed(
  () =>
    new Intl.NumberFormat(locale.value, { signDisplay: "exceptZero", maximumFractionDigits: 1 }),
);
const signedPercentFormat = computed(
  () =>
    new Intl.NumberFormat(locale.value, {
      style: "percent",
      signDisplay: "exceptZero",
      maximumFractionDigits: 1,
    }),
);
// Part by part: the French `timeStyle` writes 07 h 00, which nobody does.
const TIME = { hour: "numeric", minute: "2-digit" } as const;
const dateTimeFormat = computed(
  () =>
    new Intl.DateTimeFormat(locale.value, {
      day: "numeric",
      month: "short",
      year: "numeric",
      ...TIME,
    }),
);
const shortDateTimeFormat = computed(
  () =>
    new Intl.DateTimeFormat(locale.value, {
      day: "numeric",
      month: "short",
      ...TIME,
    }),
);
const fullDateTimeFormat = computed(
  () =>
    new Intl.DateTimeFormat(locale.value, {
      weekday: "long",
      day: "numeric",
      month: "long",
      year: "numeric",
      ...TIME,
    }),
);
const timeFormat = computed(() => new Intl.DateTimeFormat(locale.value, TIME));
const localDateFormat = computed(
  () => new Intl.DateTimeFormat(locale.value, { dateStyle: "medium" }),
);
const localDayFormat = computed(
  () => new Intl.DateTimeFormat(locale.value, { day: "numeric", month: "short" }),
);
// A date without a time, such as that of a daily run, is the same for every reader: hence UTC.
const dateFormat = computed(
  () => new Intl.DateTimeFormat(locale.value, { dateStyle: "medium", timeZone: "UTC" }),
);
const longDateFormat = computed(
  () => new Intl.DateTimeFormat(locale.value, { dateStyle: "long", timeZone: "UTC" }),
);
const shortDateFormat = computed(
  () => new Intl.DateTimeFormat(locale.value, { day: "numeric", month: "short", timeZone: "UTC" }),
);
const monthFormat = computed(
  () => new Intl.DateTimeFormat(locale.value, { month: "long", year: "numeric", timeZone: "UTC" }),
);
const weekdayFormat = computed(
  () => new Intl.DateTimeFormat(locale.value, { weekday: "short", timeZone: "UTC" }),
);
const relativeFormat = computed(
  () => new Intl.RelativeTimeFormat(locale.value, { numeric: "auto" }),
);

export const number = (value: number): string => numberFormat.value.format(value);
export const oneDecimal = (value: number): string => oneDecimalFormat.value.format(value);
export const hoursInWords = (value: number): string => hourFormat.value.format(value);
export const signed = (value: number): string => withMinus(signedFormat.value.format(value));
export const signedPercent = (value: number): string =>
  withMinus(signedPercentFormat.value.format(value / 100));
/** Percentages from 0 to 100; `percent` always has one decimal. */
export const percent = (value: number): string => percentFormat.value.format(value / 100);
export const shortPercent = (value: number): string => shortPercentFormat.value.format(value / 100);
export const dateTime = (at: string): string => withDay(dateTimeFormat.value, new Date(at));

/** Formats an amount in cents. A dollar without a country is Canadian. */
export function money({ cents, currency }: { cents: number; currency: string }): string {
  return new Intl.NumberFormat(locale.value, { style: "currency", currency }).format(cents / 100);
}

/** The formats of the browser write a hyphen. */
const withMinus = (text: string): string => text.replace("-", "−");

/** Keeps a name from turning the sentence around it, where it is written from right to left. */
export const isolate = (name: string): string => `\u2068${name}\u2069`;

const FIRST = /(^| )1 (?=\p{L})/u;
const WITHIN_TIME = / (?=[ap]\.m\.|h )|(?<= h) /g;

/** Keeps a time in one line. French says "1er janvier", and no format of the browser does. */
function withDay(format: Intl.DateTimeFormat, at: Date | number): string {
  const text = format.format(at).replace(WITHIN_TIME, "\u00a0");
  return locale.value === "fr-CA" ? text.replace(FIRST, "$11er ") : text;
}

/** Without the year, for times of the last days. */
export const shortDateTime = (at: string): string =>
  withDay(shortDateTimeFormat.value, new Date(at));
export const fullDateTime = (at: string): string => withDay(fullDateTimeFormat.value, new Date(at));
/** The date of a point in time, where the reader is. */
export const localDate = (at: string): string => withDay(localDateFormat.value, new Date(at));
export const date = (day: string): string => withDay(dateFormat.value, new Date(day));
export const longDate = (day: string): string => withDay(longDateFormat.value, new Date(day));
export const shortDate = (at: string): string => withDay(shortDateFormat.value, new Date(at));
export const monthAndYear = (at: string): string => monthFormat.value.format(new Date(at));
export const weekday = (at: string): string => weekdayFormat.value.format(new Date(at));

/** The time of day, with the date if that is not today's. */
export function shortTime(at: number, now: number): string {
  const format = dayNumber(at) === dayNumber(now) ? timeFormat : shortDateTimeFormat;
  return withDay(format.value, at);
}

const HOUR = 3_600_000;
const MINUTE = 60_000;
const WEEK_DAYS = 7;

/** Counts calendar days in the reader's time zone. */
function dayNumber(at: number): number {
  const day = new Date(at);
  return Date.UTC(day.getFullYear(), day.getMonth(), day.getDate()) / (24 * HOUR);
}

/** Returns "yesterday" or "in 3 days" by the reader's calendar, hours and minutes within a day, and
 * the date from a week on, without this year's number. The levels count periods of 24 hours. */
export function relativeTime(at: string, now: number, sayDate = (day: string) => day): string {
  const time = Date.parse(at);
  const days = dayNumber(time) - dayNumber(now);
  const distance = time - now;
  if (Math.abs(days) > WEEK_DAYS) {
    const isThisYear = new Date(time).getFullYear() === new Date(now).getFullYear();
    return sayDate(isThisYear ? withDay(localDayFormat.value, new Date(time)) : localDate(at));
  }
  if (Math.abs(distance) < MINUTE) return words.value.values.justNow;
  if (Math.abs(distance) < HOUR) {
    return relativeFormat.value.format(Math.trunc(distance / MINUTE), "minute");
  }
  return days ? relativeDays(days) : relativeFormat.value.format(Math.trunc(distance / HOUR), "hour");
}

/** Returns "yesterday" or "in 3 days". */
export const relativeDays = (days: number): string => relativeFormat.value.format(days, "day");

/** Like `relativeTime`, for the past: a server's clock that is ahead must not give "in 1 minute". */
export function ago(at: string, now: number, sayDate?: (day: string) => string): string {
  return relativeTime(at, Math.max(now, Date.parse(at)), sayDate);
}

/** Returns "↑ +3": the direction of a change, and its size. */
export const arrowed = (change: number): string => `${arrow(change)} ${signed(change)}`;

/** Returns "↑ +2.5%". */
export const arrowedPercent = (change: number): string =>
  `${arrow(change)} ${signedPercent(change)}`;

function arrow(change: number): string {
  return change > 0 ? "↑" : change < 0 ? "↓" : "→";
}
