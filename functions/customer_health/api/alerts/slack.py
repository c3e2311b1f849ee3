"""`POST /v1/slack/interactions`: clicks on the buttons of an alert's message.

Slack signs the request instead of sending a token. The user who clicked is known by the e-mail
address of their Slack profile, which must belong to the domain as any account's must.
"""

import logging
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, request
from werkzeug.exceptions import Unauthorized

from customer_health.api.http.auth import admit
from customer_health.api.http.services import services
from customer_health.domain.alerts.triage import TriageAction, TriageError
from customer_health.errors import BadInteraction, Forbidden, Missing, Outdated
from customer_health.flows.alerts.triage import facts_for, triage_alert
from customer_health.notify.messages import all as messages
from customer_health.notify.messages.alert import REASON
from customer_health.notify.messages.blocks import Message
from customer_health.notify.slack import interactions
from customer_health.notify.slack.interactions import Click, Submission
from customer_health.notify.slack.messenger import SlackMessenger
from customer_health.notify.text.markup import escape

log = logging.getLogger(__name__)
slack_routes = Blueprint("slack", __name__)
SNOOZE = timedelta(days=7)
REFUSED = (TriageError, Forbidden, Missing, Outdated)


@slack_routes.post("/slack/interactions")
def interact() -> Any:
    now = services().now()
    messenger = services().messenger()
    if messenger is None:
        raise Unauthorized("Slack is not configured.")
    body = request.get_data()
    try:
        secret = services().config.slack_signing_secret or ""
        interactions.verify(body, dict(request.headers), secret, now)
        seen = interactions.parse(body)
    except BadInteraction as error:
        # Slack shows nobody this answer.
        log.warning("a click was refused: %s", error)
        raise Unauthorized(str(error)) from error
    try:
        answer(messenger, seen, now)
    except REFUSED as error:
        return refuse(messenger, seen, error)
    return ""


def answer(messenger: SlackMessenger, seen: Click | Submission, now: datetime) -> None:
    if isinstance(seen, Submission):
        perform(messenger, seen, "dismiss", now, why=seen.reason)
    elif seen.action == "dismiss":
        ask_why(messenger, seen, now)
    elif seen.action == "snooze":
        perform(messenger, seen, "snooze", now, until=now + SNOOZE)
    elif seen.action == "acknowledge":
        perform(messenger, seen, "acknowledge", now)


def perform(
    messenger: SlackMessenger,
    seen: Click | Submission,
    kind: TriageAction,
    now: datetime,
    *,
    why: str = "",
    until: datetime | None = None,
) -> None:
    """Act in the name of the person who clicked. The message is edited when it is done, so that
    Slack needs no other answer."""
    email = messenger.slack.email_of(seen.slack_user_id)
    person = admit(seen.slack_user_id, email, email is not None)
    triage_alert(
        services().database(),
        seen.alert_key,
        kind,
        person.email,
        now,
        why=why,
        until=until,
        episode=seen.episode,
    )
    services().enqueue_delivery()


def refuse(messenger: SlackMessenger, seen: Click | Submission, error: Exception) -> Any:
    """Say why it was refused: in the form, or in a message that only this user sees. Slack would
    show an HTTP error without its reason."""
    if isinstance(seen, Submission):
        return {"response_action": "errors", "errors": {REASON: str(error)}}
    whisper = Message(escape(str(error)), ())
    messenger.slack.tell(seen.channel_id, seen.slack_user_id, whisper)
    return ""


def ask_why(messenger: SlackMessenger, click: Click, now: datetime) -> None:
    facts = facts_for(services().database(), click.alert_key, click.episode, now)
    form = messages.dismiss_form(messenger.facts(facts), messenger.language)
    messenger.slack.open_form(click.trigger_id, form)
