"""The words with which a ticket begins: the customer's state, for the colleague who reads it."""

from collections.abc import Mapping

from customer_health.domain.metrics.names import EMPLOYEES, LOGIN
from customer_health.notify.text.language import Phrase, Plural

TICKETS: Mapping[str, Phrase] = {
    "ticket.subject": Phrase("{company}: {what}", "{company}\xa0: {what}"),
    "ticket.level": Phrase("Level: {level}", "Niveau\xa0: {level}"),
    "ticket.level.critical": Phrase("critical", "critique"),
    "ticket.level.warning": Phrase("warning", "avertissement"),
    "ticket.level.healthy": Phrase("healthy", "sain"),
    "ticket.level.unknown": Phrase("no data", "sans données"),
    "ticket.red": Phrase("In red:", "En rouge\xa0:"),
    "ticket.metric": Phrase("- {name}: {value}", "- {name}\xa0: {value}"),
    f"ticket.{EMPLOYEES}": Phrase(
        "{decrease} in 30 days, now {count}", "{decrease} en 30 jours, maintenant {count}"
    ),
    f"ticket.{LOGIN}": Phrase("{days}, since {at}", "{days}, depuis le {at}"),
    f"ticket.{LOGIN}.never": Phrase("it never logged in", "aucune connexion"),
    "ticket.plan": Phrase("Plan: {plan}", "Forfait\xa0: {plan}"),
    "ticket.owner": Phrase("Owner: {owner}", "Responsable\xa0: {owner}"),
    "ticket.open": Phrase(
        Plural("{n} open ticket: {tickets}", "{n} open tickets: {tickets}"),
        Plural("{n} billet ouvert\xa0: {tickets}", "{n} billets ouverts\xa0: {tickets}"),
    ),
    "ticket.open.none": Phrase("No open ticket", "Aucun billet ouvert"),
}
