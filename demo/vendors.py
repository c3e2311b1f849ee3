"""Fill the fakes of HubSpot, Stripe and Zendesk with the demo's accounts."""

from collections.abc import Iterable
from datetime import UTC, datetime

from demo.accounts import LARGEST, PLANS, Account
from demo.people import Record
from demo.users import DOMAIN, ROLES
from emulator_harness.fakes.hubspot import HubSpotFake
from emulator_harness.fakes.stripe import StripeFake
from emulator_harness.fakes.zendesk import ZendeskFake

CURRENCY = "cad"
CREDITED = "SLA credit for the outage of November"
PROPERTIES = {
    "courriel_compte_maitre": "string",
    "account_tier": "string",
    "account_tier_since": "date",
    "contract_end": "date",
    "renewal_probability": "number",
    "communication_preference": "string",
    "last_login_date_master_account": "datetime",
}
YES_NO = (
    "quarts_de_travail_ouverts_10_",
    "quarts_de_travail_attribues_hors_dispo_10",
    "quarts_problematiques_50",
)


def define(hubspot: HubSpotFake) -> None:
    """Define the properties that a deployment creates in HubSpot."""
    for name, type_ in PROPERTIES.items():
        hubspot.define("companies", name, type_)
    for name in YES_NO:
        hubspot.define("companies", name, "enumeration", "Yes", "No", "None")


def fill_hubspot(hubspot: HubSpotFake, accounts: Iterable[Account], mirror: Record) -> None:
    """Add a company with the same id for each record of the mirror, and the details of accounts."""
    define(hubspot)
    account_by_contact = {account.contact: account for account in accounts}
    for number, role in enumerate(ROLES):
        hubspot.put_owner(str(201 + number), f"{role}@{DOMAIN}", role.title(), "")
    owners: dict[str, str] = {}
    for crm_id, entry in mirror.items():
        properties: Record = {
            "name": entry["name"],
            "courriel_compte_maitre": entry["courriel_compte_maitre"],
        }
        if owner := entry.get("owner"):
            first, _, last = owner["name"].partition(" ")
            owner_id = owners.setdefault(owner["email"], str(101 + len(owners)))
            properties["hubspot_owner_id"] = hubspot.put_owner(
                owner_id, owner["email"], first, last
            )
        account = account_by_contact.get(entry["courriel_compte_maitre"])
        hubspot.put_company(crm_id, **properties, **(crm_properties(account) if account else {}))
        if account:
            add_people(hubspot, crm_id, account)


def crm_properties(account: Account) -> Record:
    return {
        "domain": account.company.domain,
        "phone": account.phone,
        "account_tier": account.tier,
        "account_tier_since": account.since.isoformat(),
        "contract_end": account.contract_end.isoformat(),
        "renewal_probability": str(account.probability),
        "communication_preference": account.preference,
        "notes_last_contacted": stamp(account.last_contact),
    }


def add_people(hubspot: HubSpotFake, crm_id: str, account: Account) -> None:
    hubspot.put_contact(
        crm_id,
        firstname=account.first_name,
        lastname=account.last_name,
        email=account.contact,
        phone=account.phone,
        jobtitle=account.title,
        hs_timezone="america_slash_toronto",
        hs_language=account.language,
    )
    for at, text in account.notes:
        hubspot.put_note(crm_id, hs_note_body=f"<p>{text}</p>", hs_timestamp=stamp(at))
    for meeting in account.meetings:
        hubspot.put_meeting(
            crm_id,
            stamp(meeting.scheduled_at),
            hs_meeting_title=meeting.title,
            hs_meeting_start_time=stamp(meeting.starts_at),
            hs_meeting_outcome="SCHEDULED",
        )


def fill_stripe(stripe: StripeFake, accounts: Iterable[Account]) -> None:
    prices = {
        plan: stripe.put_price(plan, cents, currency=CURRENCY)
        for plan, cents, *_ in (*PLANS, LARGEST)
    }
    for account in accounts:
        customer = stripe.put_customer(
            account.contact, account.company.name, currency=CURRENCY, balance=-account.credit
        )["id"]
        if account.credit:
            stripe.put(
                "customer_balance_transaction",
                customer=customer,
                amount=-account.credit,
                currency=CURRENCY,
                description=CREDITED,
                created=seconds(account.last_contact),
            )
        status = "past_due" if account.past_due else "active"
        subscription = stripe.put_subscription(customer, prices[account.plan], 1, status=status)
        if account.discount:
            name = "Annual commitment"
            stripe.put_discount(subscription["id"], name=name, percent_off=account.discount)
        add_invoices(stripe, customer, account)


def add_invoices(stripe: StripeFake, customer: str, account: Account) -> None:
    common = {"customer": customer, "currency": CURRENCY}
    for invoice in reversed(account.invoices):
        fields: Record = {
            "number": invoice.number,
            "created": seconds(invoice.created_at),
            "due_date": seconds(invoice.due_at),
        }
        if invoice.paid_at:
            fields["paid_at"] = seconds(invoice.paid_at)
        status = "paid" if invoice.paid_at else "open"
        stripe.put_invoice(**common, total=invoice.cents, status=status, **fields)
    paid = ((i.paid_at, i.cents, "succeeded") for i in account.invoices if i.paid_at)
    failed = ((at, account.cents, "failed") for at in account.failed)
    for at, cents, status in sorted([*paid, *failed]):
        stripe.put_charge(**common, amount=cents, status=status, created=seconds(at))


def fill_zendesk(zendesk: ZendeskFake, accounts: Iterable[Account]) -> None:
    for account in accounts:
        organization = zendesk.put_organization(account.company.name)
        person = f"{account.first_name} {account.last_name}"
        user = zendesk.put_user(account.contact, person, organization_id=organization)
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


def stamp(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def seconds(at: datetime) -> int:
    return int(at.timestamp())
