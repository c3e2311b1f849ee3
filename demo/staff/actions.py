"""The quick actions of the staff, and their approvals, through the product's own flows."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from customer_health.domain.actions.action import ActionRequest
from customer_health.domain.actions.kinds.crm import NewNote
from customer_health.domain.actions.kinds.flags import Vip
from customer_health.domain.actions.kinds.kind import ActionKind, NoParameters, Parameters
from customer_health.domain.actions.kinds.money import Amount, Discount, Fees
from customer_health.domain.actions.kinds.subscription import Trial
from customer_health.domain.actions.kinds.tickets import NewTicket
from customer_health.domain.instants import TORONTO, clock_of
from customer_health.flows.actions.decide import approve, reject, withdraw
from customer_health.flows.actions.execute import run_action
from customer_health.flows.actions.ports import Vendors
from customer_health.flows.actions.request import request_action
from customer_health.stores.rtdb.client import Database
from demo.app.companies import Company
from demo.staff.users import person
from demo.vendors.stripe import overdue_invoice
from emulator_harness.fakes.stripe import StripeFake

Then = Literal["done", "rejected", "withdrawn", "pending"]
Make = Callable[[StripeFake, Company, datetime], Parameters]
"""Makes the parameters for a company at the time of the request."""

DAYS = 5
"""The requests are of the last days of this month; one that waits for longer would expire."""


@dataclass(frozen=True)
class Request:
    """A request about the company with this shape, what became of it, and by whom."""

    who: str
    shape: str
    kind: ActionKind
    parameters: Parameters | Make
    reason: str
    then: Then = "done"
    by: str = ""
    why: str = ""


def dollars(amount: int) -> Amount:
    return Amount(amount * 100, "CAD")


def longer_trial(_: StripeFake, company: Company, now: datetime) -> Trial:
    return Trial(now.replace(hour=12, minute=0) + timedelta(days=30))


def late_fee(stripe: StripeFake, company: Company, _: datetime) -> Fees:
    return Fees(overdue_invoice(stripe, company.email))


REQUESTS = (
    Request(
        "agent", "everything at once", "credit", dollars(120),
        "The export to payroll failed twice.", by="supervisor",
    ),
    Request(
        "maude.theriault", "many open shifts", "credit", dollars(300),
        "Half a day without the schedule.", by="executive", why="Fair.",
    ),
    Request(
        "liam.oconnor", "shrinking fast", "credit", dollars(45),
        "Billed for two people who had left.", by="supervisor",
    ),
    Request(
        "agent", "open shifts", "discount", Discount(15, 6),
        "Stays if the price holds until summer.", by="executive",
    ),
    Request(
        "noemie.dube", "master away", "discount", Discount(10, 3),
        "Compares us with another product.", by="executive", why="Once only.",
    ),
    Request(
        "agent", "payroll in pieces", "refund", dollars(80),
        "Charged for a module that they never had.", by="supervisor",
    ),
    Request(
        "supervisor", "payroll in pieces", "mark_vip", Vip(), "Reference customer in the region.",
        by="executive",
    ),
    Request(
        "supervisor", "far outside availability", "set_legal_hold", NoParameters(),
        "Their lawyer asked for all records.",
    ),
    Request(
        "liam.oconnor", "shrinking", "create_ticket",
        NewTicket("Import of new employees", "Two rows have no department.", "high"),
        "Asked for on the phone.",
    ),
    Request(
        "agent", "master gone", "add_note",
        NewNote("The owner is back on Monday; the manager has no account of his own."),
        "For the next call.",
    ),
    Request(
        "priya.raman", "shrinking", "credit", dollars(400), "Unhappy with the last release.",
        "rejected", "supervisor", "Nothing was broken: offer a training instead.",
    ),
    Request(
        "agent", "growing fast", "credit", dollars(60), "Asked for the wrong customer.",
        "withdrawn",
    ),
    Request(
        "maude.theriault", "conflicting punches", "credit", dollars(250),
        "Three days without clock-ins on the tablet.", "pending",
    ),
    Request(
        "agent", "brand new", "extend_trial", longer_trial, "They start with their schedule late.",
        "pending",
    ),
    Request(
        "agent", "largest", "credit", dollars(900), "The outage of the time clocks.", "pending",
    ),
    Request(
        "liam.oconnor", "never logged in", "waive_fees", late_fee,
        "Our reminder went to an old address.", "pending",
    ),
    Request(
        "noemie.dube", "growing fast", "discount", Discount(20, 12),
        "Signs for three years.", "pending",
    ),
)  # fmt: skip


def act(
    database: Database, vendors: Vendors, stripe: StripeFake, companies: list[Company], today: date
) -> None:
    """Make the requests one after the other, spread over the days of this month before today's run,
    and decide on those that are decided."""
    by_shape = {company.shape.name: company for company in companies}
    for request, now in zip(REQUESTS, times(today, len(REQUESTS)), strict=True):
        carry_on(database, vendors, stripe, by_shape[request.shape], request, now)


def times(today: date, count: int) -> list[datetime]:
    """Return the times of requests, in order: at working hours, and all in the month of today's
    run, for its report. On the first of a month that leaves only the hours before the run."""
    end = clock_of(today).astimezone(TORONTO)
    begin = max(end.replace(day=1, hour=0, minute=1), end - timedelta(days=DAYS))
    spread = [begin + (end - begin) * number / count for number in range(count)]
    at_work = [at.replace(hour=9 + number % 8) for number, at in enumerate(spread)]
    return sorted(
        (one if begin <= one < end else at).astimezone(UTC).replace(second=0, microsecond=0)
        for one, at in zip(at_work, spread, strict=True)
    )


def carry_on(
    database: Database,
    vendors: Vendors,
    stripe: StripeFake,
    company: Company,
    request: Request,
    now: datetime,
) -> None:
    """Make a request, and take it as far as its record says, each step a minute later."""
    given = request.parameters
    parameters = given if isinstance(given, Parameters) else given(stripe, company, now)
    asked = ActionRequest(company.id, company.name, request.kind, parameters, request.reason)
    who = person(request.who)
    action = request_action(database, vendors, asked, who, f"{now:%Y%m%d%H%M}", now)
    later = now + timedelta(minutes=1)
    if request.then == "rejected":
        reject(database, action.id, action.version, person(request.by), request.why, later)
    elif request.then == "withdrawn":
        withdraw(database, action.id, action.version, who, request.reason, later)
    elif request.then == "done" and request.by:
        approve(database, action.id, action.version, person(request.by), request.why, later)
    if request.then != "pending":
        run_action(database, vendors, action.id, lambda: later)
