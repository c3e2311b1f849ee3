"""What Slack says at the beginning of a month of the success metrics: see `alerts.py`."""

from collections.abc import Mapping

from customer_health.notify.text.language import Phrase, Plural

SUCCESS: Mapping[str, Phrase] = {
    "success": Phrase("Does it help? {month}", "Est-ce utile? {month}"),
    "success.line": Phrase(
        "{sign} {name}: {value} (month before: {before}; out of {of})",
        "{sign} {name}\xa0: {value} (mois précédent\xa0: {before}; sur {of})",
    ),
    "success.goal": Phrase(
        "{sign} {name}: {value}, goal: {goal} (month before: {before}; out of {of})",
        "{sign} {name}\xa0: {value}, objectif\xa0: {goal} (mois précédent\xa0: {before}; sur {of})",
    ),
    "success.below": Phrase("below {value}", "moins de {value}"),
    "success.at_least": Phrase("at least {value}", "au moins {value}"),
    "success.unknown": Phrase("unknown", "inconnu"),
    "success.hours": Phrase("{value} h", "{value}\xa0h"),
    "success.megabytes": Phrase("{value} MB", "{value}\xa0Mo"),
    "success.cents": Phrase("{value} US¢", "{value}\xa0¢\xa0US"),
    "success.unexplained": Phrase(
        Plural(
            "Nobody has said yet why {n} customer left.",
            "Nobody has said yet why {n} customers left.",
        ),
        Plural(
            "Personne n’a encore dit pourquoi {n} client est parti.",
            "Personne n’a encore dit pourquoi {n} clients sont partis.",
        ),
    ),
    "success.page": Phrase(
        "Who left, and who used the dashboard", "Qui est parti, et qui a utilisé le tableau de bord"
    ),
    "success.name.response_hours": Phrase(
        "Mean response to a critical alert", "Délai moyen de réponse à une alerte critique"
    ),
    "success.name.answered_in_time": Phrase(
        "Critical alerts answered in less than 24 hours",
        "Alertes critiques traitées en moins de 24 heures",
    ),
    "success.name.contacted": Phrase(
        "Customers at risk contacted before they left",
        "Clients à risque contactés avant leur départ",
    ),
    "success.name.context_in_time": Phrase(
        "Contexts shown within 30 seconds", "Contextes affichés en 30 secondes"
    ),
    "success.name.churn": Phrase("Customers that left", "Clients partis"),
    "success.name.score": Phrase("Mean health score", "Indice de santé moyen"),
    "success.name.logged_in": Phrase(
        "Customers whose master account logged in within 7 days",
        "Clients dont le compte maître s’est connecté dans les 7 derniers jours",
    ),
    "success.name.run_reads": Phrase("Reads of a daily run", "Lectures d’un calcul quotidien"),
    "success.name.run_bytes": Phrase(
        "Data read by a daily run", "Données lues par un calcul quotidien"
    ),
    "success.name.run_cents": Phrase(
        "Price of a daily run (estimate)", "Prix d’un calcul quotidien (estimation)"
    ),
}
