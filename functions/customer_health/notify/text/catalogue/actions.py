"""What Slack and the mailbox say of quick actions."""

from collections.abc import Mapping

from customer_health.domain.actions.kinds.table import KINDS
from customer_health.notify.text.language import Phrase

ACTIONS: Mapping[str, Phrase] = {
    **{f"kind.{kind}": Phrase(*rules.phrase) for kind, rules in KINDS.items()},
    "approval": Phrase("Approval needed: {company}", "Approbation requise\xa0: {company}"),
    "approval.what": Phrase(
        "{requester} asks for {what} for {link}.", "{requester} demande {what} pour {link}."
    ),
    "approval.why": Phrase("*Reason*\n{why}", "*Raison*\n{why}"),
    "approval.tier.2": Phrase(
        "A supervisor or an executive decides, within 7 days.",
        "Une superviseure, un superviseur ou la direction décide, d’ici 7 jours.",
    ),
    "approval.tier.3": Phrase(
        "An executive decides, within 7 days.", "La direction décide, d’ici 7 jours."
    ),
    "approval.retiered": Phrase(
        "Because of other requests made since, someone else has to decide.",
        "En raison d’autres demandes faites depuis, la décision revient à quelqu’un d’autre.",
    ),
    # What takes the place of a request once it is decided.
    "decided.approved": Phrase("Approved by {who}, {at}", "Approuvée par {who}, le {at}"),
    "decided.rejected": Phrase("Rejected by {who}, {at}", "Refusée par {who}, le {at}"),
    "decided.withdrawn": Phrase("Withdrawn by {who}, {at}", "Retirée par {who}, le {at}"),
    "decided.expired": Phrase("Expired, {at}", "Expirée le {at}"),
    "decision.approved": Phrase("Approved: {company}", "Demande approuvée\xa0: {company}"),
    "decision.rejected": Phrase("Rejected: {company}", "Demande refusée\xa0: {company}"),
    "decision.withdrawn": Phrase("Withdrawn: {company}", "Demande retirée\xa0: {company}"),
    "decision.expired": Phrase("Expired: {company}", "Demande expirée\xa0: {company}"),
    "decision.done": Phrase("Done: {company}", "Action faite\xa0: {company}"),
    "decision.failed": Phrase("Failed: {company}", "Action échouée\xa0: {company}"),
    "decision.what": Phrase(
        "{requester} asked for {what} for {link}.",
        "{requester} avait demandé {what} pour {link}.",
    ),
    "invitation.subject": Phrase("{title}, call with {company}", "{title}, appel avec {company}"),
    "invitation.text": Phrase(
        "You asked for this call with {company}: {title}. It starts on {start} (Toronto) and is "
        "planned for {minutes}\xa0min.",
        "Vous avez demandé cet appel avec {company}\xa0: {title}. Il commence le {start} (Toronto) "
        "et est prévu pour {minutes}\xa0min.",
    ),
    "decision.by": Phrase("Decided by {who}.", "Décision prise par {who}."),
    "decision.nobody": Phrase(
        "Nobody decided within 7 days.", "Personne n’a pris de décision dans les 7 jours."
    ),
    "decision.why": Phrase("Reason: {why}", "Raison\xa0: {why}"),
}
