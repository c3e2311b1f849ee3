/** English: alerts, rules and the review list. */

export const alerts = {
  title: "Alerts",
  open: "Open",
  inHand: "In hand",
  past: "History",
  rules: "Rules",
  movers: "Movers",
  rule: "Alert type",
  severity: "Severity",
  decision: "Decision",
  owner: "Owner",
  sort: "Sort by",
  bySeverity: "Severity",
  byDate: "Date",
  any: "Any",
  opened: (at: string) => `Opened ${at}`,
  ended: (at: string) => `Ended ${at}`,
  triageStates: {
    open: "Open",
    acknowledged: "Acknowledged",
    snoozed: "Snoozed",
    dismissed: "Dismissed",
    handled: "Marked as resolved",
  },
  phases: {
    firing: "Active",
    recovering: "Recovering",
    resolved: "Resolved",
    closed: "Closed",
  },
  until: (at: string) => `until ${at}`,
  by: (who: string) => `by ${who}`,
  flapping: "Comes and goes",
  suppressed: "Held back from Slack",
  lastKnown: "Last known: there is no new data",
  triageActions: {
    acknowledge: "Acknowledge",
    snooze: "Snooze",
    dismiss: "Dismiss",
    resolve: "Resolve",
    reopen: "Reopen",
  },
  triageLeads: {
    acknowledge: "You take it on. It is not repeated in Slack until it gets worse.",
    snooze: "No notification for the time below, unless the alert gets worse.",
    dismiss:
      "No notification unless the alert gets worse or comes back, for at most 30 days.",
    resolve:
      "You have handled it. The alert comes back if it gets worse, or if the figure is still beyond the threshold after 14 days.",
    reopen: "The decision is taken back; the alert waits for another.",
  },
  /** After the name of one alert, or the number of several. */
  triageDone: {
    acknowledge: (_one: boolean) => "acknowledged.",
    snooze: (_one: boolean) => "snoozed.",
    dismiss: (_one: boolean) => "dismissed.",
    resolve: (_one: boolean) => "resolved.",
    reopen: (_one: boolean) => "open again.",
  },
  acknowledgeAll: (n: string) => `Acknowledge all ${n}`,
  addNote: "Add a note",
  saveNote: "Save note",
  beingChanged: "Somebody else is changing it at this moment.",
  conflictOver: "The alert is over: there is nothing left to decide.",
  reason: "Reason",
  defaultReasons: {
    acknowledge: "I am looking into it",
    snooze: "Waiting for the customer",
    dismiss: "",
    resolve: "",
    reopen: "",
  },
  snoozeFor: "For",
  history: "History",
  historyOf: (company: string, metric: string) => `${company}: ${metric}`,
  emptyTitle: "No alert matches",
  empty: "Remove a filter to see the others.",
  none: {
    open: {
      title: "No open alert",
      hint: "No alert is waiting for a decision. A figure without data opens no alert.",
    },
    inHand: {
      title: "No alert in hand",
      hint: "Alerts that are acknowledged, snoozed, dismissed or resolved by hand stay here as long as they last.",
    },
    past: {
      title: "No past alert",
      hint: "Alerts that are over are kept here.",
    },
  },
  counted: {
    critical: (n: string, _one: boolean) => `${n} critical`,
    warning: (n: string, one: boolean) => (one ? `${n} warning` : `${n} warnings`),
  },
  count: (n: string, one: boolean) => (one ? `${n} alert` : `${n} alerts`),
  undoReason: "Undone",
};

export const rules = {
  title: "Rules and thresholds",
  lead: "When an alert opens. The levels in the lists have fixed limits of their own.",
  metric: "Metric",
  warning: "Warning from",
  critical: "Critical above",
  clears: "Clears after",
  clearsHint: "good days in a row",
  clearsAfter: (n: number) => (n === 1 ? "1 good day" : `${n} good days`),
  enabled: "In force",
  off: "Off",
  version: "Version",
  changedBy: (who: string, at: string) => `${who}, ${at}`,
  asDelivered: "As delivered",
  edit: "Change",
  editTitle: (metric: string) => `Rule: ${metric}`,
  editLead: "Open alerts of the old rule are closed, and opened anew if they breach the new one.",
  adminOnly: "Only an administrator changes rules.",
  save: "Save",
  saved: "The rule is changed.",
  versions: "Versions",
};

export const movers = {
  worse: (n: string) => `Got worse (${n})`,
  better: (n: string) => `Got better (${n})`,
  period: (first: string, last: string, customers: string) =>
    `From ${first} to ${last}, by the daily runs of ${customers} customers.`,
  estimate:
    "Those that moved most come first: by level, then by their figures relative to the thresholds. The order is an estimate of what matters.",
  was: "7 days ago",
  now: "Now",
  why: "What moved",
  nobody: "No customer.",
  noRun: "No run to compare with",
  noRunHint: "Customers are compared with the daily run of 7 days ago.",
};

export const rehearsal = {
  rehearse: "Rehearse",
  busy: "Rehearsing…",
  lead: "What these values would have done in the last 90 days. Nothing is changed.",
  activate: "Activate",
  both: "Side by side",
  period: (first: string, last: string, customers: string) =>
    `${first} to ${last}, ${customers} customers, by the figures of the daily runs`,
  alertsOf: "In this period",
  now: "Rule until now",
  draft: "These values",
  alerts: "Alerts",
  opened: "of them opened in this period",
  critical: "of them critical",
  customers: "Customers",
  actedOn: "Alerts that people worked on",
  shift: (days: string, earlier: boolean) =>
    `The first warning comes ${days} ${days === "1" ? "day" : "days"} ${earlier ? "earlier" : "later"} (median).`,
  same: "No customer would have had other alerts.",
  notReproduced: (n: string, of: string) =>
    `${n} of the ${of} real alerts were different, for example after a change between two daily runs.`,
  changed: "Customers with other alerts",
  daysEarlier: "Days earlier",
  lost: "Worked on, but missing",
  showAll: (n: string) => `Show all ${n}`,
};

export const shadows = {
  title: "Shadows",
  running: "Shadow running",
  reason: "Why run it as a shadow?",
  reasonColumn: "Reason",
  lead: "It runs beside the rule from now on, opens no alert and notifies nobody.",
  start: "Run as a shadow",
  started: "The shadow is running.",
  since: "Started",
  until: "Stopped",
  show: "What it did",
  stop: "Stop",
  stopped: "The shadow is stopped. What it did stays here.",
};

export const weights = {
  title: "Weights of the health score",
  lead: "How much each part counts. A part without data leaves its weight to the others.",
  rehearse: "Rehearse other weights",
  formLead: "The weights are fixed in the software. This shows what others would do, and changes nothing.",
  period: (first: string, customers: string) =>
    `${customers} customers by their newest score, with the scores kept since ${first}`,
  nothingKept: "No score with its parts has been kept yet: they are kept from the next daily run on.",
  now: "In force",
  changed: "Customers with another colour",
  same: "No customer would have had another colour on any kept day.",
  days: "Days changed",
  daysOf: (n: string, of: string) => `${n} of ${of}`,
  colours: { green: "green", yellow: "yellow", red: "red", none: "too little data" },
};

export const review = {
  title: "Review list",
  lead: "The warnings, for the daily review.",
  open: "To decide",
  mine: "My customers",
  fresh: "New since yesterday",
  emptyTitle: "Nothing left to review",
  empty:
    "No warning is waiting for a decision. A figure without data gives no warning. New ones come with the daily run at 6:00, Toronto time.",
  emptyFilter: "No warning matches. Remove a filter to see the others.",
};
