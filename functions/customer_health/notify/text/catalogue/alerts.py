"""What Slack and the API say of alerts.

The phrases for Slack are markup. A non-breaking space keeps the French colon with the word before.
"""

from collections.abc import Mapping

from customer_health.domain.metrics.names import (
    CONFLICTING_CLOCK_INS,
    EMPLOYEES,
    LOGIN,
    OPEN_SHIFTS,
    OUTSIDE_AVAILABILITY,
)
from customer_health.notify.text.language import Phrase, Plural

ALERTS: Mapping[str, Phrase] = {
    # What is counted.
    "unit.day": Phrase(Plural("{n} day", "{n} days"), Plural("{n} jour", "{n} jours")),
    "unit.employee": Phrase(
        Plural("{n} employee", "{n} employees"), Plural("{n} employé", "{n} employés")
    ),
    "unit.point": Phrase(Plural("{n} point", "{n} points"), Plural("{n} point", "{n} points")),
    "unit.alert": Phrase(Plural("{n} alert", "{n} alerts"), Plural("{n} alerte", "{n} alertes")),
    "unit.message": Phrase(
        Plural("{n} message", "{n} messages"), Plural("{n} message", "{n} messages")
    ),
    "more_than": Phrase("more than {limit}", "plus de {limit}"),
    "less_than": Phrase("less than {limit}", "moins de {limit}"),
    # The metrics.
    f"name.{EMPLOYEES}": Phrase("Decrease in employees", "Baisse du nombre d’employés"),
    f"name.{LOGIN}": Phrase(
        "Time since the master account’s last login",
        "Temps depuis la dernière connexion du compte maître",
    ),
    f"name.{LOGIN}.never": Phrase(
        "Never logged in since the company’s creation",
        "Aucune connexion depuis la création de l’entreprise",
    ),
    f"name.{OPEN_SHIFTS}": Phrase("Open shifts", "Quarts ouverts"),
    f"name.{OUTSIDE_AVAILABILITY}": Phrase(
        "Shifts outside availability", "Quarts hors disponibilité"
    ),
    f"name.{CONFLICTING_CLOCK_INS}": Phrase("Conflicting clock-ins", "Pointages en conflit"),
    f"is.{EMPLOYEES}": Phrase(
        "The number of employees went down by {value} in 30 days, {limit}.",
        "Le nombre d’employés a baissé de {value} en 30 jours, {limit}.",
    ),
    f"is.{EMPLOYEES}.growing": Phrase(
        "The number of employees did not go down in 30 days.",
        "Le nombre d’employés n’a pas baissé en 30 jours.",
    ),
    f"is.{LOGIN}": Phrase(
        "The master account has not logged in for {value}, {limit}.",
        "Le compte maître ne s’est pas connecté depuis {value}, {limit}.",
    ),
    f"is.{LOGIN}.below": Phrase(
        "The master account’s last login was {value} earlier, {limit}.",
        "La dernière connexion du compte maître datait de {value}, {limit}.",
    ),
    f"is.{LOGIN}.never": Phrase(
        "The master account has never logged in. The company was created {value} ago, {limit}.",
        "Le compte maître ne s’est jamais connecté. L’entreprise a été créée il y a {value}, "
        "{limit}.",
    ),
    f"is.{OPEN_SHIFTS}": Phrase(
        "Open shifts average {value} over the last 14 days, {limit}.",
        "La moyenne des quarts ouverts est de {value} sur les 14 derniers jours, {limit}.",
    ),
    f"is.{OUTSIDE_AVAILABILITY}": Phrase(
        "Shifts outside availability average {value} over the last 14 days, {limit}.",
        "La moyenne des quarts hors disponibilité est de {value} sur les 14 derniers jours, "
        "{limit}.",
    ),
    f"is.{CONFLICTING_CLOCK_INS}": Phrase(
        "Conflicting clock-ins average {value} over the last 14 days, {limit}.",
        "La moyenne des pointages en conflit est de {value} sur les 14 derniers jours, {limit}.",
    ),
    "is.unknown": Phrase(
        "There is no figure now: {metric}.", "Il n’y a pas de valeur en ce moment\xa0: {metric}."
    ),
    "limit.above.critical": Phrase(
        "above the critical threshold of {threshold}",
        "au-dessus du seuil critique de {threshold}",
    ),
    "limit.above.warning": Phrase(
        "above the warning threshold of {threshold}",
        "au-dessus du seuil d’avertissement de {threshold}",
    ),
    "limit.at.critical": Phrase(
        "at the critical threshold of {threshold}", "au seuil critique de {threshold}"
    ),
    "limit.at.warning": Phrase(
        "at the warning threshold of {threshold}", "au seuil d’avertissement de {threshold}"
    ),
    "limit.below.critical": Phrase(
        "below the critical threshold of {threshold}", "sous le seuil critique de {threshold}"
    ),
    "limit.below.warning": Phrase(
        "below the warning threshold of {threshold}",
        "sous le seuil d’avertissement de {threshold}",
    ),
    # An open alert.
    "header.critical": Phrase("🔴 Critical: {company}", "🔴 Critique\xa0: {company}"),
    "header.warning": Phrase("🟡 Warning: {company}", "🟡 Avertissement\xa0: {company}"),
    "header.recovering": Phrase("🔵 Recovering: {company}", "🔵 En rétablissement\xa0: {company}"),
    "recovering": Phrase(
        "The alert ends if the next daily run agrees.",
        "L’alerte prend fin si le prochain calcul quotidien le confirme.",
    ),
    "header.resolved": Phrase("🟢 Resolved: {company}", "🟢 Résolue\xa0: {company}"),
    "header.closed": Phrase("⚪ Closed: {company}", "⚪ Fermée\xa0: {company}"),
    "why.escalated": Phrase("It was a warning until now.", "C’était un avertissement jusqu’ici."),
    "why.reopened": Phrase(
        "It is back within days of having been resolved.",
        "L’alerte est de retour quelques jours après sa résolution.",
    ),
    "why.regressed": Phrase(
        "It was resolved by hand, but has continued or become worse.",
        "L’alerte avait été résolue à la main, mais le problème dure ou s’aggrave.",
    ),
    "why.repeat": Phrase(
        "Nobody has acknowledged it for 24 hours.",
        "Personne n’a pris l’alerte en charge depuis 24 heures.",
    ),
    "field.value": Phrase("*Value*\n{value}", "*Valeur*\n{value}"),
    "field.threshold": Phrase("*Threshold*\n{value}", "*Seuil*\n{value}"),
    "field.days": Phrase("*Time in this state*\n{value}", "*Dans cet état depuis*\n{value}"),
    "field.trend": Phrase("*30-day trend*\n{value}", "*Tendance sur 30 jours*\n{value}"),
    "field.owner": Phrase("*Owner*\n{value}", "*Responsable*\n{value}"),
    "unknown": Phrase("unknown", "inconnue"),
    "today": Phrase("since today", "aujourd’hui"),
    "unassigned": Phrase("unassigned queue", "file non attribuée"),
    "trend.up": Phrase("up from {before} to {now}", "en hausse, de {before} à {now}"),
    "trend.down": Phrase("down from {before} to {now}", "en baisse, de {before} à {now}"),
    "trend.same": Phrase("unchanged, {now}", "inchangée, {now}"),
    "trend.none": Phrase("no figure from 30 days ago", "aucune valeur d’il y a 30 jours"),
    "as_of": Phrase("As of {at} (Toronto)", "En date du {at} (Toronto)"),
    "coverage": Phrase(
        "data on {n} of 14 days",
        Plural("données pour {n} jour sur 14", "données pour {n} jours sur 14"),
    ),
    "data.none": Phrase(
        "no data now: last known value", "sans données\xa0: dernière valeur connue"
    ),
    "data.stale": Phrase(
        "the data is old: last known value", "données anciennes\xa0: dernière valeur connue"
    ),
    "data.error": Phrase(
        "the data is faulty: last known value", "données erronées\xa0: dernière valeur connue"
    ),
    "triage.acknowledged": Phrase("Acknowledged by {who}", "Prise en charge par {who}"),
    "triage.snoozed": Phrase(
        "Snoozed by {who} until {until}", "Mise en pause par {who} jusqu’au {until}"
    ),
    "triage.dismissed": Phrase("Dismissed by {who}: {why}", "Écartée par {who}\xa0: {why}"),
    "triage.handled": Phrase("Resolved by {who}", "Résolue par {who}"),
    "button.open": Phrase("Open", "Ouvrir"),
    "button.acknowledge": Phrase("Acknowledge", "Prendre en charge"),
    "button.snooze": Phrase("Snooze 7 days", "Mettre en pause 7 jours"),
    "button.dismiss": Phrase("Dismiss…", "Écarter…"),
    # The form behind "Dismiss…".
    "form.title": Phrase("Dismiss the alert", "Écarter l’alerte"),
    "form.submit": Phrase("Dismiss", "Écarter"),
    "form.cancel": Phrase("Cancel", "Annuler"),
    "form.reason": Phrase("Reason", "Raison"),
    "form.hint": Phrase(
        "Kept in the alert’s history. The alert comes back when it gets worse, or after 30 days.",
        "Conservée dans l’historique. L’alerte revient si elle s’aggrave, ou après 30 jours.",
    ),
    # Its end.
    "resolved.today": Phrase("Resolved the day it opened.", "Résolue le jour même."),
    "resolved.after": Phrase(
        "Resolved after {duration}, open since {opened}.",
        "Résolue après {duration}, ouverte depuis le {opened}.",
    ),
    "closed.rule_changed": Phrase(
        "Closed because the rule’s thresholds were changed; the company’s figures were not.",
        "Fermée parce que les seuils de la règle ont changé, et non les valeurs de l’entreprise.",
    ),
    "closed.rule_disabled": Phrase(
        "Closed because the rule was switched off.", "Fermée parce que la règle a été désactivée."
    ),
    "closed.company_unlinked": Phrase(
        "Closed because the company is no longer tracked.",
        "Fermée parce que l’entreprise n’est plus suivie.",
    ),
    "closed.unmeasurable": Phrase(
        "Closed because there was no usable data for 14 days. The problem may go on unseen.",
        "Fermée faute de données utilisables depuis 14 jours. Le problème peut durer sans être vu.",
    ),
    # Several at once.
    "summary": Phrase("🔴 {count} at once, {date}", "🔴 {count} à la fois, {date}"),
    "summary.thread": Phrase(
        "More critical alerts in one run than are posted one by one: each is in this thread.",
        "Trop d’alertes critiques pour les publier une à une\xa0: elles sont dans ce fil.",
    ),
    "first_run": Phrase("First run, {date}: {count}", "Premier calcul, {date}\xa0: {count}"),
    "first_run.note": Phrase(
        "This is how the tracked companies are today. From now on, only changes are posted.",
        "Voici l’état actuel des entreprises suivies. Dorénavant, seuls les changements sont "
        "publiés.",
    ),
    "warnings": Phrase("🟡 To review, {date}: {count}", "🟡 À revoir, {date}\xa0: {count}"),
    "group.owner": Phrase("*{owner}*", "*{owner}*"),
    "group.critical": Phrase("*Critical: {owner}*", "*Critique\xa0: {owner}*"),
    "group.warning": Phrase("*Warning: {owner}*", "*Avertissement\xa0: {owner}*"),
    "line": Phrase(
        "• {company}: {metric}, {value} ({days})", "• {company}\xa0: {metric}, {value} ({days})"
    ),
    "more": Phrase("… and {n} more", "… et {n} de plus"),
    "digest.more": Phrase(
        "… and {n} more, which no other message names: {all}",
        "… et {n} de plus, qu’aucun autre message ne nomme\xa0: {all}",
    ),
    "digest.all": Phrase("see all alerts", "voir toutes les alertes"),
    "page": Phrase("Continued ({page}/{pages})", "Suite ({page}/{pages})"),
    "page.first": Phrase("{title} (1/{pages})", "{title} (1/{pages})"),
}
