"""Every message to Slack, by name. All are pure: facts and a language in, blocks out."""

from customer_health.notify.messages.actions import approval, decided, decision
from customer_health.notify.messages.alert import (
    alert,
    closed,
    dismiss_form,
    resolved,
    resolved_reply,
)
from customer_health.notify.messages.blocks import Message
from customer_health.notify.messages.digests import (
    Listed,
    first_run_digest,
    summary,
    warning_digest,
)
from customer_health.notify.messages.facts import AlertFacts, Trend
from customer_health.notify.messages.reports import Party, data_fault, matching, run_problem
from customer_health.notify.messages.success import success_digest

__all__ = [
    "AlertFacts",
    "Listed",
    "Message",
    "Party",
    "Trend",
    "alert",
    "approval",
    "closed",
    "data_fault",
    "decided",
    "decision",
    "dismiss_form",
    "first_run_digest",
    "matching",
    "resolved",
    "resolved_reply",
    "run_problem",
    "success_digest",
    "summary",
    "warning_digest",
]
