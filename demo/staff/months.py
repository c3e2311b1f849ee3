"""What is kept of the last two months for the success metrics: views, answers, and who left."""

from datetime import date, datetime, timedelta

from customer_health.domain.alerts.transitions import Transition
from customer_health.domain.codec import as_json
from customer_health.domain.customers.departure import Departure, DepartureReason, ReasonCode
from customer_health.domain.instants import clock_of, iso, parse_instant
from customer_health.domain.metrics.names import LOGIN
from customer_health.domain.roles import Role
from customer_health.stores import view_counts
from customer_health.stores.alerts import alerts, responses
from customer_health.stores.customers import departures
from customer_health.stores.rtdb.nodes import children
from demo.app.people import Record
from demo.staff.users import person

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
DAYS = 60
SATURDAY = 5

LEFT: tuple[tuple[str, str, int, int, ReasonCode | None, str], ...] = (
    ("demo-left-1", "Traiteur Lavoie", 3, 34, "competitor", "Their new owner has another tool."),
    ("demo-left-2", "Harbour Street Diner", 12, 41, "closed", "They close after 20 years."),
    ("demo-left-3", "Boulangerie du Marché", 21, 38, None, ""),
    ("demo-left-4", "Northern Lights Gym", 44, 29, "price", "Too dear for eight employees."),
)  # fmt: skip
"""Customers that left: id, name, days ago, score, and the reason that somebody has given."""
NOT_CONTACTED = "demo-left-3"


def months_updates(data: Record, today: date) -> Record:
    """Return the views, answers and departures of the last months as a multi-path update."""
    return {**views(today), **answers(data, today), **departed(today)}


def views(today: date) -> Record:
    """Return the views of the working days. They depend on the date alone, as the data must."""
    updates: Record = {}
    for ago in range(1, DAYS + 1):
        day = today - ago * DAY
        if day.weekday() >= SATURDAY:
            continue
        some = day.toordinal() % 4
        counts: dict[Role, tuple[int, int]] = {"agent": (5 - some % 3, 40), "supervisor": (1, 9)}
        for role, (people, usual) in counts.items():
            node = {
                "people": people,
                "pages": {"customers": usual, "customer": usual // 2, "alerts": usual // 3 + some},
                "context": {"upTo1": usual // 3, "upTo2": 6 + some, "upTo5": some, "over30": 0},
            }
            updates[f"{view_counts.ROOT}/{day}/{role}"] = node
    return updates


def answers(data: Record, today: date) -> Record:
    """Return when the staff answered the alerts that are not critical any more: most of them within
    a day, and every seventh not at all."""
    updates: Record = {}
    ended = [
        (f"{responses.ROOT}/{day}/{episode}", node)
        for day, episodes in sorted(children(data.get(responses.ROOT)).items())
        if day < str(today)
        for episode, node in sorted(episodes.items())
        if "endedAt" in node
    ]
    for number, (path, node) in enumerate(ended):
        since, until = parse_instant(node["criticalAt"]), parse_instant(node["endedAt"])
        answered = since + (2 + 5 * number % 31) * HOUR
        if number % 7 and answered < until:
            updates[f"{path}/answeredAt"] = iso(answered)
    return updates


def departed(today: date) -> Record:
    """Return the customers that left. All but one were contacted before."""
    updates: Record = {}
    agent = person("agent").email
    for company_id, name, ago, score, code, text in LEFT:
        left_at = clock_of(today - ago * DAY) + 5 * HOUR
        reason = DepartureReason(code, text, agent, left_at + DAY) if code else None
        left = Departure(company_id, name, left_at, "critical", 1, score, reason)
        updates[departures.path(company_id)] = as_json(left)
        if company_id != NOT_CONTACTED:
            updates |= taken_up(company_id, left_at - 9 * DAY, agent)
    return updates


def taken_up(company_id: str, at: datetime, who: str) -> Record:
    episode = f"{company_id}:{LOGIN}:1"
    line = Transition(
        episode, 2, "triage", "triaged", "open", "acknowledged", who, "", at, at.date()
    )
    return alerts.history([line])
