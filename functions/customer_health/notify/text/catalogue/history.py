"""What an alert's history says: the states that it moved between, and why the machine moved it.

Fragments, to be read in a list; the states are feminine in French, for « alerte ».
"""

from collections.abc import Mapping

from customer_health.notify.text.language import Phrase, Plural

HISTORY: Mapping[str, Phrase] = {
    "state.condition.none": Phrase("no alert", "aucune alerte"),
    "state.condition.firing(critical)": Phrase("critical", "critique"),
    "state.condition.firing(warning)": Phrase("warning", "avertissement"),
    "state.condition.recovering(critical)": Phrase(
        "critical, recovering", "critique, en rétablissement"
    ),
    "state.condition.recovering(warning)": Phrase(
        "warning, recovering", "avertissement, en rétablissement"
    ),
    "state.condition.resolved": Phrase("resolved", "résolue"),
    "state.condition.closed": Phrase("closed", "fermée"),
    "state.data.fresh": Phrase("up-to-date data", "données à jour"),
    "state.data.none": Phrase("no data", "sans données"),
    "state.data.stale": Phrase("old data", "données anciennes"),
    "state.data.error": Phrase("faulty data", "données erronées"),
    "state.triage.open": Phrase("open", "ouverte"),
    "state.triage.acknowledged": Phrase("acknowledged", "prise en charge"),
    "state.triage.snoozed": Phrase("snoozed", "en pause"),
    "state.triage.dismissed": Phrase("dismissed", "écartée"),
    "state.triage.handled": Phrase("resolved by hand", "résolue à la main"),
    "state.notice.normal": Phrase("not held back", "non retenue"),
    "state.notice.held": Phrase("held back from Slack", "retenue, non envoyée à Slack"),
    "state.until": Phrase("{state} until {until}", "{state} jusqu’au {until}"),
    # Why the machine moved it.
    "because.first_breach": Phrase(
        "beyond the threshold for the first time", "premier dépassement du seuil"
    ),
    "because.rose_to_critical": Phrase("rose to critical", "devenue critique"),
    "because.below_critical": Phrase(
        Plural("below critical in {n} daily run", "below critical in {n} daily runs"),
        Plural(
            "sous le seuil critique lors de {n} calcul quotidien",
            "sous le seuil critique lors de {n} calculs quotidiens",
        ),
    ),
    "because.no_breach": Phrase("within the threshold", "seuil respecté"),
    "because.no_breach_repeated": Phrase(
        "within the threshold {n} times in a row", "seuil respecté {n} fois de suite"
    ),
    "because.breach_again": Phrase("beyond the threshold again", "seuil de nouveau dépassé"),
    "because.breach_after_resolve": Phrase(
        "beyond the threshold again within {n} days of being resolved",
        "seuil dépassé dans les {n} jours suivant la résolution",
    ),
    "because.held_at_last_value": Phrase(
        "held at the last known value", "gardée à la dernière valeur connue"
    ),
    "because.measured_again": Phrase("measured again", "de nouveau mesurée"),
    "because.rule_changed": Phrase("the rule was changed", "la règle a changé"),
    "because.rule_disabled": Phrase("the rule was switched off", "la règle est désactivée"),
    "because.company_unlinked": Phrase(
        "the company is no longer tracked", "l’entreprise n’est plus suivie"
    ),
    "because.unmeasurable": Phrase(
        "it could not be measured for 14 days", "rien n’a pu être mesuré pendant 14 jours"
    ),
    "because.got_worse": Phrase("it got worse", "la situation s’est aggravée"),
    "because.resolved": Phrase("the alert was resolved", "l’alerte est résolue"),
    "because.time_over": Phrase("its time is over", "son délai est écoulé"),
    "because.still_breaches": Phrase("still beyond the threshold", "seuil toujours dépassé"),
    "because.likely_data_fault": Phrase(
        "the data is likely at fault", "les données sont probablement erronées"
    ),
    "because.released": Phrase("released by a person", "libérée par une personne"),
    "ended": Phrase("{state} until now: {why}", "{state} jusqu’ici\xa0: {why}"),
}
