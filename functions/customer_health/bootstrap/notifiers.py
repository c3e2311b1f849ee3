"""Make the clients that send messages: Slack's and the mail's."""

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from customer_health.bootstrap import firebase
from customer_health.config import config

if TYPE_CHECKING:
    from datetime import datetime

    from customer_health.notify.mail.smtp import Mailer
    from customer_health.notify.mail.templates import Mail
    from customer_health.notify.slack.messenger import SlackMessenger


@cache
def messenger() -> "SlackMessenger | None":
    settings = config()
    if not settings.slack_token:
        return None
    from customer_health.notify.slack.client import Slack
    from customer_health.notify.slack.messenger import SlackMessenger

    slack = Slack(settings.slack_token, settings.slack_url)
    return SlackMessenger(slack, settings.slack_channels, settings.language, dashboard())


@cache
def mailer() -> "Mailer | None":
    settings = config()
    if not settings.smtp_url:
        return None
    from customer_health.notify.mail.smtp import Mailer

    return Mailer(settings.smtp_url, settings.mail_from)


def decision_letter(facts: Mapping[str, Any]) -> "Mail":
    """Return the mail that tells the person who asked for an action what became of it. Does not
    send it."""
    from customer_health.notify.messages.actions import decision_mail

    return decision_mail(facts, config().language, f"{dashboard()}/customers/{facts['companyId']}")


def call_invitation(
    title: str,
    company: str,
    start: "datetime",
    minutes: int,
    attendee: str,
    key: str,
    asked_at: "datetime",
) -> "Mail":
    """Return the mail that puts a call into the calendar of the colleague who asked for it. Does
    not send it."""
    from customer_health.notify.mail.invitations import invitation

    settings = config()
    return invitation(
        title,
        company,
        start,
        minutes,
        attendee,
        key,
        asked_at,
        organizer=settings.mail_from,
        language=settings.language,
    )


def dashboard() -> str:
    """Return the address of the dashboard."""
    return config().dashboard or f"https://{firebase.app().project_id}.web.app"
