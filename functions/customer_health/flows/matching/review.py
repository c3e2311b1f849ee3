"""Save people's decisions about matches, and match all companies that wait for a match."""

import logging
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from customer_health.domain.matching.matching import IN_REVIEW, Decision, Match
from customer_health.errors import CustomerHealthError, DatabaseDown
from customer_health.flows.matching.claims import claim
from customer_health.flows.matching.match_company import Notify, match_company, to_support
from customer_health.stores.actions import customer_flags
from customer_health.stores.matching import crm_companies, matches
from customer_health.stores.metrics import companies
from customer_health.stores.rtdb.client import Database
from customer_health.stores.rtdb.update import Update
from customer_health.threads import Threads

PARALLEL = 8  # firebase-admin keeps ten connections
MISPLACED = "%d companies are in the wrong instance of the database, and not tracked: %s, …"

log = logging.getLogger(__name__)


class LinkRefused(CustomerHealthError):  # noqa: N818 - named for what happened
    """A person's decision about a match is not possible; the message says why."""

    code = "link_refused"


def check_linkable(database: Database, company_id: str) -> None:
    """Raise LinkRefused unless the company is in the review, or was ignored."""
    require_state(database, company_id, (*IN_REVIEW, "ignored"))


def check_ignorable(database: Database, company_id: str) -> None:
    """Raise LinkRefused unless the company is in the review, and not under a legal hold."""
    require_state(database, company_id, IN_REVIEW)
    if customer_flags.is_held(database, company_id):
        raise LinkRefused(f"company {company_id} is under a legal hold: it stays in the review")


def require_state(database: Database, company_id: str, states: Collection[str]) -> None:
    state = database.get(f"{matches.path(company_id)}/state")
    if state not in states:
        raise LinkRefused(
            f"company {company_id} is {state or 'not matched yet'}, and so not in the review:"
            " a supervisor changes a link in the customer's sources"
        )


def link(
    database: Database, company_id: str, crm_id: str | None, by: str, reason: str, now: datetime
) -> Update:
    """Link a company with a CRM record by hand; `crm_id` is None where there is no CRM.

    Returns what was written. Raises LinkRefused if there is no such record or company, or another
    company has the record.
    """
    if crm_id is not None:
        claim_by_hand(database, company_id, crm_id)
    return decide(database, company_id, Decision(Match("manual", crm_id), by, now, reason), now)


def unlink(database: Database, company_id: str, by: str, reason: str, now: datetime) -> Update:
    """Unlink a company by hand. It goes to the review, and only a person can link it again. Returns
    what was written."""
    return decide(database, company_id, Decision(Match("none"), by, now, reason), now)


def ignore(database: Database, company_id: str, by: str, reason: str, now: datetime) -> Update:
    """Mark a company as no customer: neither tracked nor in review. Returns what was written."""
    return decide(database, company_id, Decision(Match("ignored"), by, now, reason), now)


def claim_by_hand(database: Database, company_id: str, crm_id: str) -> None:
    if database.get(crm_companies.path(crm_id)) is None:
        raise LinkRefused(f"there is no CRM record {crm_id}")
    holder = claim(database, crm_id, company_id)
    if holder != company_id:
        raise LinkRefused(f"CRM record {crm_id} is company {holder}'s: unlink that one first")


def decide(database: Database, company_id: str, decision: Decision, now: datetime) -> Update:
    """Save a decision, and match the company by it. Raises LinkRefused if there is no company."""
    if database.get(companies.path(company_id)) is None:
        raise LinkRefused(f"there is no company {company_id}")
    database.patch(matches.save_decision(company_id, decision))
    return match_company(database, company_id, now)


def waiting(database: Database) -> list[str]:
    """Return the companies without a match or in the review, and deleted ones that have a match.

    Reads the keys of all companies, and the matches in review. Leaves out the companies of an
    instance of the database that does not answer.
    """
    matched = set(database.get(matches.ROOT, shallow=True) or ())
    in_review = set(matches.in_review(database))
    found = set[str]()
    for instance in database.each_instance():
        try:
            stored = set(instance.get(companies.ROOT, shallow=True) or ())
        except DatabaseDown as error:
            log.error("the companies of an instance are not matched: %s", error)
            continue
        ours = {company_id for company_id in stored if instance.has(company_id)}
        if misplaced := stored - ours:
            log.error(MISPLACED, len(misplaced), min(misplaced))
        theirs = {company_id for company_id in matched if instance.has(company_id)}
        found |= (ours ^ theirs) | {one for one in in_review if instance.has(one)}
    return sorted(found)


@dataclass(slots=True)
class Summary:
    """The outcome for many companies: how many are in each state now, and why some failed."""

    states: Counter[str] = field(default_factory=Counter)
    failed: dict[str, str] = field(default_factory=dict)


def match_all(
    database: Database,
    company_ids: Iterable[str],
    now: datetime,
    notify: Notify = to_support,
    progress: Callable[[], object] = lambda: None,
) -> Summary:
    """Match companies anew, in parallel. One that fails stops no other; `progress` is called after
    each."""
    summary = Summary()

    def match_one(company_id: str) -> str:
        match_company(database, company_id, now, notify, again=True)
        return database.get(f"{matches.path(company_id)}/state") or "no company"

    with Threads(PARALLEL) as pool:
        running = {company_id: pool.submit(match_one, company_id) for company_id in company_ids}
        for company_id, future in running.items():
            try:
                summary.states[future.result()] += 1
            except Exception as error:  # one bad company never stops a run
                log.warning("company %s not matched: %s", company_id, error)
                summary.failed[company_id] = f"{type(error).__name__}: {error}"
            progress()
    return summary
