"""What Slack says of the runs and of the matching: see `alerts.py`."""

from collections.abc import Mapping

from customer_health.notify.text.language import Phrase, Plural

RUNS: Mapping[str, Phrase] = {
    "fault": Phrase(
        "⚠️ Likely a data fault: {metric}", "⚠️ Données probablement erronées\xa0: {metric}"
    ),
    "fault.detail": Phrase(
        "{share} of the companies got worse on this metric in one run. A fault in the "
        "data is the likelier cause.",
        "La situation de {share} des entreprises s’est aggravée pour cet indicateur en un seul "
        "calcul. Une erreur dans les données est la cause la plus probable.",
    ),
    "fault.held": Phrase(
        "Held back: {held}. Check the data first; then release them, or run again.",
        "Envoi retenu\xa0: {held}. Vérifiez d’abord les données, puis libérez-les ou relancez le "
        "calcul.",
    ),
    "matching.none": Phrase("No CRM record for {company}", "Aucune fiche du CRM pour {company}"),
    "matching.several": Phrase(
        "Several CRM records for {company}", "Plusieurs fiches du CRM pour {company}"
    ),
    "matching.company": Phrase(
        "Company `{id}`, {email}. It is not tracked until it is linked: correct its name or "
        "e-mail address where it is wrong, or link it by hand.",
        "Entreprise `{id}`, {email}. Elle n’est pas suivie tant qu’elle n’est pas liée\xa0: "
        "corrigez son nom ou son adresse courriel s’ils sont erronés, ou liez-la à la main.",
    ),
    "matching.candidates": Phrase("*Candidates*", "*Fiches possibles*"),
    "matching.candidate": Phrase("• {name}, {email} (`{id}`)", "• {name}, {email} (`{id}`)"),
    "no_email": Phrase("no e-mail address", "sans adresse courriel"),
    "run_problem": Phrase("⚠️ Daily run of {date}", "⚠️ Calcul quotidien du {date}"),
    "run.missing": Phrase("The daily run did not start.", "Le calcul quotidien n’a pas commencé."),
    "run.missing.to_do": Phrase(
        "It has been started now. If this message comes again tomorrow, look at the scheduler’s "
        "job of calculateDailyMetrics.",
        "Il vient d’être lancé. Si ce message revient demain, vérifiez la tâche planifiée de "
        "calculateDailyMetrics.",
    ),
    "run.unfinished": Phrase(
        Plural("{n} of {all} shards has finished.", "{n} of {all} shards have finished."),
        Plural("{n} partie sur {all} est terminée.", "{n} parties sur {all} sont terminées."),
    ),
    "run.unfinished.to_do": Phrase(
        "The missing ones have been queued again. If they stay away, look at the log of runShard.",
        "Les parties manquantes ont été remises en file. Si elles n’arrivent pas, consultez le "
        "journal de runShard.",
    ),
    "run.short": Phrase(
        Plural(
            "{n} of {all} companies has no figures for today.",
            "{n} of {all} companies have no figures for today.",
        ),
        Plural(
            "{n} entreprise sur {all} n’a pas de valeurs pour aujourd’hui.",
            "{n} entreprises sur {all} n’ont pas de valeurs pour aujourd’hui.",
        ),
    ),
    "failure": Phrase("{company}: {what} ({why})", "{company}\xa0: {what} ({why})"),
    "failure.bad_record": Phrase(
        "the company’s record can’t be read", "la fiche de l’entreprise est illisible"
    ),
    "failure.outage": Phrase("the database did not answer", "la base de données n’a pas répondu"),
    "failure.kept_changing": Phrase(
        "its data kept changing", "ses données ne cessaient de changer"
    ),
    "failure.other": Phrase("an unexpected error", "une erreur imprévue"),
    "run.short.to_do": Phrase(
        "The companies without figures have been queued again.",
        "Les entreprises sans valeurs ont été remises en file.",
    ),
    "run.short.outage": Phrase(
        Plural(
            "For {n} of them the database did not answer: if it stays without figures, look at "
            "the database’s load.",
            "For {n} of them the database did not answer: if they stay without figures, look at "
            "the database’s load.",
        ),
        Plural(
            "Pour {n} d’entre elles, la base de données n’a pas répondu\xa0: si elle reste sans "
            "valeurs, vérifiez la charge de la base.",
            "Pour {n} d’entre elles, la base de données n’a pas répondu\xa0: si elles restent "
            "sans valeurs, vérifiez la charge de la base.",
        ),
    ),
    "run.short.records": Phrase(
        "Correct the records that are named; the next run takes them up by itself.",
        "Corrigez les enregistrements nommés; le prochain calcul les reprendra de lui-même.",
    ),
    "run.slow": Phrase(
        Plural("The run took {n} minute.", "The run took {n} minutes."),
        Plural("Le calcul a duré {n} minute.", "Le calcul a duré {n} minutes."),
    ),
    "run.slow.to_do": Phrase(
        "Look at its reads and bytes in the record of the run, and at the database’s load.",
        "Vérifiez ses lectures et ses octets dans la fiche du calcul, et la charge de la "
        "base de données.",
    ),
    "run.unplanned": Phrase(
        "The run is complete, but nobody has been notified of its alerts.",
        "Le calcul est terminé, mais personne n’a été avisé de ses alertes.",
    ),
    "run.unplanned.to_do": Phrase(
        "That has been queued again, and followAlerts sends what is still waiting by then. If this "
        "message comes again, look at the log of runShard.",
        "L’envoi a été remis en file, et followAlerts enverra ce qui attend encore. Si ce message "
        "revient, consultez le journal de runShard.",
    ),
    "run_problem.to_do": Phrase("*What to do*\n{to_do}", "*Que faire*\n{to_do}"),
}
