"""How probable it is that a customer leaves, and the features from which that follows."""

from collections.abc import Mapping

from customer_health.domain.metrics.names import (
    CONFLICTING_CLOCK_INS,
    OPEN_SHIFTS,
    OUTSIDE_AVAILABILITY,
)
from customer_health.notify.text.language import Phrase, Plural

FORECAST: Mapping[str, Phrase] = {
    "forecast.off": Phrase(
        "No forecast yet: {n} of {needed} departures needed.",
        Plural(
            "Pas encore de prévision\xa0: {n} départ sur les {needed} requis.",
            "Pas encore de prévision\xa0: {n} départs sur les {needed} requis.",
        ),
    ),
    "forecast.untrained": Phrase(
        "No forecast yet: at least {n} departures are known, and no model is in use.",
        "Pas encore de prévision\xa0: au moins {n} départs sont connus, et aucun modèle n’est en "
        "service.",
    ),
    "forecast.short_history": Phrase(
        "No forecast: the customer has been in the daily runs for less than {days} days, "
        "or was in none of the last 7 days.",
        "Aucune prévision\xa0: le client est dans les calculs quotidiens depuis moins de "
        "{days} jours, ou n’y était pas ces 7 derniers jours.",
    ),
    "forecast.unknown_features": Phrase(
        "No forecast: too little is known. Missing: {names}.",
        "Aucune prévision\xa0: trop peu est connu. Il manque\xa0: {names}.",
    ),
    "forecast.outside_training": Phrase(
        "No forecast: unlike all customers that the model has learned from. What differs: {names}.",
        "Aucune prévision\xa0: aucun des clients sur lesquels le modèle a été entraîné ne "
        "ressemble à celui-ci. Ce qui diffère\xa0: {names}.",
    ),
    "forecast.estimate": Phrase(
        "{percent} probability of leaving within 90 days (estimate).",
        "Probabilité de départ d’ici 90 jours\xa0: {percent} (estimation).",
    ),
    "forecast.raises": Phrase(
        "{name}: {value}. Raises the odds by {percent}.",
        "{name}\xa0: {value}. Augmente la cote de {percent}.",
    ),
    "forecast.lowers": Phrase(
        "{name}: {value}. Lowers the odds by {percent}.",
        "{name}\xa0: {value}. Réduit la cote de {percent}.",
    ),
    "feature.employees": Phrase("Employees", "Employés"),
    "feature.employee_decrease": Phrase(
        "Decrease in employees in 30 days (%)", "Baisse du nombre d’employés en 30 jours (%)"
    ),
    "feature.login_days": Phrase(
        "Days since the master account’s last login",
        "Jours depuis la dernière connexion du compte maître",
    ),
    f"feature.{OPEN_SHIFTS}": Phrase("Open shifts (%)", "Quarts ouverts (%)"),
    f"feature.{OUTSIDE_AVAILABILITY}": Phrase(
        "Shifts outside availability (%)", "Quarts hors disponibilité (%)"
    ),
    f"feature.{CONFLICTING_CLOCK_INS}": Phrase(
        "Conflicting clock-ins (%)", "Pointages en conflit (%)"
    ),
    "feature.score": Phrase("Health score", "Indice de santé"),
    "feature.score_fall": Phrase(
        "Fall of the health score in 30 days", "Baisse de l’indice de santé en 30 jours"
    ),
    "feature.critical_share": Phrase(
        "Share of critical days in 30", "Part des jours critiques sur 30"
    ),
    "feature.tenure": Phrase("Days of history, at most 365", "Jours d’historique, 365 au plus"),
}
