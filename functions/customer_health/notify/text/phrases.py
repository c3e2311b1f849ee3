"""Every phrase that Slack reads, in English and French.

The phrases are markup; the values for their braces are escaped by `wording.say`. A non-breaking
space keeps French punctuation, and its percent sign, with what goes before.
"""

from collections.abc import Mapping

from customer_health.domain.metrics.names import (
    CONFLICTING_CLOCK_INS,
    EMPLOYEES,
    LOGIN,
    OPEN_SHIFTS,
    OUTSIDE_AVAILABILITY,
)
from customer_health.notify.text.action_phrases import ACTION_PHRASES

PHRASES: Mapping[str, tuple[str, str]] = {
    # What is counted: one, and several.
    "percent": ("{n} %", "{n}\xa0%"),
    "percents": ("{n} %", "{n}\xa0%"),
    "day": ("{n} day", "{n} jour"),
    "days": ("{n} days", "{n} jours"),
    "employee": ("{n} employee", "{n} employé"),
    "employees": ("{n} employees", "{n} employés"),
    "alert": ("{n} alert", "{n} alerte"),
    "alerts": ("{n} alerts", "{n} alertes"),
    "message": ("{n} message", "{n} message"),
    "messages": ("{n} messages", "{n} messages"),
    # The metrics.
    f"name.{EMPLOYEES}": ("Decrease in employees", "Baisse du nombre d'employés"),
    f"name.{LOGIN}": (
"Time since the master account's login",
"Temps depuis la connexion du compte maître",
),
    f"name.{OPEN_SHIFTS}": ("Open shifts", "Quarts de travail ouverts"),
    f"name.{OUTSIDE_AVAILABILITY}": (
        "Shifts assigned outside availability",
        "Quarts attribués hors disponibilité",
    ),
    f"name.{CONFLICTING_CLOCK_INS}": ("Conflicting clock-ins", "Quarts problématiques"),
    f"is.{EMPLOYEES}": (
        "The number of employees went down by {value} in 30 days, {limit}.",
        "Le nombre d'employés a baissé de {value} en 30 jours, {limit}.",
    ),
    f"is.{EMPLOYEES}.growing": (
        "The number of employees did not go down in 30 days.",
        "Le nombre d'employés n'a pas baissé en 30 jours.",
    ),
    f"is.{LOGIN}": (
        "The master account has not logged in for {value}, {limit}.",
        "Le compte maître ne s'est pas connecté depuis {value}, {limit}.",
    ),
    f"is.{OPEN_SHIFTS}": (
        "Average open shifts is {value} over the last 14 days, {limit}.",
        "La moyenne des quarts de travail ouverts est de {value} sur les 14 derniers jours, "
        "{limit}.",
    ),
    f"is.{OUTSIDE_AVAILABILITY}": (
        "Average shifts assigned outside availability is {value} over the last 14 days, {limit}.",
        "La moyenne des quarts attribués hors disponibilité est de {value} sur les 14 derniers "
        "jours, {limit}.",
    ),
    f"is.{CONFLICTING_CLOCK_INS}": (
        "Average conflicting clock-ins is {value} over the last 14 days, {limit}.",
        "La moyenne des quarts problématiques est de {value} sur les 14 derniers jours, {limit}.",
    ),
    "is.unknown": ("There is no figure now: {metric}.", "Il n'y a pas de donnée\xa0: {metric}."),
    "limit.above.critical": (
        "above the critical threshold of {threshold}",
        "au-dessus du seuil critique de {threshold}",
    ),
    "limit.above.warning": (
        "above the warning threshold of {threshold}",
        "au-dessus du seuil d'avertissement de {threshold}",
    ),
    "limit.at.critical": (
        "at the critical threshold of {threshold}",
        "au seuil critique de {threshold}",
    ),
    "limit.at.warning": (
        "at the warning threshold of {threshold}",
        "au seuil d'avertissement de {threshold}",
    ),
    "limit.below.critical": (
        "below the critical threshold of {threshold}",
        "sous le seuil critique de {threshold}",
    ),
    "limit.below.warning": (
        "below the warning threshold of {threshold}",
        "sous le seuil d'avertissement de {threshold}",
    ),
    # An alert.
    "header.critical": ("🔴 Critical: {company}", "🔴 Critique\xa0: {company}"),
    "header.warning": ("🟡 Warning: {company}", "🟡 Avertissement\xa0: {company}"),
    "header.resolved": ("🟢 Resolved: {company}", "🟢 Résolu\xa0: {company}"),
    "header.closed": ("⚪ Closed: {company}", "⚪ Fermé\xa0: {company}"),
    "why.escalated": ("It was a warning until now.", "C'était un avertissement jusqu'ici."),
    "why.reopened": (
        "It is back within days of having been resolved.",
        "C'est de retour quelques jours après avoir été résolu.",
    ),
    "why.regressed": (
        "It was marked as handled, and still is or gets worse.",
        "C'était marqué comme traité, et cela dure ou s'aggrave.",
    ),
    "why.repeat": (
        "Nobody has acknowledged it for 24 hours.",
        "Personne n'en a pris connaissance depuis 24 heures.",
    ),
    "field.value": ("*Value*\n{value}", "*Valeur*\n{value}"),
    "field.threshold": ("*Threshold*\n{value}", "*Seuil*\n{value}"),
    "field.days": ("*In this state for*\n{value}", "*Dans cet état depuis*\n{value}"),
    "field.trend": ("*30-day trend*\n{value}", "*Tendance sur 30 jours*\n{value}"),
    "field.owner": ("*Owner*\n{value}", "*Responsable*\n{value}"),
    "unknown": ("unknown", "inconnue"),
    "today": ("since today", "aujourd'hui"),
    "unassigned": ("unassigned queue", "file non attribuée"),
    "trend.up": ("up from {before} to {now}", "en hausse, de {before} à {now}"),
    "trend.down": ("down from {before} to {now}", "en baisse, de {before} à {now}"),
    "trend.same": ("unchanged, {now}", "inchangée, {now}"),
    "trend.none": ("no figure from 30 days ago", "aucune donnée d'il y a 30 jours"),
    "as_of": ("As of {at} (Toronto)", "En date du {at} (Toronto)"),
    "coverage": ("data on {days} of 14 days", "données pour {days} jours sur 14"),
    "data.none": ("no data now: last known value", "sans données\xa0: dernière valeur connue"),
    "data.stale": (
        "data is old: last known value",
        "données anciennes\xa0: dernière valeur connue",
    ),
    "data.error": (
        "data is faulty: last known value",
        "données erronées\xa0: dernière valeur connue",
    ),
    "triage.acknowledged": ("Acknowledged by {who}", "Pris en charge par {who}"),
    "triage.snoozed": (
        "Snoozed by {who} until {until}",
        "Mis en veille par {who} jusqu'au {until}",
    ),
    "triage.dismissed": ("Dismissed by {who}: {why}", "Écarté par {who}\xa0: {why}"),
    "triage.handled": ("Marked as handled by {who}", "Marqué comme traité par {who}"),
    "button.open": ("Open", "Ouvrir"),
    "button.acknowledge": ("Acknowledge", "Prendre en charge"),
    "button.snooze": ("Snooze 7 days", "Mettre en veille 7 jours"),
    "button.dismiss": ("Dismiss…", "Écarter…"),
    # Its end.
    "resolved.today": ("Resolved the day it opened.", "Résolu le jour même."),
    "resolved.after": (
        "Resolved after {duration}, open since {opened}.",
        "Résolu après {duration}, ouvert depuis le {opened}.",
    ),
    "closed.rule changed": (
        "Closed because the rule's thresholds were changed; the company's figures were not.",
        "Fermé parce que les seuils de la règle ont changé, et non les données de l'entreprise.",
    ),
    "closed.rule disabled": (
        "Closed because the rule was switched off.",
        "Fermé parce que la règle a été désactivée.",
    ),
    "closed.company unlinked": (
        "Closed because the company is no longer tracked.",
        "Fermé parce que l'entreprise n'est plus suivie.",
    ),
    "closed.unmeasurable": (
        "Closed because there was no usable data for 14 days. It may go on unseen.",
        "Fermé faute de données utilisables depuis 14 jours. Le problème peut durer sans être vu.",
    ),
    # Several at once.
    "summary": ("🔴 {count} at once, {date}", "🔴 {count} à la fois, {date}"),
    "summary.thread": (
        "More criticals in one run than fit one by one: each is in this thread.",
        "Trop d'alertes critiques pour les publier une à une\xa0: elles sont dans ce fil.",
    ),
    "first_run": ("First run, {date}: {count}", "Première exécution, {date}\xa0: {count}"),
    "first_run.note": (
        "This is how the tracked companies are today. From now on, only changes are posted.",
        "Voici l'état actuel des entreprises suivies. Dorénavant, seuls les changements sont "
        "publiés.",
    ),
    "warnings": ("🟡 To review, {date}: {count}", "🟡 À revoir, {date}\xa0: {count}"),
    "group.critical": ("*Critical*", "*Critique*"),
    "group.warning": ("*Warning*", "*Avertissement*"),
    "line": (
        "• {company}: {metric}, {value} ({days})",
        "• {company}\xa0: {metric}, {value} ({days})",
    ),
    "more": ("… and {n} more", "… et {n} de plus"),
    "digest.more": (
        "… and {n} more, which no other message names: {all}",
        "… et {n} de plus, qu'aucun autre message ne nomme\xa0: {all}",
    ),
    "digest.all": ("see all alerts", "voir toutes les alertes"),
    # The fleet and the runs.
    "fault": ("⚠️ Likely a data fault: {metric}", "⚠️ Données probablement fautives\xa0: {metric}"),
    "fault.detail": (
        "{share} of the companies got worse on this metric in one run. That is more likely a "
        "fault in the data than in so many companies.",
        "{share} des entreprises se sont dégradées sur cette mesure en une seule exécution. Une "
        "faute dans les données est plus probable.",
    ),
    "fault.held": (
        "Held back: {held}. Look at the data first; then release them, or run again.",
        "Retenu\xa0: {held}. Vérifiez d'abord les données, puis libérez-les ou relancez le calcul.",
    ),
    "matching.none": (
        "No CRM record for {company}",
        "Aucune fiche CRM pour {company}",
    ),
    "matching.several": (
        "Several CRM records for {company}",
        "Plusieurs fiches CRM pour {company}",
    ),
    "matching.company": (
        "Company `{id}`, {email}. It is not tracked until it is linked: correct its name or "
        "e-mail address where it is wrong, or link it by hand.",
        "Entreprise `{id}`, {email}. Elle n'est pas suivie tant qu'elle n'est pas liée\xa0: "
        "corrigez son nom ou son adresse là où ils sont faux, ou liez-la à la main.",
    ),
    "matching.candidates": ("*Candidates*", "*Fiches possibles*"),
    "matching.candidate": ("• {name}, {email} (`{id}`)", "• {name}, {email} (`{id}`)"),
    "no_email": ("no e-mail address", "sans adresse courriel"),
    "run_problem": ("⚠️ Daily run of {date}", "⚠️ Exécution quotidienne du {date}"),
    "run_problem.to_do": ("*What to do*\n{to_do}", "*Que faire*\n{to_do}"),
    # The form behind "Dismiss…".
    "form.title": ("Dismiss the alert", "Écarter l'alerte"),
    "form.submit": ("Dismiss", "Écarter"),
    "form.cancel": ("Cancel", "Annuler"),
    "form.reason": ("Reason", "Raison"),
    **ACTION_PHRASES,
    "form.hint": (
        "Kept in the alert's history. It comes back when it gets worse, or after 30 days.",
        "Conservée dans l'historique. L'alerte revient si elle s'aggrave, ou après 30 jours.",
    ),
}  # fmt: skip
