/** French: alerts, rules and the review list. */

import type * as en from "../en/alerts";

export const alerts: typeof en.alerts = {
  title: "Alertes",
  open: "Ouvertes",
  inHand: "Prises en charge",
  past: "Historique",
  rules: "Règles",
  movers: "Évolutions",
  rule: "Type d’alerte",
  severity: "Gravité",
  decision: "Décision",
  owner: "Responsable",
  sort: "Trier par",
  bySeverity: "Gravité",
  byDate: "Date",
  any: "Toutes",
  opened: (at) => `Ouverte ${at}`,
  ended: (at) => `Terminée le ${at}`,
  triageStates: {
    open: "Ouverte",
    acknowledged: "Prise en charge",
    snoozed: "En pause",
    dismissed: "Écartée",
    handled: "Marquée résolue",
  },
  phases: {
    firing: "Active",
    recovering: "En rétablissement",
    resolved: "Résolue",
    closed: "Fermée",
  },
  until: (at) => `jusqu’au ${at}`,
  by: (who) => `par ${who}`,
  flapping: "Va et vient",
  suppressed: "Retenue, non envoyée à Slack",
  lastKnown: "Dernier état connu : aucune nouvelle donnée",
  triageActions: {
    acknowledge: "Prendre en charge",
    snooze: "Mettre en pause",
    dismiss: "Écarter",
    resolve: "Résoudre",
    reopen: "Rouvrir",
  },
  triageLeads: {
    acknowledge: "Vous vous en occupez. Slack ne la répète pas, sauf si elle s’aggrave.",
    snooze: "Aucune notification pendant la durée ci-dessous, sauf si l’alerte s’aggrave.",
    dismiss: "Aucune notification, sauf si l’alerte s’aggrave ou revient, pendant au plus 30 jours.",
    resolve:
      "Vous l’avez réglée. Elle revient si elle s’aggrave, ou si le seuil est encore franchi après 14 jours.",
    reopen: "La décision est annulée; l’alerte en attend une autre.",
  },
  triageDone: {
    acknowledge: (one) => (one ? "prise en charge." : "prises en charge."),
    snooze: (one) => (one ? "mise en pause." : "mises en pause."),
    dismiss: (one) => (one ? "écartée." : "écartées."),
    resolve: (one) => (one ? "résolue." : "résolues."),
    reopen: (one) => (one ? "rouverte." : "rouvertes."),
  },
  acknowledgeAll: (n) => `Prendre les ${n} en charge`,
  addNote: "Ajouter une note",
  saveNote: "Enregistrer la note",
  beingChanged: "Quelqu’un d’autre la modifie en ce moment.",
  conflictOver: "L’alerte est terminée : il n’y a plus rien à décider.",
  reason: "Raison",
  defaultReasons: {
    acknowledge: "Je m’en occupe",
    snooze: "En attente du client",
    dismiss: "",
    resolve: "",
    reopen: "",
  },
  snoozeFor: "Pendant",
  history: "Historique",
  historyOf: (company, metric) => `${company} : ${metric}`,
  emptyTitle: "Aucune alerte ne correspond",
  empty: "Retirez un filtre pour voir les autres.",
  none: {
    open: {
      title: "Aucune alerte ouverte",
      hint: "Aucune alerte n’attend de décision. Un indicateur sans données n’ouvre aucune alerte.",
    },
    inHand: {
      title: "Aucune alerte prise en charge",
      hint: "Les alertes prises en charge, en pause, écartées ou résolues à la main sont ici tant qu’elles durent.",
    },
    past: {
      title: "Aucune alerte passée",
      hint: "Les alertes terminées sont conservées ici.",
    },
  },
  counted: {
    critical: (n, one) => (one ? `${n} critique` : `${n} critiques`),
    warning: (n, one) => (one ? `${n} avertissement` : `${n} avertissements`),
  },
  count: (n, one) => (one ? `${n} alerte` : `${n} alertes`),
  undoReason: "Décision annulée",
};

export const rules: typeof en.rules = {
  title: "Règles et seuils",
  lead: "Quand une alerte s’ouvre. Les niveaux affichés dans les listes ont leurs propres seuils, fixes.",
  metric: "Indicateur",
  warning: "Avertissement dès",
  critical: "Critique au-delà de",
  clears: "Se ferme après",
  clearsHint: "bonnes journées de suite",
  clearsAfter: (n) => (n === 1 ? "1 bonne journée" : `${n} bonnes journées`),
  enabled: "En vigueur",
  off: "Inactive",
  version: "Version",
  changedBy: (who, at) => `${who}, ${at}`,
  asDelivered: "D’origine",
  edit: "Modifier",
  editTitle: (metric) => `Règle : ${metric}`,
  editLead:
    "Les alertes ouvertes de l’ancienne règle sont fermées, et rouvertes si le seuil de la nouvelle est franchi.",
  adminOnly: "Seul un administrateur modifie les règles.",
  save: "Enregistrer",
  saved: "La règle est modifiée.",
  versions: "Versions",
};

