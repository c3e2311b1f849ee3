"""Match a company with its CRM record, by which it is tracked.

A link is kept whatever the company is called later, and what a person decided is kept whatever
the machine finds. `csmDashboardLinked` set elsewhere, against the match, counts as a person's word.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from customer_health.domain.matching.matching import (
    Candidate,
    Decision,
    Match,
    MatchRecord,
    fits,
    match,
    match_among_companies,
    needs_review_now,
    next_record,
)
from customer_health.domain.metrics.company import Company
from customer_health.errors import BadRecord
from customer_health.flows.writing.reconcile import reconcile
from customer_health.stores.alerts import outbox
from customer_health.stores.context import context_cache
from customer_health.stores.matching import crm_companies, matches
from customer_health.stores.metrics import companies
from customer_health.stores.rtdb.client import Database
from customer_health.stores.rtdb.update import Update

FLAG = "csmDashboardLinked"


class Notify(Protocol):
    """What to write, in the same update, so that people hear of a change of state."""

    def __call__(
        self, company_id: str, before: MatchRecord | None, after: MatchRecord, now: datetime
    ) -> Update: ...


def to_support(
    company_id: str, before: MatchRecord | None, after: MatchRecord, now: datetime
) -> Update:
    """Queue one message to #support-logs. Its key is the same however often the change is made."""
    facts = {"companyId": company_id, "was": before and before.match.state, **matches.row(after)}
    given = {name: value for name, value in facts.items() if value is not None}
    return outbox.entry(f"{company_id}:match:{after.number}", "support", "match", given, now)


@dataclass(frozen=True, slots=True)
class Known:
    """A company as it is in the database, with its match. `flag` is the value of FLAG, None if it
    is not a boolean."""

    company: Company
    flag: bool | None
    before: MatchRecord | None
    decision: Decision | None


@dataclass(frozen=True, slots=True)
class Lookup:
    """A known company with the match that was found for it, claimed already, and what releases
    the record that it was matched with before."""

    known: Known
    decision: Decision | None
    found: Match
    released: Mapping[str, None]


def match_company(
    database: Database,
    company_id: str,
    now: datetime,
    notify: Notify = to_support,
    *,
    again: bool = False,
) -> Update:
    """Reconcile a company's match, its claim on a CRM record and its flag with its record.

    Returns what was written. An unmatched company is looked up when its name or e-mail is new, or
    if `again`. Raises what the database raises when it is out of reach: then nothing has changed,
    and nobody is notified.
    """

    def decide(found: Lookup | Update) -> Update:
        return found if isinstance(found, Update) else outcome(found, now, notify)

    return reconcile(database, lambda: look_up(database, company_id, now, again), decide)


def look_up(database: Database, company_id: str, now: datetime, again: bool) -> Lookup | Update:
    """Find and claim the match of a company. For a company that is gone, or whose record is no
    object, return at once what is to be written."""
    node = database.get(matches.path(company_id))
    record = database.get(companies.path(company_id))
    if record is None:
        return forget(database, company_id, node)
    known = know(company_id, record, node)
    if known is None:
        return Update()
    decision = decided(known, now)
    found = wanted(database, known, decision, again)
    claimed = known.before.match.crm_id if known.before else None
    released = {} if claimed == found.crm_id else release_claim(database, company_id, claimed)
    if database.get(matches.path(company_id)) != node:
        # Another event was quicker: what it left is looked up anew.
        return look_up(database, company_id, now, again)
    return Lookup(known, decision, found, released)


def know(company_id: str, record: Any, node: Any) -> Known | None:
    """None if the record is no object: nothing follows from that."""
    try:
        company = companies.read_company(company_id, json.dumps(record).encode(), [])
    except BadRecord:
        return None
    flag = record.get(FLAG)
    flag = flag if isinstance(flag, bool) else None
    return Known(company, flag, matches.read(node), matches.read_decision(node))


def outcome(lookup: Lookup, now: datetime, notify: Notify) -> Update:
    """Return what makes the stored match the one that was found."""
    known, decision, found = lookup.known, lookup.decision, lookup.found
    company, before = known.company, known.before
    after = next_record(before, found, company.name, company.email, decision, now)
    update = Update(matches.save(company.id, before, after))
    if decision and decision != known.decision:
        update |= matches.save_decision(company.id, decision)
    if found.linked != bool(known.flag):
        update |= {f"{companies.path(company.id)}/{FLAG}": found.linked}
    if (before.match.crm_id if before else None) != found.crm_id:
        update |= {**lookup.released, context_cache.entry_path(company.id, "crm"): None}
    if needs_review_now(before, after):
        update |= notify(company.id, before, after, now)
    return update


