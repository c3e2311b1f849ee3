"""How far the mirror of the CRM is, and what the CRM has of our figures.

CrmSync/mirror
  fullAt, companies    when the newest complete full sync began, and how many it found
  changedUntil         the newest change that is in the mirror, by the CRM's clock
  last                 {at, kind: full | changes, seen, written, removed, matched, bad, badCount,
                       error}: what came of the newest sync; `bad` says of some records why they
                       can't be read, `error` why it ended early
CrmSync/figures
  runDate              the newest run whose figures the CRM has
  last                 {at, written, missing, error}: `missing` are written ones that it has not
CrmFigures/{companyId}: {crmId, figures}     as they were last written
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from customer_health.domain.instants import iso, parse_instant
from customer_health.domain.matching.crm import Figures

MIRROR = "CrmSync/mirror"
FIGURES = "CrmSync/figures"
WRITTEN = "CrmFigures"
NAMED = 20

Updates = dict[str, Any]


@dataclass(slots=True)
class Tally:
    """What a sync does, while it does it."""

    kind: str
    seen: int = 0
    written: int = 0
    removed: int = 0
    matched: int = 0
    bad: dict[str, str] = field(default_factory=dict)
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Mirrored:
    full_at: datetime | None
    changed_until: datetime | None


def read(node: Any) -> Mirrored:
    known = node if isinstance(node, Mapping) else {}
    full, until = (known.get(name) for name in ("fullAt", "changedUntil"))
    return Mirrored(full and parse_instant(full), until and parse_instant(until))


def complete(began: datetime, companies: int) -> Updates:
    """A full sync knows of every change before it began."""
    return {
        f"{MIRROR}/fullAt": iso(began),
        f"{MIRROR}/companies": companies,
        **reached(began),
    }


def reached(changed_until: datetime) -> Updates:
    return {f"{MIRROR}/changedUntil": iso(changed_until)}


def report(tally: Tally, now: datetime) -> Updates:
    named = dict(sorted(tally.bad.items())[:NAMED])
    row = {
        "at": iso(now),
        "kind": tally.kind,
        "seen": tally.seen,
        "written": tally.written,
        "removed": tally.removed,
        "matched": tally.matched,
        "bad": named or None,
        "badCount": len(tally.bad) or None,
        "error": tally.error,
    }
    return {f"{MIRROR}/last": {name: value for name, value in row.items() if value is not None}}


def written_path(company_id: str) -> str:
    return f"{WRITTEN}/{company_id}"


def written(crm_id: str, figures: Figures) -> dict[str, Any]:
    """The database keeps no empty text apart from none, so an empty one is left out."""
    return {"crmId": crm_id, "figures": {name: value for name, value in figures.items() if value}}


def report_figures(
    run_date: date, at: datetime, written: int, missing: int, error: str | None
) -> Updates:
    row = {"at": iso(at), "written": written, "missing": missing or None, "error": error}
    done = {} if error else {f"{FIGURES}/runDate": run_date.isoformat()}
    return done | {f"{FIGURES}/last": {k: v for k, v in row.items() if v is not None}}
