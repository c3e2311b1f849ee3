/** English: charts. */

export const charts = {
  kind: "chart, read it with the arrow keys",
  on: (what: string, text: string) => `${what}: ${text}`,
  noValue: "No value in these 90 days.",
  noValueOnDay: "no value",
  axisStart: (value: string) => `The axis starts at ${value}, not at 0.`,
  showTable: "Show as table",
  day: "Day",
  value: "Value",
  events: "Events",
  earlierEvents: (days: number) =>
    days === 1
      ? "The table also has an earlier day with events."
      : `The table also has ${days} earlier days with events.`,
  lines: { warning: "Warning line", critical: "Critical line" },
};
