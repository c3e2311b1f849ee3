"""Why the health score lacks points, why a flag is up, and why a source gives no data."""

from collections.abc import Mapping

from customer_health.notify.text.language import Phrase, Plural

SCORE: Mapping[str, Phrase] = {
    "score.all_well": Phrase("Nothing is wrong.", "Tout va bien."),
    "score.too_little": Phrase(
        "Only {coverage} of the health score is based on data: too little to judge.",
        "Seulement {coverage} de l’indice de santé repose sur des données\xa0: trop peu pour "
        "juger.",
    ),
    "score.no_data": Phrase("There is no data yet.", "Il n’y a pas encore de données."),
    # What costs points.
    "loss.payment_status.past_due": Phrase("A payment is overdue.", "Un paiement est en retard."),
    "loss.payment_status.paused": Phrase("Billing is paused.", "La facturation est suspendue."),
    "loss.failed_payments": Phrase(
        Plural("{n} payment failed in 12 months.", "{n} payments failed in 12 months."),
        Plural("{n} paiement a échoué en 12 mois.", "{n} paiements ont échoué en 12 mois."),
    ),
    "loss.balance": Phrase("Outstanding balance: {amount}.", "Solde impayé\xa0: {amount}."),
    "loss.active_users": Phrase(
        "Active users: {active} of {seats} seats.",
        "Utilisateurs actifs\xa0: {active} sur {seats} places.",
    ),
    "loss.last_login": Phrase(
        Plural("Nobody has logged in for {n} day.", "Nobody has logged in for {n} days."),
        Plural(
            "Personne ne s’est connecté depuis {n} jour.",
            "Personne ne s’est connecté depuis {n} jours.",
        ),
    ),
    "loss.never_logged_in": Phrase(
        "Nobody has ever logged in.", "Personne ne s’est jamais connecté."
    ),
    "loss.adoption": Phrase(
        "Features used in 30 days: {used} of {offered}.",
        "Fonctions utilisées en 30 jours\xa0: {used} sur {offered}.",
    ),
    "loss.trend": Phrase(
        "Usage fell by {percent} in 30 days.", "L’utilisation a baissé de {percent} en 30 jours."
    ),
    "loss.satisfaction": Phrase(
        "Average satisfaction with support: {mean} of 5.",
        "Satisfaction moyenne envers le soutien\xa0: {mean} sur 5.",
    ),
    "loss.escalations": Phrase(
        Plural(
            "{n} ticket was escalated in 12 months.", "{n} tickets were escalated in 12 months."
        ),
        Plural(
            "{n} billet a été escaladé en 12 mois.", "{n} billets ont été escaladés en 12 mois."
        ),
    ),
    "loss.open_tickets": Phrase(
        Plural("{n} ticket is open.", "{n} tickets are open."),
        Plural("{n} billet est ouvert.", "{n} billets sont ouverts."),
    ),
    "loss.ticket_trend": Phrase(
        Plural(
            "{n} ticket in 12 months, after {before} in the year before.",
            "{n} tickets in 12 months, after {before} in the year before.",
        ),
        Plural(
            "{n} billet en 12 mois, après {before} l’année précédente.",
            "{n} billets en 12 mois, après {before} l’année précédente.",
        ),
    ),
    "loss.metric.warning": Phrase("{metric}: warning.", "{metric}\xa0: avertissement."),
    "loss.metric.critical": Phrase("{metric}: critical.", "{metric}\xa0: critique."),
    # What the risk of leaving follows from.
    "risk.score": Phrase("Health score: {score}.", "Indice de santé\xa0: {score}."),
    "risk.probability": Phrase(
        "Renewal probability in the CRM: {percent}.",
        "Probabilité de renouvellement selon le CRM\xa0: {percent}.",
    ),
    "risk.engagement": Phrase(
        "Engagement: {engagement} of 100.", "Engagement\xa0: {engagement} sur 100."
    ),
    "risk.trend": Phrase(
        "Usage fell by {percent} in 30 days.", "L’utilisation a baissé de {percent} en 30 jours."
    ),
    "risk.contract_end": Phrase(
        Plural("The contract ends in {n} day.", "The contract ends in {n} days."),
        Plural("Le contrat prend fin dans {n} jour.", "Le contrat prend fin dans {n} jours."),
    ),
    "risk.contract_end.over": Phrase(
        Plural("The contract ended {n} day ago.", "The contract ended {n} days ago."),
        Plural("Le contrat a pris fin il y a {n} jour.", "Le contrat a pris fin il y a {n} jours."),
    ),
    "risk.metric.warning": Phrase("{metric}: warning.", "{metric}\xa0: avertissement."),
    "risk.metric.critical": Phrase("{metric}: critical.", "{metric}\xa0: critique."),
    "risk.alerts.warning": Phrase(
        Plural("{n} alert is open, a warning.", "{n} alerts are open, all of them warnings."),
        Plural(
            "{n} alerte est ouverte, un avertissement.",
            "{n} alertes sont ouvertes, toutes des avertissements.",
        ),
    ),
    "risk.alerts.critical": Phrase(
        Plural("{n} alert is open and critical.", "{n} alerts are open; the worst is critical."),
        Plural(
            "{n} alerte est ouverte et critique.",
            "{n} alertes sont ouvertes; la plus grave est critique.",
        ),
    ),
    # What flags follow from.
    "flag.vip.revenue": Phrase(
        "Revenue of 12 months: {amount}; the top tenth starts at {from}.",
        "Revenu de 12 mois\xa0: {amount}; le décile supérieur commence à {from}.",
    ),
    "flag.vip.no_rank": Phrase(
        "Not ranked: there is no revenue, or too many customers pay the same, or too few pay.",
        "Sans rang\xa0: pas de revenu, trop de clients qui paient autant, ou trop peu de "
        "clients qui paient.",
    ),
    "flag.at_risk.score": Phrase("Health score: {score}.", "Indice de santé\xa0: {score}."),
    "flag.at_risk.renewal.high": Phrase(
        "The risk of leaving is high.",
        "Le risque de départ est élevé.",
    ),
    "flag.at_risk.renewal": Phrase(
        "The score is not red, and the risk of leaving is not high.",
        "L’indice n’est pas rouge, et le risque de départ n’est pas élevé.",
    ),
    "flag.renewal_due.contract_end": Phrase(
        Plural("The contract ends in {n} day.", "The contract ends in {n} days."),
        Plural("Le contrat prend fin dans {n} jour.", "Le contrat prend fin dans {n} jours."),
    ),
    "flag.renewal_due.contract_end.over": Phrase(
        Plural("The contract ended {n} day ago.", "The contract ended {n} days ago."),
        Plural("Le contrat a pris fin il y a {n} jour.", "Le contrat a pris fin il y a {n} jours."),
    ),
    "flag.open_escalation.tickets": Phrase(
        Plural("{n} open ticket is escalated.", "{n} open tickets are escalated."),
        Plural("{n} billet ouvert est escaladé.", "{n} billets ouverts sont escaladés."),
    ),
    "flag.legal_hold.not_set": Phrase(
        "No hold: billing may be changed.",
        "Pas de blocage\xa0: la facturation peut être modifiée.",
    ),
    "flag.by_hand": Phrase("Decided by {who}.", "Décidé par {who}."),
    "flag.unknown": Phrase(
        "The source that would tell is not available now.",
        "La source qui le dirait n’est pas disponible en ce moment.",
    ),
    # Why a source gives no data.
    "source.crm": Phrase("The CRM", "Le CRM"),
    "source.billing": Phrase("Billing", "La facturation"),
    "source.support": Phrase("The help desk", "Le centre d’aide"),
    "source.usage": Phrase("Product usage", "L’utilisation du produit"),
    "silent.not_configured": Phrase(
        "{source}: not configured.", "{source}\xa0: source non configurée."
    ),
    "silent.down": Phrase(
        "{source}: no answer just now; it is asked again soon.",
        "{source}\xa0: pas de réponse pour l’instant; une nouvelle demande suivra.",
    ),
    "silent.refused": Phrase(
        "{source}: access refused; an administrator must look at its settings.",
        "{source}\xa0: accès refusé; un administrateur doit vérifier ses paramètres.",
    ),
    "silent.bad_answer": Phrase(
        "{source}: its answer can’t be read.", "{source}\xa0: sa réponse est illisible."
    ),
    "silent.not_found": Phrase(
        "{source}: it knows no such customer.", "{source}\xa0: ce client y est inconnu."
    ),
    "silent.not_found.usage": Phrase(
        "{source}: no data. The app has recorded no use yet.",
        "{source}\xa0: aucune donnée. L’application n’a encore enregistré aucune utilisation.",
    ),
    "silent.ambiguous": Phrase(
        "{source}: several customers there fit; somebody must say which.",
        "{source}\xa0: plusieurs clients correspondent; quelqu’un doit choisir.",
    ),
}
