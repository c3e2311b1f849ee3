"""`Companies/{companyId}`. A field that can't be read is reported and treated as absent."""

from collections.abc import Callable
from typing import TypeVar
from zoneinfo import ZoneInfo

import msgspec

from customer_health.domain.instants import TORONTO, parse_instant
from customer_health.domain.metrics.company import Company
from customer_health.domain.metrics.data_issues import DataIssue
from customer_health.errors import BadRecord
from customer_health.stores.rtdb.decoding import ABSENT, MALFORMED, Raw, is_key, malformed

ROOT = "Companies"
FIELDS = (
    *("name", "email", "masterUserId", "timezone", "createdAt", "csmDashboardLinked"),
    *("contact", "location"),
)
Value = TypeVar("Value")


def path(company_id: str) -> str:
    return f"{ROOT}/{company_id}"


def read_company(company_id: str, raw: Raw, issues: list[DataIssue]) -> Company:
    """Read a company field by field. Raises BadRecord if there is no such company, or if its node
    is not an object."""
    try:
        node = msgspec.json.decode(raw, type=dict[str, msgspec.Raw])
    except MALFORMED as error:
        raise BadRecord(f"{path(company_id)} is no company record: {error}") from error

    def read(field: str, convert: Callable[[object], Value]) -> Value | None:
        try:
            value = msgspec.json.decode(node.get(field, ABSENT))
            return None if value is None or value == "" else convert(value)
        except MALFORMED as error:
            issues.append(malformed(f"{path(company_id)}/{field}", error, node[field]))
            return None

    return Company(
        id=company_id,
        name=read("name", text) or "",
        email=read("email", text),
        master_user_id=read("masterUserId", key),
        zone=zone_of(read("timezone", text), company_id, issues),
        created_at=read("createdAt", parse_instant),
        linked=read("csmDashboardLinked", flag) or False,
        contact=read("contact", texts) or None,
        location=read("location", texts) or None,
    )


def text(value: object) -> str:
    return msgspec.convert(value, str)


def key(value: object) -> str:
    if not is_key(text(value)):
        raise ValueError("can't be an id")
    return text(value)


def texts(value: object) -> dict[str, str]:
    """Return the entries that are texts. Other values are left out and not reported, because the
    fields are only shown to people."""
    pairs = value.items() if isinstance(value, dict) else ()
    return {key: entry for key, entry in pairs if isinstance(entry, str)}


def flag(value: object) -> bool:
    return msgspec.convert(value, bool)


def zone_of(name: str | None, company_id: str, issues: list[DataIssue]) -> ZoneInfo:
    try:
        return TORONTO if name is None else ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        detail = f"there is no time zone {name!r}; read as {TORONTO.key}"
        issues.append(DataIssue(f"{path(company_id)}/timezone", "unknown_zone", detail))
        return TORONTO
