"""`/v1/unmatched`: review the companies that the matching left to people."""

from flask import Blueprint
from werkzeug.exceptions import NotFound

from customer_health.api.http.auth import current_person
from customer_health.api.http.operation import Operation
from customer_health.api.http.paging import PageQuery, paged
from customer_health.api.http.services import services
from customer_health.api.matching.models import (
    Candidate,
    IgnoreByHand,
    LinkByHand,
    Match,
    Unmatched,
    UnmatchedPage,
)
from customer_health.domain.instants import iso
from customer_health.domain.matching.matching import MatchRecord
from customer_health.flows.matching import review as match_review
from customer_health.stores.matching import matches
from customer_health.stores.metrics import companies
from customer_health.stores.rtdb.client import Database
from customer_health.stores.rtdb.update import Update

unmatched_routes = Blueprint("unmatched", __name__)


@unmatched_routes.get("/unmatched")
@Operation(UnmatchedPage, query=PageQuery, refuses=(404,))
def list_unmatched(query: PageQuery) -> UnmatchedPage:
    """List the companies for which the matching found no CRM record, or several."""
    waiting = matches.in_review(services().database()).items()
    found, total, following = paged(waiting, lambda pair: (iso(pair[1].since), pair[0]), query)
    return UnmatchedPage(
        companies=[unmatched(company_id, record) for company_id, record in found],
        total=total,
        next=following,
    )


@unmatched_routes.post("/unmatched/<key:company_id>/link")
@Operation(Match, body=LinkByHand, refuses=(409,))
def link(company_id: str, body: LinkByHand) -> Match:
    """Link a company in review, or an ignored one, with a CRM record.

    The matching never undoes it.
    """
    database, now = known(company_id), services().now()
    match_review.check_linkable(database, company_id)
    return decided(
        company_id,
        match_review.link(
            database, company_id, body.crm_id, current_person().email, body.reason, now
        ),
    )


@unmatched_routes.post("/unmatched/<key:company_id>/ignore")
@Operation(Match, body=IgnoreByHand, refuses=(409,))
def ignore(company_id: str, body: IgnoreByHand) -> Match:
    """Mark a company in review as no customer: it is neither tracked nor in review any more.

    This is refused during a legal hold.
    """
    database, now = known(company_id), services().now()
    match_review.check_ignorable(database, company_id)
    return decided(
        company_id,
        match_review.ignore(database, company_id, current_person().email, body.reason, now),
    )


def known(company_id: str) -> Database:
    """Return the database if it has the company. Raises NotFound."""
    database = services().database()
    if database.get(f"{companies.path(company_id)}/name") is None:
        raise NotFound(f"There is no company {company_id!r}.")
    return database


def decided(company_id: str, written: Update) -> Match:
    """Return the match after a decision, and wake the sender if a message is to go out."""
    if written.notifies:
        services().enqueue_delivery()
    record = matches.read(services().database().get(matches.path(company_id)))
    if record is None:
        raise NotFound(f"Company {company_id!r} was deleted meanwhile.")
    return Match(
        company_id=company_id,
        state=record.match.state,
        crm_id=record.match.crm_id,
        since=record.since,
        by=record.by,
        reason=record.reason,
    )


def unmatched(company_id: str, record: MatchRecord) -> Unmatched:
    return Unmatched(
        company_id=company_id,
        name=record.name,
        email=record.email,
        state="ambiguous" if record.match.state == "ambiguous" else "none",
        since=record.since,
        by=record.by,
        candidates=[
            Candidate(name=one.name, email=one.email, crm_id=one.crm_id, company_id=one.company_id)
            for one in record.match.candidates
        ],
    )
