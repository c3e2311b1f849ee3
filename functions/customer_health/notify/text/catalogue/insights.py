"""What would turn a figure green, where it is heading, who is moving, and how far to trust it."""

from collections.abc import Mapping

from customer_health.domain.metrics.names import (
    CONFLICTING_CLOCK_INS,
    EMPLOYEES,
    LOGIN,
    OPEN_SHIFTS,
    OUTSIDE_AVAILABILITY,
)
from customer_health.notify.text.language import Phrase, Plural

INSIGHTS: Mapping[str, Phrase] = {
    # What would turn a figure green.
    f"remedy.{OPEN_SHIFTS}": Phrase(
        "Fill {n} of the {of} open shifts.", "Pourvoir {n} des {of} quarts ouverts."
    ),
    f"remedy.{OUTSIDE_AVAILABILITY}": Phrase(
        "Assign {n} of the {of} shifts outside availability to somebody else.",
        "Attribuer à quelqu’un d’autre {n} des {of} quarts hors disponibilité.",
    ),
    f"remedy.{CONFLICTING_CLOCK_INS}": Phrase(
        "Correct {n} of the {of} conflicting timecards.",
        "Corriger {n} des {of} pointages en conflit.",
    ),
    f"remedy.{EMPLOYEES}": Phrase(
        Plural("{n} more employee, {of} in all.", "{n} more employees, {of} in all."),
        Plural("{n} employé de plus, {of} en tout.", "{n} employés de plus, {of} en tout."),
    ),
    f"remedy.{LOGIN}": Phrase(
        "One login of the master account.", "Une connexion du compte maître."
    ),
    "turn.healthy": Phrase(
        "If nothing else changes, green on {day}.", "Si rien d’autre ne change, vert le {day}."
    ),
    "turn.warning": Phrase(
        "If nothing else changes, a warning from {day} on.",
        "Si rien d’autre ne change, un avertissement dès le {day}.",
    ),
    "turn.critical": Phrase(
        "If nothing else changes, critical from {day} on.",
        "Si rien d’autre ne change, critique dès le {day}.",
    ),
    "turn.none": Phrase(
        "Without new data, nothing is known from {day} on.",
        "Sans nouvelles données, plus rien n’est connu dès le {day}.",
    ),
    # Where a figure is heading.
    "trend.percentage.warning": Phrase(
        Plural(
            "Up {points} a week: at this rate a warning in about {n} day (estimate).",
            "Up {points} a week: at this rate a warning in about {n} days (estimate).",
        ),
        Plural(
            "Hausse de {points} par semaine\xa0: "
            "à ce rythme, un avertissement dans environ {n} jour (estimation).",
            "Hausse de {points} par semaine\xa0: "
            "à ce rythme, un avertissement dans environ {n} jours (estimation).",
        ),
    ),
    "trend.percentage.critical": Phrase(
        Plural(
            "Up {points} a week: at this rate critical in about {n} day (estimate).",
            "Up {points} a week: at this rate critical in about {n} days (estimate).",
        ),
        Plural(
            "Hausse de {points} par semaine\xa0: "
            "à ce rythme, critique dans environ {n} jour (estimation).",
            "Hausse de {points} par semaine\xa0: "
            "à ce rythme, critique dans environ {n} jours (estimation).",
        ),
    ),
    "trend.decrease.warning": Phrase(
        Plural(
            "The decrease grows by {points} a week: "
            "at this rate a warning in about {n} day (estimate).",
            "The decrease grows by {points} a week: "
            "at this rate a warning in about {n} days (estimate).",
        ),
        Plural(
            "La baisse s’accentue de {points} par semaine\xa0: "
            "à ce rythme, un avertissement dans environ {n} jour (estimation).",
            "La baisse s’accentue de {points} par semaine\xa0: "
            "à ce rythme, un avertissement dans environ {n} jours (estimation).",
        ),
    ),
    "trend.decrease.critical": Phrase(
        Plural(
            "The decrease grows by {points} a week: "
            "at this rate critical in about {n} day (estimate).",
            "The decrease grows by {points} a week: "
            "at this rate critical in about {n} days (estimate).",
        ),
        Plural(
            "La baisse s’accentue de {points} par semaine\xa0: "
            "à ce rythme, critique dans environ {n} jour (estimation).",
            "La baisse s’accentue de {points} par semaine\xa0: "
            "à ce rythme, critique dans environ {n} jours (estimation).",
        ),
    ),
    # Who is moving.
    "move": Phrase("{name}: {before} → {now}", "{name}\xa0: {before} → {now}"),
    "fleet.percentage.up": Phrase(
        Plural("Up {points} in {n} day.", "Up {points} in {n} days."),
        Plural("Hausse de {points} en {n} jour.", "Hausse de {points} en {n} jours."),
    ),
    "fleet.percentage.down": Phrase(
        Plural("Down {points} in {n} day.", "Down {points} in {n} days."),
        Plural("Baisse de {points} en {n} jour.", "Baisse de {points} en {n} jours."),
    ),
    "fleet.decrease.up": Phrase(
        Plural(
            "The decrease grew by {points} in {n} day.",
            "The decrease grew by {points} in {n} days.",
        ),
        Plural(
            "La baisse s’est accentuée de {points} en {n} jour.",
            "La baisse s’est accentuée de {points} en {n} jours.",
        ),
    ),
    "fleet.decrease.down": Phrase(
        Plural(
            "The change got better by {points} in {n} day.",
            "The change got better by {points} in {n} days.",
        ),
        Plural(
            "La variation s’est améliorée de {points} en {n} jour.",
            "La variation s’est améliorée de {points} en {n} jours.",
        ),
    ),
    "fleet.same": Phrase(
        Plural("No change in {n} day.", "No change in {n} days."),
        Plural("Aucun changement en {n} jour.", "Aucun changement en {n} jours."),
    ),
    "fleet.steady": Phrase(
        "Half of all customers changed by less than {usual} (estimate).",
        "La moitié des clients ont changé de moins de {usual} (estimation).",
    ),
    "fleet.all": Phrase(
        "Half of all customers changed by {usual} at most (estimate).",
        "La moitié des clients ont changé d’au plus {usual} (estimation).",
    ),
    # How far a figure can be trusted.
    "caution.few_days": Phrase(
        Plural("Only {n} day of 14 has data.", "Only {n} days of 14 have data."),
        Plural(
            "Seulement {n} jour sur 14 a des données.",
            "Seulement {n} jours sur 14 ont des données.",
        ),
    ),
    "caution.small_days.shifts": Phrase(
        Plural(
            "A typical day has only {n} shift: a single one counts for a lot.",
            "A typical day has only {n} shifts: a single one counts for a lot.",
        ),
        Plural(
            "Un jour typique n’a que {n} quart\xa0: un seul pèse lourd.",
            "Un jour typique n’a que {n} quarts\xa0: un seul pèse lourd.",
        ),
    ),
    "caution.small_days.timecards": Phrase(
        Plural(
            "A typical day has only {n} timecard: a single one counts for a lot.",
            "A typical day has only {n} timecards: a single one counts for a lot.",
        ),
        Plural(
            "Un jour typique n’a que {n} pointage\xa0: un seul pèse lourd.",
            "Un jour typique n’a que {n} pointages\xa0: un seul pèse lourd.",
        ),
    ),
    "caution.pooled.healthy": Phrase(
        "Over all days together it is {percent}, which would be healthy.",
        "Sur l’ensemble des jours, c’est {percent}, ce qui serait sain.",
    ),
    "caution.pooled.warning": Phrase(
        "Over all days together it is {percent}, which would be a warning.",
        "Sur l’ensemble des jours, c’est {percent}, ce qui serait un avertissement.",
    ),
    "caution.pooled.critical": Phrase(
        "Over all days together it is {percent}, which would be critical.",
        "Sur l’ensemble des jours, c’est {percent}, ce qui serait critique.",
    ),
}
