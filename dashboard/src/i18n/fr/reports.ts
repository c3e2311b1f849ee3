/** French: reports and the audit log. */

import type * as en from "../en/reports";
import { isSingular } from "./singular";

export const reports: typeof en.reports = {
  title: "Rapports",
  credits: "Crédits et rabais",
  agents: "Demandes par agent",
  audit: "Journal d’audit",
  notYours: "Les rapports sont réservés aux superviseurs et à la direction",
  notYoursHint: "Vos demandes sont sur la page du client, sous Contexte.",
  before: { month: "Mois précédent", quarter: "Trimestre précédent" },
  after: { month: "Mois suivant", quarter: "Trimestre suivant" },
  quarterOf: (n, year) => `Trimestre ${n} de ${year}`,
  totals: "Totaux",
  each: "Détail",
  kind: "Quoi",
  count: "Nombre",
  when: "Quand",
  requester: "Demandé par",
  approver: "Approuvé par",
  discountFor: (percent, months) => `${percent} % pendant ${months} mois`,
  nothingGiven: "Rien n’a été accordé ce mois-ci",
  nothingGivenHint:
    "Les crédits, remboursements, rabais et frais annulés paraissent une fois exécutés.",
  nobodyAsked: "Personne n’a demandé d’action ce trimestre",
  nobodyAskedHint: "Chaque personne qui demande des actions rapides paraît ici.",
  requests: (n, one) => (one ? `${n} demande` : `${n} demandes`),
  approvalRate: (share) => `${share} des décisions sont des approbations`,
  given: "Argent accordé",
  decidedBy: "Décidé par : ",
  decisions: (who, yes, no) =>
    `${who} (${yes} ${isSingular(yes) ? "approuvée" : "approuvées"}, ${no} ${isSingular(no) ? "refusée" : "refusées"})`,
  number: "Nº",
  step: "Étape",
  who: "Qui",
  why: "Pourquoi",
  outcome: "Résultat",
  system: "Le système",
  sourceId: "Fixer l’identifiant du client dans une source",
  noEntry: "Le journal n’a encore aucune entrée",
  noEntryHint: "Chaque étape de chaque action rapide y est inscrite.",
  check: "Le journal est-il tel qu’il a été écrit?",
  checkLead:
    "Vérifie l’empreinte de chaque entrée avec la précédente, et qu’aucune étape d’une action ne manque.",
  verify: "Vérifier le journal",
  checking: "Vérification…",
  sound: (n, one) =>
    one
      ? "Le journal est intact : sa seule entrée est telle qu’elle a été écrite."
      : `Le journal est intact : ses ${n} entrées sont telles qu’elles ont été écrites.`,
  broken: (n) =>
    `Le journal n’est pas tel qu’il a été écrit. Entrées vérifiées avant la rupture : ${n}.`,
  anchor: "À conserver ailleurs, pour le prouver plus tard :",
};
