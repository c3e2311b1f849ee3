"""Match a company with its CRM record; a company is tracked while it is linked.

A link stays when the company's name or e-mail changes later. A person's decision stays whatever
matching finds. `csmDashboardLinked`, set by another system against the match, counts as a person's
decision.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from customer_health.domain.matching.matching import (
    Candidate,
    Decision,
    Match,
    MatchRecord,
    match,
    match_among_companies,
    needs_review_now,
    next_record,
)
from customer_health.domain.metrics.company import Company
from customer_health.flows.matching.claims import claim, release_claim
from customer_health.flows.matching.stored import FLAG, Stored, read_stored
from customer_health.flows.writing.reconcile import reconcile
from customer_health.stores.alerts import outbox
from customer_health.stores.context import context_cache
from customer_health.stores.matching import crm_companies, matches
from customer_health.stores.metrics import companies
from customer_health.stores.rtdb.client import Database
from customer_health.stores.rtdb.update import Update


class Notify(Protocol):
    """Returns the update that notifies people of a change of state, to be written with it."""

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
class Lookup:
    """A stored company and the match that it should have. The CRM record of that match is claimed
    already; `released` deletes the claim on the record of the match before."""

    stored: Stored
    decision: Decision | None
    match: Match
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

    Returns what was written. An unmatched company is looked up if its name or e-mail is new, or
    with `again`. Raises what the database raises when it is out of reach: then nothing has changed,
    and nobody is notified.
    """

    def decide(result: Lookup | Update) -> Update:
        return result if isinstance(result, Update) else outcome(result, now, notify)

    return reconcile(database, lambda: look_up(database, company_id, now, again), decide)


def look_up(database: Database, company_id: str, now: datetime, again: bool) -> Lookup | Update:
    """Find and claim the match of a company. If the company was deleted, or its record is no
    object, return what has to be written instead."""
    node = database.get(matches.path(company_id))
    record = database.get(companies.path(company_id))
    if record is None:
        return delete_match(database, company_id, node)
    stored = read_stored(company_id, record, node)
    if stored is None:
        return Update()
    decision = current_decision(stored, now)
    new = choose_match(database, stored, decision, again)
    claimed = stored.before.match.crm_id if stored.before else None
    released = {} if claimed == new.crm_id else release_claim(database, company_id, claimed)
    if database.get(matches.path(company_id)) != node:
        # Another event has matched the company meanwhile: look again at what it wrote.
        return look_up(database, company_id, now, again)
    return Lookup(stored, decision, new, released)


def outcome(lookup: Lookup, now: datetime, notify: Notify) -> Update:
    """Return what turns the stored match into the one that was looked up."""
    stored, decision, new = lookup.stored, lookup.decision, lookup.match
    company, before = stored.company, stored.before
    after = next_record(before, new, company.name, company.email, decision, now)
    update = Update(matches.save(company.id, before, after))
    if decision and decision != stored.decision:
        update |= matches.save_decision(company.id, decision)
    if new.linked != bool(stored.flag):
        update |= {f"{companies.path(company.id)}/{FLAG}": new.linked}
    if (before.match.crm_id if before else None) != new.crm_id:
        update |= {**lookup.released, context_cache.entry_path(company.id, "crm"): None}
    if needs_review_now(before, after):
        update |= notify(company.id, before, after, now)
    return update


def current_decision(stored: Stored, now: datetime) -> Decision | None:
    """Return the stored decision, or one made from the flag if that contradicts the match.

    An absent flag contradicts nothing: the app may have written the company's record anew.
    """
    before, decision = stored.before, stored.decision
    if before is None or stored.flag in (None, before.match.linked):
        return decision
    if decision and decision.match.linked == stored.flag:
        return decision  # the flag is written; the match by this decision not yet
    return Decision(Match("manual" if stored.flag else "none"), by=FLAG, at=now)


def choose_match(
    database: Database, stored: Stored, decision: Decision | None, again: bool
) -> Match:
    """Return the match that a company should have, with its CRM record claimed."""
    company, before = stored.company, stored.before
    search = again or before is None or (before.name, before.email) != (company.name, company.email)
    fixed = fixed_match(stored, decision)
    if fixed and fixed.crm_id and claim(database, fixed.crm_id, company.id) != company.id:
        fixed, search = None, True
    if fixed is None:
        return find(database, company) if search or before is None else before.match
    if search and fixed.linked and not fixed.crm_id:
        return replace(fixed, crm_id=claim_exact(database, company))
    return fixed


def fixed_match(stored: Stored, decision: Decision | None) -> Match | None:
    """Return a match that automation may not change: a person's decision, or a link. The latter may
    also be a flag that was set before the company had a match."""
    before = stored.before.match if stored.before else None
    if decision and decision.match.linked and not decision.match.crm_id and before:
        return replace(decision.match, crm_id=before.crm_id)
    if decision:
        return decision.match
    if before is None:
        return Match("linked") if stored.flag else None
    return before if before.linked else None


def find(database: Database, company: Company) -> Match:
    """Return a company's match by its name and e-mail. If it is linked, its record is claimed."""
    name, email = company.name, company.email
    shared = crm_companies.sharing(database, name, email)
    exact = match(name, email, shared)
    if exact.crm_id:
        holder = claim(database, exact.crm_id, company.id)
        rival = Candidate(name, email or "", exact.crm_id, holder)
        return exact if holder == company.id else Match("ambiguous", candidates=(rival,))
    if exact.state == "ambiguous":
        return exact
    if not shared and database.is_empty(crm_companies.ROOT):
        return match_among_companies(name, email, others(database, company))
    return match(name, email, shared + crm_companies.resembling(database, name, email))


def claim_exact(database: Database, company: Company) -> str | None:
    """Claim the one CRM record that a company fits. Returns its id, None if there is no such record
    or another company has it."""
    shared = crm_companies.sharing(database, company.name, company.email)
    crm_id = match(company.name, company.email, shared).crm_id
    return crm_id if crm_id and claim(database, crm_id, company.id) == company.id else None


def others(database: Database, company: Company) -> list[Candidate]:
    """Return the other companies with this company's e-mail, as candidates."""
    if not company.email:
        return []
    return [
        Candidate(str(row.get("name")), str(row.get("email")), company_id=company_id)
        for instance in database.each_instance()
        for company_id, row in instance.where(companies.ROOT, "email", company.email).items()
        if company_id != company.id
    ]


def delete_match(database: Database, company_id: str, node: Any) -> Update:
    """Return what deletes the match of a company that was deleted, and its claim."""
    if not node:
        return Update()
    before = matches.read(node)
    released = release_claim(database, company_id, before.match.crm_id if before else None)
    return Update({matches.path(company_id): None, **released})
