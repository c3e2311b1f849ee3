"""What is said of quick actions, in English and French: see `phrases.py`."""

from collections.abc import Mapping

from customer_health.domain.actions.kinds.table import KINDS

ACTION_PHRASES: Mapping[str, tuple[str, str]] = {
    **{f"kind.{kind}": rules.phrase for kind, rules in KINDS.items()},
    "approval": ("Approval needed: {company}", "Approbation requise\xa0: {company}"),
    "approval.what": (
        "{requester} asks for {what} for {link}.",
        "{requester} demande {what} pour {link}.",
    ),
    "approval.why": ("*Reason*\n{why}", "*Raison*\n{why}"),
    "approval.tier.2": (
        "A supervisor or an executive decides, within 7 days.",
        "Une superviseure, un superviseur ou la direction décide, d'ici 7 jours.",
    ),
    "approval.tier.3": (
        "An executive decides, within 7 days.",
        "La direction décide, d'ici 7 jours.",
    ),
    "approval.retiered": (
        "With what was asked for since, others have to decide.",
        "Avec les demandes faites depuis, la décision revient à d'autres.",
    ),
    "decision.rejected": ("Rejected: {company}", "Refusé\xa0: {company}"),
    "decision.expired": ("Expired: {company}", "Expiré\xa0: {company}"),
    "decision.done": ("Done: {company}", "Fait\xa0: {company}"),
    "decision.failed": ("Failed: {company}", "Échoué\xa0: {company}"),
    "decision.what": (
        "{requester} asked for {what} for {link}.",
        "{requester} avait demandé {what} pour {link}.",
    ),
    "decision.by": ("Decided by {who}.", "Décision de {who}."),
    "decision.nobody": (
        "Nobody decided about it within 7 days.",
        "Personne n'a décidé d'ici 7 jours.",
    ),
    "decision.why": ("Why: {why}", "Raison\xa0: {why}"),
}  # fmt: skip
