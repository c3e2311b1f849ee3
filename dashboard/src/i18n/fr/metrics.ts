/** French: metrics, levels and values. */

import type * as en from "../en/metrics";

export const levels: typeof en.levels = {
  critical: "Critique",
  warning: "Avertissement",
  healthy: "Sain",
  unknown: "Sans données",
  none: "Sans données",
};

export const results: typeof en.results = {
  Yes: (limit) => `Plus de ${limit}`,
  No: (limit) => `${limit} ou moins`,
  None: () => "Sans données",
};

export const metrics: typeof en.metrics = {
  numberofemployees: {
    name: "Employés",
    short: "Employés",
    description: "Employés actifs, et la variation sur 30 jours.",
  },
  last_login_date_master_account: {
    name: "Dernière connexion du compte maître",
    short: "Connexion",
    description: "Jours depuis la dernière présence du compte maître.",
  },
  quarts_de_travail_ouverts_10_: {
    name: "Quarts ouverts",
    short: "Ouverts",
    description: "Quarts non comblés des horaires en brouillon, moyenne des 14 derniers jours.",
  },
  quarts_de_travail_attribues_hors_dispo_10: {
    name: "Quarts hors disponibilité",
    short: "Hors dispo.",
    description: "Quarts attribués à la main hors disponibilité, moyenne des 14 derniers jours.",
  },
  quarts_problematiques_50: {
    name: "Pointages en conflit",
    short: "Pointages",
    description: "Pointages avec un conflit, moyenne des 14 derniers jours.",
  },
};

export const values: typeof en.values = {
  justNow: "à l’instant",
  never: "Jamais",
  lastSeen: (ago) => `Dernière présence : ${ago}`,
  neverSeen: "Jamais vu",
  change30: (change) => `${change} en 30 jours`,
  noChange: "Aucune variation connue sur 30 jours",
  days: (n) => (n < 2 ? `${n} jour` : `${n} jours`),
  noData: "Sans données",
  coverage: (n) => (n < 2 ? `${n} jour sur 14 a des données` : `${n} jours sur 14 ont des données`),
  limits: {
    percent_decrease: (n) => `${n} % de moins en 30 jours`,
    days: (n) => `${n} ${n === "1" ? "jour" : "jours"} sans connexion`,
    percent: (n) => `${n} % en moyenne`,
  },
  unit: {
    percent_decrease: "% de moins en 30 jours",
    days: "jours sans connexion",
    percent: "% en moyenne",
  },
};
