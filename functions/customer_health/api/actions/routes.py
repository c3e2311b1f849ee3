"""`/v1/customers/{id}/actions`: ask for quick actions, and see what became of them."""

from http import HTTPStatus

from flask import Blueprint, url_for

from customer_health.api.actions.models import (
    ActionDetail,
    ActionPage,
    LetterPreview,
    Template,
    Templates,
)
from customer_health.api.actions.presenters import as_answer
from customer_health.api.actions.request_models import LetterDraft, NewAction
from customer_health.api.customers.tracked import tracked
from customer_health.api.http.auth import current_person, person_now
from customer_health.api.http.operation import Operation, as_response
from customer_health.api.http.paging import PageQuery, paged
from customer_health.api.http.preconditions import idempotency_key
from customer_health.api.http.quotas import spend_for
from customer_health.api.http.services import services
from customer_health.domain.actions import action as domain
from customer_health.domain.actions.kinds.mail import Email
from customer_health.domain.actions.kinds.table import KINDS
from customer_health.domain.codec import from_json
from customer_health.errors import Outdated, SourceError
from customer_health.flows.actions.effects.mail import KNOWN_FACTS, preview
from customer_health.flows.actions.execute import run_action
from customer_health.flows.actions.request import request_action
from customer_health.flows.actions.subject import row_of, subject_of
from customer_health.stores.actions import actions

actions_routes = Blueprint("actions", __name__)


@actions_routes.post("/customers/<key:company_id>/actions")
@Operation(
    ActionDetail,
    body=NewAction,
    status=HTTPStatus.CREATED,
    also=(HTTPStatus.ACCEPTED,),
    refuses=(502, 503),
    idempotent=True,
)
def ask(company_id: str, body: NewAction) -> object:
    """Do something for a customer: at once (201), or as soon as somebody has approved it (202)."""
    database, vendors, key = services().database(), services().action_vendors(), idempotency_key()
    request = request_of(company_id, body)
    who = current_person() if KINDS[request.kind].tier == 1 else person_now()
    spend_for(request.kind)
    action = request_action(database, vendors, request, who, key, services().now())
    if action.is_open:
        action = carry_out(action)
    ended = action.state in domain.ENDED
    status = HTTPStatus.CREATED if ended else HTTPStatus.ACCEPTED
    location = url_for("actions.one_action", action_id=action.id)
    return as_response(as_answer(action, services().now()), status, location=location)


def request_of(company_id: str, body: NewAction) -> domain.ActionRequest:
    given = body.root.model_dump(mode="json", by_alias=True, exclude_none=True)
    kind, reason = body.root.kind, given["reason"]
    parameters = from_json(KINDS[kind].parameters, given)
    row = row_of(services().database(), company_id, for_former=KINDS[kind].for_former)
    return domain.ActionRequest(company_id, row["name"], kind, parameters, reason)


def carry_out(action: domain.Action) -> domain.Action:
    """Carry out an action of tier 1 now, and queue it if its vendor does not answer. For any other
    wake the sender, which has a message to the people who approve it."""
    database, vendors = services().database(), services().action_vendors()
    if action.state == "pending":
        services().enqueue_delivery()
        return action
    if action.tier == 1:
        try:
            return run_action(database, vendors, action.id, services().now)
        except (Outdated, SourceError):
            action = actions.load(database, action.id)
    services().enqueue_action(action.id)
    return action


@actions_routes.get("/customers/<key:company_id>/actions")
@Operation(ActionPage, query=PageQuery)
def actions_of(company_id: str, query: PageQuery) -> ActionPage:
    """List all actions on a customer, the newest first."""
    tracked(company_id)
    return page_of(actions.of_company(services().database(), company_id), query)


def page_of(found: list[domain.Action], query: PageQuery) -> ActionPage:
    page, total, following = paged(
        found, lambda action: (-action.requested_at.timestamp(), action.id), query
    )
    shown = [as_answer(action, services().now()) for action in page]
    return ActionPage(actions=shown, total=total, next=following)


@actions_routes.get("/actions/<key:action_id>")
@Operation(ActionDetail)
def one_action(action_id: str) -> ActionDetail:
    """Return an action with all its steps."""
    return as_answer(actions.load(services().database(), action_id), services().now())


@actions_routes.get("/email-templates")
@Operation(Templates)
def email_templates() -> Templates:
    """List the templates of `send_email`; there are none if mail is not configured."""
    letters = services().action_vendors().letters
    known = letters.templates() if letters else ()
    return Templates(
        templates=[
            Template(id=one.name, fields=[name for name in one.fields if name not in KNOWN_FACTS])
            for one in known
        ]
    )


@actions_routes.post("/customers/<key:company_id>/email-preview")
@Operation(LetterPreview, body=LetterDraft, refuses=(409,))
def email_preview(company_id: str, body: LetterDraft) -> LetterPreview:
    """Render a letter as `send_email` would send it, and send nothing.

    Facts that are left out are taken from the customer's figures and records.
    """
    database, vendors, now = services().database(), services().action_vendors(), services().now()
    agent = current_person().email
    subject = subject_of(database, vendors, company_id, now)
    email = from_json(Email, body.model_dump(mode="json", by_alias=True))
    found = preview(subject, email, agent)
    return LetterPreview(
        to=found.to,
        reply_to=agent,
        facts=dict(found.facts),
        missing=list(found.missing),
        subject=found.letter.subject if found.letter else None,
        text=found.letter.text if found.letter else None,
    )
