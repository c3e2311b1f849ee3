"""The part of Zendesk's search language that is about a customer's tickets and users' addresses."""

import operator
import re
from collections.abc import Callable
from typing import Any

from .desk import STATUSES
from .errors import ZendeskError

Json = Any
Wanted = Callable[[Json], bool]

TERM = re.compile(r"(\w+)(:|<=|>=|<|>)(\S+)")
EMAIL = re.compile(r'email:"(\*?)([^"*]+)"')
OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    ":": operator.eq,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def tickets_wanted(query: str) -> Wanted:
    terms = query.split()
    if "type:ticket" not in terms:
        raise ZendeskError(422, "This fake searches tickets: type:ticket")
    checks = [_check(term) for term in terms if term != "type:ticket"]
    return lambda ticket: all(check(ticket) for check in checks)


def _check(term: str) -> Wanted:
    parts = TERM.fullmatch(term)
    if not parts:
        raise ZendeskError(422, f"Invalid search: {term}")
    field, sign, value = parts.groups()
    fits = OPERATORS[sign]
    match field:
        case "organization" | "requester":
            return lambda ticket: fits(ticket[f"{field}_id"], int(value))
        case "status" if value in STATUSES:
            order = {name: place for place, name in enumerate(STATUSES)}
            return lambda ticket: fits(order.get(ticket["status"], 0), order[value])
        case "created":
            return lambda ticket: fits(ticket["created_at"], value)
    raise ZendeskError(422, f"Invalid search: {term}")


def users_wanted(query: str) -> Wanted:
    """`email:"ann@example.com"`, or `email:"*@example.com"`. Parts of words are found, too."""
    asked = EMAIL.fullmatch(query)
    if not asked:
        raise ZendeskError(422, f"Invalid search: {query}")
    part = asked[2].lower()
    return lambda user: part in (user["email"] or "").lower()
