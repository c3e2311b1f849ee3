"""Fill the fake of Zendesk with the demo's accounts."""

from collections.abc import Iterable

from demo.vendors.accounts import Account
from emulator_harness.fakes.zendesk import ZendeskFake


def fill_zendesk(zendesk: ZendeskFake, accounts: Iterable[Account]) -> None:
    for account in accounts:
        if "support" in account.unknown_to:
            continue
        organization = zendesk.put_organization(account.company.name)
        person = f"{account.first_name} {account.last_name}"
        user = zendesk.put_user(
            account.contact, person, phone=account.phone, organization_id=organization
        )
        for ticket in sorted(account.tickets, key=lambda ticket: ticket.created_at):
            zendesk.put_ticket(
                ticket.subject,
                ticket.created_at,
                solved_at=ticket.solved_at,
                updated_at=ticket.solved_at or ticket.created_at,
                score=ticket.rating,
                tags=["escalated"] if ticket.escalated else [],
                priority=ticket.priority,
                status="solved" if ticket.solved_at else "open",
                organization_id=organization,
                requester_id=user,
            )
