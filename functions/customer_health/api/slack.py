"""`POST /v1/slack/interactions`: the buttons of an alert's message.

Slack signs the request instead of sending a token. The user who clicked is mapped to a Pivot
account by the e-mail address of their Slack profile, and admitted like any other.
"""

from datetime import UTC, datetime, timedelta

from flask import Blueprint, request
from werkzeug.exceptions import Forbidden, Unauthorized

from customer_health import bootstrap
from customer_health.api.access import admit
from customer_health.config import config
from customer_health.domain.triage import ActionError, ActionKind
from customer_health.errors import BadInteraction, Missing, Outdated
from customer_health.flows.alert_acts import act_on_alert, facts_for
from customer_health.notify import interactions, messages
from customer_health.notify.messenger import SlackMessenger

routes = Blueprint("slack", __name__)
SNOOZE = timedelta(days=7)


@routes.post("/slack/interactions")
def interact() -> tuple[str, int]:
    now = datetime.now(UTC)
    messenger = bootstrap.messenger()
    if messenger is None:
        raise Unauthorized("Slack is not configured.")
    body = request.get_data()
    try:
        secret = config().slack_signing_secret or ""
        interactions.verify(body, dict(request.headers), secret, now)
        seen = interactions.parse(body)
    except BadInteraction as error:
        raise Unauthorized(str(error)) from error
    if isinstance(seen, interactions.Submission):
        perform(messenger, seen, "dismiss", now, why=seen.reason)
    elif seen.action == "dismiss":
        ask_why(messenger, seen, now)
    elif seen.action == "snooze":
        perform(messenger, seen, "snooze", now, until=now + SNOOZE)
    elif seen.action == "acknowledge":
        perform(messenger, seen, "acknowledge", now)
    return "", 200


def perform(
    messenger: SlackMessenger,
    seen: interactions.Click | interactions.Submission,
    kind: ActionKind,
    now: datetime,
    *,
    why: str = "",
    until: datetime | None = None,
) -> None:
    """Act in the name of the person who clicked; the edited message is the answer."""
    email = messenger.slack.email_of(seen.slack_user_id) or ""
    user = admit(seen.slack_user_id, email, bool(email))
    try:
        act_on_alert(
            bootstrap.database(),
            seen.alert_key,
            kind,
            user.email,
            now,
            why=why,
            until=until,
            episode=seen.episode,
        )
    except (ActionError, Missing, Outdated) as error:
        raise Forbidden(str(error)) from error
    bootstrap.enqueue_delivery()


def ask_why(messenger: SlackMessenger, click: interactions.Click, now: datetime) -> None:
    facts = facts_for(bootstrap.database(), click.alert_key, click.episode, now)
    form = messages.dismiss_form(messenger.facts(facts), messenger.language)
    messenger.slack.open_form(click.trigger_id, form)
