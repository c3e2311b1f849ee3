/** French: a customer, and the list, as of a past day. */

import type * as en from "../en/past_days";

export const pastDays: typeof en.pastDays = {
  asOf: "Jour",
  today: "Aujourd’hui",
  banner: (day) => `En date du ${day} — ce ne sont pas les valeurs d’aujourd’hui.`,
  backToToday: "Revenir à aujourd’hui",
  noRun: "Aucun calcul quotidien ce jour-là",
  noRunHint: "Les valeurs de ce jour sont inconnues. Ce ne sont pas celles de la veille.",
  alerts: "Alertes à ce moment-là",
  noAlerts: "Aucune alerte n’était active",
  noAlertsHint: "Une fois le calcul de ce jour terminé.",
  opened: (at) => `Ouverte le ${at}`,
  undecided: "Personne n’avait encore rien décidé.",
  restated: "Corrigé depuis\u00a0:",
  changed: (at, before, after) => `le ${at}, de ${before} à ${after}.`,
  restatedRow: "corrigé depuis",
  openAlerts: "Alertes actives",
  unknown:
    "L’indice et les alertes sont ceux que le calcul de ce jour a laissés; un tiret signifie inconnu.",
  table: "Clients en date de ce jour",
};
