/** French: charts. */

import type * as en from "../en/charts";

export const charts: typeof en.charts = {
  kind: "graphique, à lire avec les flèches du clavier",
  on: (what, text) => `${what} : ${text}`,
  noValue: "Aucune valeur pendant ces 90 jours.",
  noValueOnDay: "aucune valeur",
  axisStart: (value) => `L’axe commence à ${value}, et non à 0.`,
  showTable: "Afficher en tableau",
  day: "Jour",
  value: "Valeur",
  events: "Événements",
  earlierEvents: (days) =>
    days === 1
      ? "Le tableau contient aussi un jour antérieur avec des événements."
      : `Le tableau contient aussi ${days} jours antérieurs avec des événements.`,
  lines: { warning: "Seuil d’avertissement", critical: "Seuil critique" },
};
