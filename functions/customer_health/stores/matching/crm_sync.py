"""The progress of the CRM's mirror, and the figures that the CRM has of our customers.

CrmSync/mirror
  fullAt, companies    the start of the newest complete full sync, and how many companies it found
  changedUntil         the newest change that is in the mirror, by the CRM's clock
  last                 {at, kind: full | changes, seen, written, removed, matched, bad, badCount,
                       error}: the outcome of the newest sync; `bad` has the reason for some of the
                       records that can't be read, `error` the reason why the sync ended early
CrmSync/figures
  runDate              the newest run whose figures the CRM has
  last                 {at, written, missing, error}: `missing` counts the companies whose figures
                       were sent, but whose record the CRM did not find
CrmFigures/{companyId}: {crmId, figures}     as they were last written to the CRM
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
"""This many bad records are stored with their reason; all of them are counted."""

Updates = dict[str, Any]


@dataclass(slots=True)
class Tally:
    """Counts what a sync does, while it runs."""

    kind: str
    seen: int = 0
    written: int = 0
    removed: int = 0
    matched: int = 0
    bad: dict[str, str] = field(default_factory=dict)
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the mirror is: the start of the newest full sync, and the newest change in it."""

    full_at: datetime | None
    changed_until: datetime | None


def read(node: Any) -> Progress:
    state = node if isinstance(node, Mapping) else {}
    full, until = (state.get(name) for name in ("fullAt", "changedUntil"))
    return Progress(full and parse_instant(full), until and parse_instant(until))


def complete(began: datetime, companies: int) -> Updates:
    """Record a complete full sync. It has seen every change before it began."""
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
    """Return the node of figures that were written. Empty ones, which clear a field of the CRM, are
    left out."""
    return {"crmId": crm_id, "figures": {name: value for name, value in figures.items() if value}}


def report_figures(
    run_date: date, at: datetime, written: int, missing: int, error: str | None
) -> Updates:
    row = {"at": iso(at), "written": written, "missing": missing or None, "error": error}
    done = {} if error else {f"{FIGURES}/runDate": run_date.isoformat()}
    return done | {f"{FIGURES}/last": {k: v for k, v in row.items() if v is not None}}
