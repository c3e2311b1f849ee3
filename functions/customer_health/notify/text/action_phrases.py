"""What is said of quick actions, in English and French: see `phrases.py`."""

from collections.abc import Mapping

ACTION_PHRASES: Mapping[str, tuple[str, str]] = {
    "kind.create_ticket": ("a ticket", "un billet"),
    "kind.escalate": ("an escalated ticket", "un billet escaladé"),
    "kind.send_email": ("an e-mail", "un courriel"),
    "kind.add_note": ("a note", "une note"),
    "kind.schedule_call": ("a call", "un appel"),
    "kind.export_data": ("an export of the customer's data", "une exportation des données"),
    "kind.credit": ("a credit of {amount}", "un crédit de {amount}"),
    "kind.refund": ("a refund of {amount}", "un remboursement de {amount}"),
    "kind.extend_trial": ("a longer trial", "une prolongation de l'essai"),
    "kind.downgrade": ("a downgrade", "un passage à un forfait inférieur"),
    "kind.pause_billing": ("a pause of billing", "une pause de la facturation"),
    "kind.mark_vip": ("a change of the VIP mark", "un changement de la mention VIP"),
    "kind.override_sla": ("a change of a ticket's priority", "une priorité de billet forcée"),
    "kind.waive_fees": ("waived late fees", "une annulation des frais de retard"),
    "kind.discount": ("a discount", "un rabais"),
    "kind.contract_change": ("a change of the contract", "une modification du contrat"),
    "kind.upgrade": ("an upgrade", "un passage à un forfait supérieur"),
    "kind.set_legal_hold": ("a legal hold", "un blocage légal"),
    "kind.clear_legal_hold": ("the end of a legal hold", "la fin d'un blocage légal"),
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
