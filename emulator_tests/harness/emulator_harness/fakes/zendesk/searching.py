"""The part of Zendesk's search language that is about a customer's tickets and users' addresses."""

import operator
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from .desk import PRIORITIES, STATUSES, Desk
from .errors import ZendeskError

Json = Any
Predicate = Callable[[Json], bool]

TERM = re.compile(r'\s*(\w+)(:|<=|>=|<|>)(?:"([^"]*)"|([^\s"]+))(?:\s+|$)')
EMAIL = re.compile(r'\s*email:(?:"(\*?)([^"*]+)"|(\*?)([^\s"*]+))\s*')
OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    ":": operator.eq,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
TIMES: dict[str, Callable[[Json], str | None]] = {
    "created": lambda ticket: ticket["created_at"],
    "updated": lambda ticket: ticket["updated_at"],
    "solved": lambda ticket: ticket["metric_set"]["solved_at"],
}


def ticket_predicate(query: str, desk: Desk) -> Predicate:
    """Return the test that a ticket must pass. Raises ZendeskError (422) for unknown syntax."""
    terms = list(_terms(query))
    if ("type", ":", "ticket") not in terms:
        raise _invalid("this fake searches tickets only; add type:ticket")
    checks = [_check(*term, desk) for term in terms if term[0] != "type"]
    return lambda ticket: all(check(ticket) for check in checks)


def user_predicate(query: str) -> Predicate:
    """Return the test that a user must pass, for `email:"ann@example.com"` or with a leading `*`.

    As in Zendesk, an address that only contains the text is found, too.
    """
    match = EMAIL.fullmatch(query)
    if not match:
        raise _invalid(f'this fake searches users by email:"…" only, not by {query!r}')
    part = (match[2] or match[4]).lower()
    return lambda user: part in (user["email"] or "").lower()


def _terms(query: str) -> Iterator[tuple[str, str, str]]:
    """Split `field:value` and `field>"quoted value"` terms into field, operator and value."""
    position = 0
    while position < len(query):
        match = TERM.match(query, position)
        if not match:
            raise _invalid(f"this fake expects field:value at {query[position:][:60]!r}")
        field, sign, quoted, bare = match.groups()
        yield field, sign, bare if quoted is None else quoted
        position = match.end()


def _check(field: str, sign: str, value: str, desk: Desk) -> Predicate:
    if "*" in value:
        raise _invalid(f"this fake knows no wildcards in {field}{sign}{value}")
    if field in TIMES:
        return _time_check(TIMES[field], sign, value)
    match field:
        case "status" if value in STATUSES:
            return _rank_check("status", STATUSES, sign, value)
        case "priority" if value in PRIORITIES:
            return _rank_check("priority", PRIORITIES, sign, value)
        case "tags" if sign == ":":
            return lambda ticket: value in ticket["tags"]
        case "organization" if sign == ":":
            ids = _ids(value, desk.organizations.values(), ("name",))
            return lambda ticket: ticket["organization_id"] in ids
        case "requester" if sign == ":":
            ids = _ids(value, desk.users.values(), ("email", "name"))
            return lambda ticket: ticket["requester_id"] in ids
    raise _invalid(f"this fake doesn't know {field}{sign}{value}")


def _ids(value: str, records: Iterable[Json], names: tuple[str, ...]) -> set[int | None]:
    """Return the ids that a value means: an id itself, `none`, or all records with such a name."""
    if value.isdecimal():
        return {int(value)}
    if value == "none":
        return {None}
    wanted = value.lower()
    return {one["id"] for one in records if wanted in [(one[name] or "").lower() for name in names]}


def _rank_check(field: str, order: tuple[str, ...], sign: str, value: str) -> Predicate:
    compare, rank = OPERATORS[sign], order.index(value)
    return lambda ticket: ticket[field] in order and compare(order.index(ticket[field]), rank)


def _time_check(time_of: Callable[[Json], str | None], sign: str, value: str) -> Predicate:
    """Compare with a whole day (`2025-11-20`, in UTC) or with a second (`2025-11-20T15:00:00Z`)."""
    length = timedelta(days=1) if len(value) == len("2025-11-20") else timedelta(seconds=1)
    try:
        start = datetime.fromisoformat(value)
        start = start if start.tzinfo else start.replace(tzinfo=UTC)
        end = start + length
    except (ValueError, OverflowError):
        raise _invalid(f"{value!r} is neither a date nor a time that this fake knows") from None
    fits: dict[str, Callable[[datetime], bool]] = {
        ":": lambda at: start <= at < end,
        "<": lambda at: at < start,
        "<=": lambda at: at < end,
        ">": lambda at: at >= end,
        ">=": lambda at: at >= start,
    }

    def check(ticket: Json) -> bool:
        text = time_of(ticket)
        return text is not None and fits[sign](datetime.fromisoformat(text))

    return check


def _invalid(reason: str) -> ZendeskError:
    return ZendeskError(422, f"Invalid search: {reason}", "invalid")
