/** English: metrics, levels and values. */

export const levels = {
  critical: "Critical",
  warning: "Warning",
  healthy: "Healthy",
  unknown: "No data",
  none: "No data",
};

/** Of a percentage, with its limit. */
export const results = {
  Yes: (limit: string) => `Above ${limit}`,
  No: (limit: string) => `${limit} or less`,
  None: () => "No data",
};

export const metrics = {
  numberofemployees: {
    name: "Employees",
    short: "Employees",
    description: "Active employees, and the change over 30 days.",
  },
  last_login_date_master_account: {
    name: "Last master account login",
    short: "Last login",
    description: "Days since the master account was last seen.",
  },
  quarts_de_travail_ouverts_10_: {
    name: "Open shifts",
    short: "Open shifts",
    description: "Unfilled shifts in draft schedules, average of the last 14 days.",
  },
  quarts_de_travail_attribues_hors_dispo_10: {
    name: "Shifts outside availability",
    short: "Outside avail.",
    description: "Shifts assigned by hand outside availability, average of the last 14 days.",
  },
  quarts_problematiques_50: {
    name: "Conflicting clock-ins",
    short: "Clock-ins",
    description: "Timecards with a conflict, average of the last 14 days.",
  },
};

export const values = {
  justNow: "just now",
  never: "Never",
  lastSeen: (ago: string) => `Last seen: ${ago}`,
  neverSeen: "Never seen",
  change30: (change: string) => `${change} in 30 days`,
  noChange: "No change known over 30 days",
  days: (n: number) => (n === 1 ? "1 day" : `${n} days`),
  noData: "No data",
  coverage: (n: number) => `${n} of 14 days ${n === 1 ? "has" : "have"} data`,
  limits: {
    percent_decrease: (n: string) => `${n}% fewer in 30 days`,
    days: (n: string) => `${n} ${n === "1" ? "day" : "days"} without a login`,
    percent: (n: string) => `${n}% on average`,
  },
  /** Beside a field for the number. */
  unit: {
    percent_decrease: "% fewer in 30 days",
    days: "days without a login",
    percent: "% on average",
  },
};