export const movers: typeof en.movers = {
  worse: (n) => `Se sont détériorés (${n})`,
  better: (n) => `Se sont améliorés (${n})`,
  period: (first, last, customers) =>
    `Du ${first} au ${last}, selon les calculs quotidiens de ${customers} clients.`,
  estimate:
    "Ceux qui ont le plus bougé viennent d’abord, selon le niveau, puis selon leurs indicateurs par rapport aux seuils. L’ordre est une estimation de ce qui compte.",
  was: "Il y a 7 jours",
  now: "Maintenant",
  why: "Ce qui a bougé",
  nobody: "Aucun client.",
  noRun: "Aucun calcul avec lequel comparer",
  noRunHint: "Les clients sont comparés avec le calcul quotidien d’il y a 7 jours.",
};

export const rehearsal: typeof en.rehearsal = {
  rehearse: "Faire un essai",
  busy: "Essai en cours…",
  lead: "Ce que ces valeurs auraient donné depuis 90 jours. Rien n’est modifié.",
  activate: "Activer",
  both: "Côte à côte",
  period: (first, last, customers) =>
    `Du ${first} au ${last}, ${customers} clients, selon les calculs quotidiens`,
  alertsOf: "Pendant cette période",
  now: "Règle jusqu’ici",
  draft: "Ces valeurs",
  alerts: "Alertes",
  opened: "dont ouvertes pendant cette période",
  critical: "dont critiques",
  customers: "Clients",
  actedOn: "Alertes dont quelqu’un s’est occupé",
  shift: (days, earlier) =>
    `Le premier avertissement vient ${days} ${/^[01](,|$)/.test(days) ? "jour" : "jours"} plus ${earlier ? "tôt" : "tard"} (médiane).`,
  same: "Aucun client n’aurait eu d’autres alertes.",
  notReproduced: (n, of) =>
    `${n} des ${of} alertes réelles étaient différentes, par exemple après un changement entre deux calculs quotidiens.`,
  changed: "Clients avec d’autres alertes",
  daysEarlier: "Jours plus tôt",
  lost: "Traitées, mais absentes",
  showAll: (n) => `Afficher les ${n}`,
};

export const shadows: typeof en.shadows = {
  title: "Essais parallèles",
  running: "Essai parallèle en cours",
  reason: "Pourquoi lancer cet essai parallèle?",
  reasonColumn: "Raison",
  lead: "Il tourne dès maintenant à côté de la règle, n’ouvre aucune alerte et n’avertit personne.",
  start: "Lancer l’essai parallèle",
  started: "L’essai parallèle est en cours.",
  since: "Lancé",
  until: "Arrêté",
  show: "Ce qu’il a donné",
  stop: "Arrêter",
  stopped: "L’essai parallèle est arrêté. Ce qu’il a donné reste ici.",
};

export const weights: typeof en.weights = {
  title: "Poids de l’indice de santé",
  lead: "Ce que compte chaque partie. Une partie sans données laisse son poids aux autres.",
  rehearse: "Essayer d’autres poids",
  formLead:
    "Les poids sont fixés dans le logiciel. Ceci montre ce que d’autres donneraient, sans rien modifier.",
  period: (first, customers) =>
    `${customers} clients selon leur dernier indice, avec les indices conservés depuis le ${first}`,
  nothingKept:
    "Aucun indice n’a encore été conservé avec ses parties. Ils le seront dès le prochain calcul quotidien.",
  now: "En vigueur",
  changed: "Clients d’une autre couleur",
  same: "Aucun client n’aurait eu une autre couleur, quel que soit le jour conservé.",
  days: "Jours touchés",
  daysOf: (n, of) => `${n} sur ${of}`,
  colours: { green: "vert", yellow: "jaune", red: "rouge", none: "trop peu de données" },
};

export const review: typeof en.review = {
  title: "À revoir",
  lead: "Les avertissements, pour la revue quotidienne.",
  open: "À décider",
  mine: "Mes clients",
  fresh: "Nouvelles depuis hier",
  emptyTitle: "Plus rien à revoir",
  empty:
    "Aucun avertissement n’attend de décision. Un indicateur sans données n’en donne pas. Les prochains viennent avec le calcul quotidien de 6 h, heure de Toronto.",
  emptyFilter: "Aucun avertissement ne correspond. Retirez un filtre pour voir les autres.",
};