def decided(known: Known, now: datetime) -> Decision | None:
    """A person's decision, or what the flag says where it contradicts the match. An absent flag
    says nothing: the app may have written the company's record anew."""
    before = known.before
    if before is None or known.flag in (None, before.match.linked):
        return known.decision
    return Decision(Match("manual" if known.flag else "none"), by=FLAG, at=now)


def wanted(database: Database, known: Known, decision: Decision | None, again: bool) -> Match:
    company, before = known.company, known.before
    look = again or before is None or (before.name, before.email) != (company.name, company.email)
    kept = link_or_word(known, decision)
    if kept and kept.crm_id and claim(database, kept.crm_id, company.id) != company.id:
        kept, look = None, True
    if kept is None:
        return find(database, company) if look or before is None else before.match
    if look and kept.linked and not kept.crm_id:
        return replace(kept, crm_id=claim_exact(database, company))
    return kept


def link_or_word(known: Known, decision: Decision | None) -> Match | None:
    """What is not for automation to change: a person's decision, or a link, be it one that was
    there before there were matches."""
    before = known.before.match if known.before else None
    if decision and decision.match.linked and not decision.match.crm_id and before:
        return replace(decision.match, crm_id=before.crm_id)
    if decision:
        return decision.match
    if before is None:
        return Match("linked") if known.flag else None
    return before if before.linked else None


def find(database: Database, company: Company) -> Match:
    """A company's match by its name and e-mail; "linked" only with the CRM record claimed."""
    name, email = company.name, company.email
    shared = crm_companies.sharing(database, name, email)
    found = match(name, email, shared)
    if found.crm_id:
        holder = claim(database, found.crm_id, company.id)
        rival = Candidate(name, email or "", found.crm_id, holder)
        return found if holder == company.id else Match("ambiguous", candidates=(rival,))
    if found.state == "ambiguous":
        return found
    if not shared and database.is_empty(crm_companies.ROOT):
        return match_among_companies(name, email, others(database, company))
    return match(name, email, shared + crm_companies.resembling(database, name, email))


def claim_exact(database: Database, company: Company) -> str | None:
    """The one CRM record that a company fits, if no other company has it."""
    shared = crm_companies.sharing(database, company.name, company.email)
    crm_id = match(company.name, company.email, shared).crm_id
    return crm_id if crm_id and claim(database, crm_id, company.id) == company.id else None


def others(database: Database, company: Company) -> list[Candidate]:
    """The other companies with this e-mail, as candidates."""
    rows = database.where(companies.ROOT, "email", company.email) if company.email else {}
    return [
        Candidate(str(row.get("name")), str(row.get("email")), company_id=company_id)
        for company_id, row in rows.items()
        if company_id != company.id
    ]


def claim(database: Database, crm_id: str, company_id: str) -> str:
    """Claim a CRM record; returns the company that has it then."""
    path = crm_companies.link_path(crm_id)
    holder = database.claim(path, company_id)
    if holder == company_id or keeps(database, holder, crm_id):
        return holder
    return database.claim(path, company_id, over=holder)


def keeps(database: Database, holder: str, crm_id: str) -> bool:
    """Whether a claim still stands. It comes before the match that it is for, so that of a company
    that the record fits may be seconds old."""
    node, record = database.get(matches.path(holder)), database.get(companies.path(holder))
    known = None if record is None else know(holder, record, node)
    if known is None:
        return False
    if crm_id in {
        known.before and known.before.match.crm_id,
        known.decision and known.decision.match.crm_id,
    }:
        return True
    candidate = crm_companies.read(crm_id, database.get(crm_companies.path(crm_id)))
    return candidate is not None and fits(known.company.name, known.company.email, candidate)


def release_claim(database: Database, company_id: str, crm_id: str | None) -> dict[str, None]:
    """Return what releases a CRM record, if the company still has it."""
    path = crm_id and crm_companies.link_path(crm_id)
    return {path: None} if path and database.get(path) == company_id else {}


def forget(database: Database, company_id: str, node: Any) -> Update:
    """Return what deletes the match of a company that is gone, and releases its claim."""
    if not node:
        return Update()
    before = matches.read(node)
    released = release_claim(database, company_id, before.match.crm_id if before else None)
    return Update({matches.path(company_id): None, **released})
