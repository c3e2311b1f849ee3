"""The letters to customers. Every one has a subject and a text between greeting and signature."""

from collections.abc import Mapping

from customer_health.notify.text.language import Phrase

LETTERS: Mapping[str, Phrase] = {
    "letter.greeting": Phrase("Hello,", "Bonjour,"),
    "letter.greeting.named": Phrase("Hello {name},", "Bonjour {name},"),
    "letter.signature": Phrase("{agent}\nPivot", "{agent}\nPivot"),
    "letter.availability_help.subject": Phrase(
        "Availability of your team at {company}",
        "Disponibilités de votre équipe chez {company}",
    ),
    "letter.availability_help.text": Phrase(
        "Over the last 14 days, {percent}% of the shifts at {company} went to people who had "
        "given no availability for that day.\n\n"
        "Your team can be reminded from the app in one step. I can set this up with you: reply "
        "with a time that suits you.",
        "Sur les 14 derniers jours, {percent}\xa0% des quarts chez {company} ont été attribués à "
        "des personnes qui n’avaient donné aucune disponibilité pour ce jour.\n\n"
        "L’application peut le leur rappeler en une étape. Je peux faire ce réglage avec vous\xa0: "
        "répondez en proposant un moment.",
    ),
    "letter.check_in.subject": Phrase(
        "How is Pivot working for {company}?",
        "Comment cela se passe-t-il avec Pivot chez {company}?",
    ),
    "letter.check_in.text": Phrase(
        "I look after {company} at Pivot and would like to hear how it is going: what works, what "
        "does not, and what your team still does by hand.\n\n"
        "Reply to this message with a time that suits you, or with a line or two. Either reaches "
        "me.",
        "Je m’occupe du compte {company} chez Pivot et j’aimerais savoir comment cela se "
        "passe\xa0: ce qui fonctionne, ce qui ne fonctionne pas, et ce que votre équipe fait "
        "encore à la main.\n\n"
        "Répondez à ce message en proposant un moment, ou en quelques lignes. Les deux me "
        "parviennent.",
    ),
    "letter.clock_in_help.subject": Phrase("Clocking in at {company}", "Pointage chez {company}"),
    "letter.clock_in_help.text": Phrase(
        "Over the last 14 days, {percent}% of the timecards at {company} did not match the "
        "schedule. Hours then have to be corrected by hand, and payroll waits for them.\n\n"
        "Often it takes one setting, or one device at the entrance. I would like to find out with "
        "you: reply with a time that suits you.",
        "Sur les 14 derniers jours, {percent}\xa0% des pointages chez {company} ne correspondaient "
        "pas à l’horaire. Les heures sont alors à corriger à la main, et la paie les attend.\n\n"
        "Il suffit souvent d’un réglage, ou d’un appareil à l’entrée. J’aimerais chercher avec "
        "vous\xa0: répondez en proposant un moment.",
    ),
    "letter.open_shifts_help.subject": Phrase(
        "Open shifts at {company}", "Quarts ouverts chez {company}"
    ),
    "letter.open_shifts_help.text": Phrase(
        "Over the last 14 days, {percent}% of the shifts in the draft schedules of {company} had "
        "nobody assigned.\n\n"
        "Open shifts can be offered to everyone who is available, so that they are taken without "
        "a call. I can show you how in fifteen minutes, with your own schedule. Reply with a time "
        "that suits you.",
        "Sur les 14 derniers jours, {percent}\xa0% des quarts des horaires en brouillon chez "
        "{company} n’étaient attribués à personne.\n\n"
        "Les quarts ouverts peuvent être offerts à toutes les personnes disponibles, qui les "
        "prennent sans appel téléphonique. Je peux vous le montrer en quinze minutes, avec votre "
        "propre horaire. Répondez en proposant un moment.",
    ),
    "letter.payment_failed.subject": Phrase(
        "{company}: a payment did not go through",
        "{company}\xa0: un paiement n’a pas abouti",
    ),
    "letter.payment_failed.text": Phrase(
        "The payment of {amount} for invoice {invoice} did not go through. Often the card has "
        "expired or its limit was reached.\n\n"
        "Please update your payment method in the app. If something about the invoice is wrong, "
        "reply to this message and I will look into it.",
        "Le paiement de {amount} pour la facture {invoice} n’a pas abouti. Souvent, la carte est "
        "expirée ou sa limite est atteinte.\n\n"
        "Veuillez mettre à jour votre mode de paiement dans l’application. S’il y a une "
        "erreur sur la facture, répondez à ce message et je m’en occuperai.",
    ),
    "letter.renewal.subject": Phrase(
        "{company}: your contract ends on {contract_end}",
        "{company}\xa0: votre contrat prend fin le {contract_end}",
    ),
    "letter.renewal.text": Phrase(
        "The contract of {company} with Pivot, for the plan {plan}, ends on {contract_end}. Before "
        "then I would like to go through it with you: what you use, what you do not, and what "
        "should change.\n\n"
        "Reply with a time that suits you.",
        "Le contrat entre {company} et Pivot, pour le forfait {plan}, prend fin le {contract_end}. "
        "J’aimerais le revoir avec vous d’ici là\xa0: ce que vous utilisez, ce que vous n’utilisez "
        "pas, et ce qui devrait changer.\n\n"
        "Répondez en proposant un moment.",
    ),
}
