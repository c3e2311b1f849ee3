"""Each company's data in the CRM, billing and help desk; bad where its figures are critical."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Literal

from demo.app.companies import Company
from demo.app.dates import Calendar
from demo.app.people import contact_name
from demo.app.shapes import levels

Mood = Literal["well", "worried", "angry"]
DAY = timedelta(days=1)

PLANS = (("Starter", 4_900, 12), ("Team", 14_900, 40), ("Business", 39_900, 120))
LARGEST = ("Enterprise", 129_900)
BY_SEAT = ("Per seat", 650)
"""Name and monthly price in cents; for PLANS also the largest number of employees, and BY_SEAT for
each seat."""

TIERS = {
    "Starter": "Bronze",
    "Team": "Silver",
    "Business": "Gold",
    "Enterprise": "Platinum",
    "Per seat": "Platinum",
}
TITLES = ("General Manager", "Owner", "Directrice des opérations", "HR Manager", "Gérant")
SUBJECTS = (
    "Export to payroll comes late",
    "Can’t publish next week’s schedule",
    "Question sur les disponibilités",
    "Clock-in twice on one shift",
    "Add a department",
    "Courriels en double",
    "API rate limiting issue",
)
NOTES = (
    "Wants to see the reports at the next QBR.",
    "Asked for a second location in spring.",
    "Rencontre\xa0: satisfaits du module horaire.",
    "Price is a topic: look at their usage before the renewal.",
)


@dataclass(frozen=True)
class Invoice:
    number: str
    cents: int
    created_at: datetime
    due_at: datetime
    paid_at: datetime | None
    late_fee: int = 0


@dataclass(frozen=True)
class Meeting:
    title: str
    scheduled_at: datetime
    starts_at: datetime


@dataclass(frozen=True)
class Ticket:
    subject: str
    created_at: datetime
    solved_at: datetime | None
    priority: str
    rating: str | None = None
    escalated: bool = False


@dataclass(frozen=True)
class Account:
    """A company in the vendors' systems. `failed` are the times of failed payments, amounts are in
    cents, `probability` is that of a renewal in percent. `unknown_to` are the sources that have no
    such customer."""

    company: Company
    mood: Mood
    contact: str
    first_name: str
    last_name: str
    phone: str
    title: str
    language: str
    preference: str
    plan: str
    cents: int
    since: date
    contract_end: date
    probability: int
    last_contact: datetime
    invoices: tuple[Invoice, ...]
    failed: tuple[datetime, ...]
    credit: int
    discount: float | None
    tickets: tuple[Ticket, ...]
    notes: tuple[tuple[datetime, str], ...]
    meetings: tuple[Meeting, ...]
    seats: int = 1
    second_discount: float | None = None
    trial_ends_at: datetime | None = None
    unknown_to: frozenset[Literal["billing", "support"]] = frozenset()

    @property
    def tier(self) -> str:
        return TIERS[self.plan]

    @property
    def past_due(self) -> bool:
        return any(i.paid_at is None and len(self.failed) > 1 for i in self.invoices)


def account(company: Company, today: date, seed: int = 1) -> Account:
    """Return a company's account, the same for the same company, date and seed."""
    rng = Random(f"{seed}:account:{company.number}")
    now = datetime.fromtimestamp(Calendar(today).clock, UTC)
    mood = mood_of(company)
    plan, cents = next(
        ((name, cents) for name, cents, most in PLANS if company.size <= most), LARGEST
    )
    first, last = contact_name(company)
    months = rng.randint(5, 30)
    failed = tuple(
        now - DAY * (3 + 9 * n) for n in range({"well": 0, "worried": 1, "angry": 3}[mood])
    )
    return Account(
        company=company,
        mood=mood,
        contact=company.email,
        first_name=first,
        last_name=last,
        phone=company.phone,
        title=rng.choice(TITLES),
        language="fr" if company.place.french else "en",
        preference=rng.choice(("E-mail", "Phone", "Chat")),
        plan=plan,
        cents=cents,
        since=today - timedelta(days=30 * months),
        contract_end=today + timedelta(days=rng.randint(*ENDS[mood])),
        probability=rng.randint(*LIKELY[mood]),
        last_contact=now - DAY * rng.randint(1, 40),
        invoices=tuple(invoices(company, cents, months, mood, now)),
        failed=failed,
        credit=rng.choice((0, 0, 0, 20_000)),
        discount=rng.choice((None, None, 10.0)),
        tickets=tuple(tickets(company, mood, now, rng)),
        notes=tuple((now - DAY * rng.randint(2, 60), rng.choice(NOTES)) for _ in range(2)),
        meetings=(meeting(mood, now, rng),),
    )


def meeting(mood: Mood, now: datetime, rng: Random) -> Meeting:
    hour = now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=rng.randint(3, 9))
    return Meeting(MEETINGS[mood], now - DAY * rng.randint(1, 25), hour + DAY * rng.randint(1, 30))


MEETINGS = {"well": "QBR", "worried": "Check-in", "angry": "What has to change"}
ENDS = {"well": (120, 700), "worried": (60, 300), "angry": (15, 80)}
LIKELY = {"well": (80, 98), "worried": (55, 80), "angry": (15, 45)}
TICKETS = {"well": (4, 4), "worried": (8, 6), "angry": (18, 7)}
"""The number of tickets of this year, and of last year."""


def mood_of(company: Company) -> Mood:
    figures = set(levels(company.shape, company.size).values())
    return "angry" if "critical" in figures else "worried" if "warning" in figures else "well"


def invoices(company: Company, cents: int, months: int, mood: Mood, now: datetime) -> list[Invoice]:
    """Return an invoice for each month, the newest a few days old. The newest is unpaid; an angry
    customer has not paid the one before either."""
    made = []
    for back in range(months):
        created = now - DAY * (6 + 30 * back)
        unpaid = back == 0 or (mood == "angry" and back == 1)
        number = f"INV-{company.number:02d}-{months - back:03d}"
        paid = None if unpaid else created + 2 * DAY
        made.append(Invoice(number, cents, created, created + 15 * DAY, paid))
    return made


def tickets(company: Company, mood: Mood, now: datetime, rng: Random) -> list[Ticket]:
    """Return the tickets of this year and last year; the first ones of this year are open."""
    this_year, last_year = TICKETS[mood]
    still_open = {"well": 0, "worried": 1, "angry": 3}[mood]
    made = []
    for number in range(this_year + last_year):
        year = 0 if number < this_year else 1
        created = now - DAY * (365 * year) - DAY * rng.uniform(1 + 3 * number % 20, 350)
        if number < still_open:
            created = now - DAY * rng.uniform(1, 12)
        hours = rng.uniform(1, 12) if mood == "well" else rng.uniform(6, 90)
        rated = number % 2 == 0 and number >= still_open
        made.append(
            Ticket(
                subject=rng.choice(SUBJECTS),
                created_at=created.replace(microsecond=0),
                solved_at=None
                if number < still_open
                else (created + timedelta(hours=hours)).replace(microsecond=0),
                priority=("urgent" if mood == "angry" else "high")
                if number < still_open
                else rng.choice(("low", "normal", "high")),
                rating=("bad" if mood == "angry" else "good") if rated else None,
                escalated=mood == "angry" and number in (0, 4, 5),
            )
        )
    return made
