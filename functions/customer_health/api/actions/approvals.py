"""`/v1/approvals`: the actions that wait for a decision, and the decisions."""

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint
from werkzeug.exceptions import PreconditionFailed

from customer_health.api.actions.models import ActionDetail, ActionPage
from customer_health.api.actions.presenters import as_answer
from customer_health.api.actions.request_models import Verdict
from customer_health.api.actions.routes import page_of
from customer_health.api.http.auth import current_person, person_now
from customer_health.api.http.operation import Operation
from customer_health.api.http.paging import PageQuery
from customer_health.api.http.preconditions import expected_version
from customer_health.api.http.services import services
from customer_health.domain.actions import action as domain
from customer_health.domain.actions.action import Person
from customer_health.domain.actions.approvals import NotEntitled, is_expired, may_decide
from customer_health.flows.actions import decide as action_decisions
from customer_health.stores.actions import actions
from customer_health.stores.rtdb.client import Database

approvals_routes = Blueprint("approvals", __name__)

Decide = Callable[[Database, str, int, Person, str, datetime], domain.Action]


@approvals_routes.get("/approvals")
@Operation(ActionPage, query=PageQuery, role="supervisor", refuses=(404,))
def approvals(query: PageQuery) -> ActionPage:
    """List the actions that you may decide about, the newest first."""
    return page_of(waiting_for(current_person()), query)


def waiting_for(who: Person) -> list[domain.Action]:
    """Return the actions that a person may decide about."""
    now, waiting = services().now(), actions.pending(services().database())
    return [one for one in waiting if may_decide(one, who) and not is_expired(one, now)]


@approvals_routes.post("/actions/<key:action_id>/approve")
@Operation(ActionDetail, body=Verdict, role="supervisor", refuses=(409,), if_match=True)
def approve(action_id: str, body: Verdict) -> ActionDetail:
    """Approve an action: it is carried out right away. Its tier is determined again first."""
    return decided(action_decisions.approve, action_id, body)


@approvals_routes.post("/actions/<key:action_id>/reject")
@Operation(ActionDetail, body=Verdict, role="supervisor", refuses=(409,), if_match=True)
def reject(action_id: str, body: Verdict) -> ActionDetail:
    """Reject an action."""
    return decided(action_decisions.reject, action_id, body)


@approvals_routes.post("/actions/<key:action_id>/withdraw")
@Operation(ActionDetail, body=Verdict, refuses=(409,), if_match=True)
def withdraw(action_id: str, body: Verdict) -> ActionDetail:
    """Take back your own request, before anybody has decided about it."""
    return decided(action_decisions.withdraw, action_id, body)


@approvals_routes.post("/actions/<key:action_id>/retry")
@Operation(ActionDetail, body=Verdict, refuses=(409,), if_match=True)
def retry(action_id: str, body: Verdict) -> ActionDetail:
    """Try a failed action again, with the approval that it has. What was done is not done twice."""
    return decided(action_decisions.retry, action_id, body)


def decided(decide: Decide, action_id: str, body: Verdict) -> ActionDetail:
    version, now = expected_version(), services().now()
    if len(version) != 1:
        raise PreconditionFailed("If-Match is not the version of an action.")
    try:
        action = decide(
            services().database(), action_id, version[0], person_now(), body.reason, now
        )
    except NotEntitled:
        services().enqueue_action(action_id)  # it may need others to approve it now: tell them
        raise
    services().enqueue_action(action_id)
    return as_answer(action, now)
