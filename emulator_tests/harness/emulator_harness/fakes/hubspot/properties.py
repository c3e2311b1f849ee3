"""The properties of objects, and the values that HubSpot accepts for them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

Json = Any

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DEFAULTS = {
    "companies": {
        "string": ("name", "domain", "phone", "city", "state", "country", "hubspot_owner_id"),
        "number": ("numberofemployees",),
        "datetime": ("createdate", "hs_lastmodifieddate", "notes_last_contacted"),
    },
    "contacts": {
        "string": (
            *("firstname", "lastname", "email", "phone", "jobtitle", "company"),
            *("hs_timezone", "hs_language", "hubspot_owner_id"),
        ),
        "datetime": ("createdate", "lastmodifieddate"),
    },
    "notes": {
        "string": ("hs_note_body", "hubspot_owner_id"),
        "datetime": ("hs_timestamp", "hs_createdate", "hs_lastmodifieddate"),
    },
    "meetings": {
        "string": (
            *("hs_meeting_title", "hs_meeting_body", "hs_internal_meeting_notes"),
            "hubspot_owner_id",
        ),
        "datetime": (
            *("hs_timestamp", "hs_meeting_start_time", "hs_meeting_end_time"),
            *("hs_createdate", "hs_lastmodifieddate"),
        ),
    },
    "emails": {
        "string": (
            *("hs_email_subject", "hs_email_text", "hs_email_html", "hs_email_headers"),
            "hubspot_owner_id",
        ),
        "datetime": ("hs_timestamp", "hs_createdate", "hs_lastmodifieddate"),
    },
}
OPTIONS = {
    ("meetings", "hs_meeting_outcome"): (
        *("SCHEDULED", "COMPLETED", "RESCHEDULED", "NO_SHOW", "CANCELED"),
    ),
    ("emails", "hs_email_direction"): ("EMAIL", "INCOMING_EMAIL", "FORWARDED_EMAIL"),
    ("emails", "hs_email_status"): ("BOUNCED", "FAILED", "SCHEDULED", "SENDING", "SENT"),
}
READ_ONLY = {
    *("hs_object_id", "createdate", "hs_createdate", "hs_lastmodifieddate", "lastmodifieddate"),
}
DEFAULT_SHOWN = {
    "companies": ("name", "domain", "createdate", "hs_lastmodifieddate"),
    "contacts": ("firstname", "lastname", "email", "createdate", "lastmodifieddate"),
    "notes": ("hs_createdate", "hs_lastmodifieddate"),
    "meetings": ("hs_createdate", "hs_lastmodifieddate"),
    "emails": ("hs_createdate", "hs_lastmodifieddate"),
}
"""The properties in an answer if the request names none."""

STAMPS = {
    "companies": ("createdate", "hs_lastmodifieddate"),
    "contacts": ("createdate", "lastmodifieddate"),
    "notes": ("hs_createdate", "hs_lastmodifieddate"),
    "meetings": ("hs_createdate", "hs_lastmodifieddate"),
    "emails": ("hs_createdate", "hs_lastmodifieddate"),
}
"""The times of creation and last change, which every answer has, beside hs_object_id."""


@dataclass(frozen=True, slots=True)
class Property:
    name: str
    type: str = "string"
    options: tuple[str, ...] = ()

    @property
    def shape(self) -> Json:
        options = [{"label": one, "value": one} for one in self.options]
        return {"name": self.name, "label": self.name, "type": self.type, "options": options}


def defaults(kind: str) -> dict[str, Property]:
    plain = {
        name: Property(name, type_) for type_, names in DEFAULTS[kind].items() for name in names
    }
    chosen = {
        name: Property(name, "enumeration", options)
        for (of, name), options in OPTIONS.items()
        if of == kind
    }
    return plain | chosen


def values(known: Mapping[str, Property], given: Mapping[str, Json]) -> tuple[Json, list[Json]]:
    """Return the stored form of the valid values (None if empty), and the errors of the others."""
    kept: dict[str, Json] = {}
    problems = []
    for name, value in given.items():
        try:
            kept[name] = None if value in (None, "") else _value(known, name, value)
        except InvalidValueError as error:
            code, message = error.args
            problems.append({"isValid": False, "message": message, "error": code, "name": name})
    return kept, problems


class InvalidValueError(Exception):
    """A value that HubSpot refuses; the arguments are its error code and message."""


def _value(known: Mapping[str, Property], name: str, value: Json) -> str:
    if name in READ_ONLY:
        raise InvalidValueError("READ_ONLY_VALUE", f'"{name}" is a read only property')
    if name not in known:
        raise InvalidValueError("PROPERTY_DOESNT_EXIST", f'Property "{name}" does not exist')
    definition = known[name]
    if definition.options and value not in definition.options:
        raise InvalidValueError("INVALID_OPTION", f"{value} was not one of the allowed options")
    if definition.type == "string":
        return str(value)
    try:
        return READ.get(definition.type, str)(str(value))
    except (ValueError, OverflowError):
        code = {"number": "INVALID_INTEGER", "date": "INVALID_DATE"}.get(definition.type)
        raise InvalidValueError(
            code or "INVALID_LONG", f"{value} was not a valid {definition.type}"
        ) from None


def _number(value: str) -> str:
    if value != value.strip():
        raise ValueError(value)
    return f"{float(value):g}" if abs(float(value)) < 1e6 else str(float(value))


def _date(value: str) -> str:
    if not value.lstrip("-").isdigit():
        return date.fromisoformat(value).isoformat()
    at = EPOCH + timedelta(milliseconds=int(value))
    if at.time() != datetime.min.time():
        raise ValueError("not midnight UTC")
    return at.date().isoformat()


def _datetime(value: str) -> str:
    if value.lstrip("-").isdigit():
        return instant(EPOCH + timedelta(milliseconds=int(value)))
    parsed = datetime.fromisoformat(value)
    return instant(parsed.replace(tzinfo=parsed.tzinfo or UTC))


READ: dict[str, Callable[[str], str]] = {"number": _number, "date": _date, "datetime": _datetime}


def instant(at: datetime) -> str:
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def milliseconds(value: str) -> float:
    """Return a stored date or datetime in milliseconds since 1970."""
    at = datetime.fromisoformat(value)
    return (at.replace(tzinfo=at.tzinfo or UTC) - EPOCH) / timedelta(milliseconds=1)
