/** English: a customer, and the list, as of a past day. */

export const pastDays = {
  asOf: "As of",
  today: "Today",
  banner: (day: string) => `As of ${day} — not today’s figures.`,
  backToToday: "Back to today",
  noRun: "No daily run on that day",
  noRunHint: "The figures of that day are unknown. They are not those of the day before.",
  alerts: "Alerts at that time",
  noAlerts: "No alert was active",
  noAlertsHint: "When the run of that day was over.",
  opened: (at: string) => `Opened ${at}`,
  undecided: "Nobody had decided anything yet.",
  restated: "Restated since:",
  changed: (at: string, before: string, after: string) =>
    `on ${at}, from ${before} to ${after}.`,
  restatedRow: "restated since",
  openAlerts: "Active alerts",
  unknown: "Score and alerts are as the run of that day left them; a dash means unknown.",
  table: "Customers as of that day",
};
