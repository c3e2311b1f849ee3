/** What a chart shows: the values of consecutive days, with thresholds and events. */

export interface Series {
  dates: readonly string[];
  /** Null where a day has no value. */
  values: readonly (number | null)[];
  thresholds: readonly Threshold[];
  events: readonly ChartEvent[];
}

export interface Threshold {
  level: "warning" | "critical";
  /** Stands at the newest end of the line. */
  label: string;
  /** By date. They may differ from day to day, since some depend on earlier values. */
  values: readonly (number | null)[];
}

export interface ChartEvent {
  date: string;
  text: string;
}

export function textsOn(date: string, events: readonly ChartEvent[]): string[] {
  return events.filter((event) => event.date === date).map(({ text }) => text);
}
