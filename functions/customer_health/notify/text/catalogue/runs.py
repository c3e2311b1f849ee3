"""What Slack says of the runs and of the matching: see `alerts.py`."""

from collections.abc import Mapping

from customer_health.notify.text.language import Phrase

RUNS: Mapping[str, Phrase] = {
    "fault": Phrase(
        "⚠️ Likely a data fault: {metric}", "⚠️ Données probablement fautives\xa0: {metric}"
    ),
    "fault.detail": Phrase(
        "{share} of the companies got worse on this metric in one run. A fault in the "
        "data is the likelier cause.",
        "{share} des entreprises se sont dégradées sur cette mesure en une seule exécution. Une "
        "faute dans les données est plus probable.",
    ),
    "fault.held": Phrase(
        "Held back: {held}. Check the data first; then release them, or run again.",
        "Retenu\xa0: {held}. Vérifiez d'abord les données, puis libérez-les ou relancez le calcul.",
    ),
    "matching.none": Phrase("No CRM record for {company}", "Aucune fiche CRM pour {company}"),
    "matching.several": Phrase(
        "Several CRM records for {company}", "Plusieurs fiches CRM pour {company}"
    ),
    "matching.company": Phrase(
        "Company `{id}`, {email}. It is not tracked until it is linked: correct its name or "
        "e-mail address where it is wrong, or link it by hand.",
        "Entreprise `{id}`, {email}. Elle n'est pas suivie tant qu'elle n'est pas liée\xa0: "
        "corrigez son nom ou son adresse là où ils sont faux, ou liez-la à la main.",
    ),
    "matching.candidates": Phrase("*Candidates*", "*Fiches possibles*"),
    "matching.candidate": Phrase("• {name}, {email} (`{id}`)", "• {name}, {email} (`{id}`)"),
    "no_email": Phrase("no e-mail address", "sans adresse courriel"),
    "run_problem": Phrase("⚠️ Daily run of {date}", "⚠️ Exécution quotidienne du {date}"),
    "run_problem.to_do": Phrase("*What to do*\n{to_do}", "*Que faire*\n{to_do}"),
}
