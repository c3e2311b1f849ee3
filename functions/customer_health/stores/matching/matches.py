"""`Matches/{companyId}`: the CRM record that a company is matched with, or why there is none.

state          "linked", "none", "ambiguous"; by a person's decision also "manual", "ignored"
crmId          the CRM record; absent if there is none, or where there is no CRM
name, email    the company's name and e-mail, for which the match was made
candidates     [{name, email, crmId, companyId}]: near-misses if "none", all that fit if "ambiguous"
since, number  when the state began, and how many states the company has had
by, reason     a person's e-mail address and their reason, or "matching"
decision       {state, crmId, by, at, reason}: a person's decision, which matching must follow
changedAt      server time
"""

from dataclasses import fields
from typing import Any

from customer_health.domain.instants import iso, parse_instant
from customer_health.domain.matching.matching import (
    IN_REVIEW,
    LINKED,
    Candidate,
    Decision,
    Match,
    MatchRecord,
)
from customer_health.stores.rtdb.client import Database
from customer_health.stores.rtdb.server_time import SERVER_TIME

ROOT = "Matches"
NAMES = {"name": "name", "email": "email", "crm_id": "crmId", "company_id": "companyId"}

Updates = dict[str, Any]


def path(company_id: str) -> str:
    return f"{ROOT}/{company_id}"


def read(node: Any) -> MatchRecord | None:
    if not node or "state" not in node:
        return None
    candidates = tuple(read_candidate(entry) for entry in node.get("candidates") or ())
    return MatchRecord(
        Match(node["state"], node.get("crmId"), candidates),
        name=node.get("name") or "",
        email=node.get("email"),
        since=parse_instant(node["since"]),
        number=node["number"],
        by=node["by"],
        reason=node.get("reason"),
    )


def read_candidate(node: Any) -> Candidate:
    return Candidate(**{ours: node.get(theirs) for ours, theirs in NAMES.items()})


def read_decision(node: Any) -> Decision | None:
    decision = (node or {}).get("decision")
    return decision and Decision(
        Match(decision["state"], decision.get("crmId")),
        decision["by"],
        parse_instant(decision["at"]),
        decision.get("reason"),
    )


def row(record: MatchRecord) -> dict[str, Any]:
    return {
        "state": record.match.state,
        "crmId": record.match.crm_id,
        "name": record.name or None,
        "email": record.email,
        "candidates": [candidate_row(c) for c in record.match.candidates] or None,
        "since": iso(record.since),
        "number": record.number,
        "by": record.by,
        "reason": record.reason,
    }


def candidate_row(candidate: Candidate) -> dict[str, Any]:
    pairs = ((NAMES[f.name], getattr(candidate, f.name)) for f in fields(candidate))
    return {name: value for name, value in pairs if value is not None}


def save(company_id: str, before: MatchRecord | None, after: MatchRecord) -> Updates:
    """Write only the fields that differ, so that a decision made at the same time stays."""
    old, new = row(before) if before else {}, row(after)
    changes = {
        f"{path(company_id)}/{name}": value for name, value in new.items() if old.get(name) != value
    }
    return changes | ({f"{path(company_id)}/changedAt": SERVER_TIME} if changes else {})


def save_decision(company_id: str, decision: Decision) -> Updates:
    entry = {
        "state": decision.match.state,
        "crmId": decision.match.crm_id,
        "by": decision.by,
        "at": iso(decision.at),
        "reason": decision.reason,
    }
    given = {name: value for name, value in entry.items() if value is not None}
    return {f"{path(company_id)}/decision": given}


def linked(database: Database) -> dict[str, str | None]:
    """Return the CRM record's id, or None where there is no CRM, of each linked company."""
    nodes = {
        company_id: node
        for state in LINKED
        for company_id, node in database.where(ROOT, "state", state).items()
    }
    return {company_id: node.get("crmId") for company_id, node in nodes.items()}


def in_review(database: Database) -> dict[str, MatchRecord]:
    """Return the companies that wait for a person's decision, the longest-waiting first."""
    nodes = {
        company_id: node
        for state in IN_REVIEW
        for company_id, node in database.where(ROOT, "state", state).items()
    }
    waiting = {key: record for key, node in nodes.items() if (record := read(node))}
    return dict(sorted(waiting.items(), key=lambda pair: (pair[1].since, pair[0])))
