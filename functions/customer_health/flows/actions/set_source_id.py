"""A person says by which id a customer is known in a source: in the audit log, like an action.

What a customer was given, and a legal hold, are kept by the customer: with another account in
billing they would no longer be about who was given it. So that one can't change meanwhile.
"""

import secrets
from dataclasses import replace
from datetime import datetime

from customer_health.domain.actions.action import ENDED, Action, Person
from customer_health.domain.actions.kinds import KINDS
from customer_health.domain.audit.log import AuditEntry
from customer_health.domain.context.source import SourceName
from customer_health.errors import Conflicting
from customer_health.flows.context.source_ids import known_id, name_id
from customer_health.stores.actions import actions, customer_flags
from customer_health.stores.audit import log as audit
from customer_health.stores.rtdb.client import Database
from customer_health.stores.rtdb.update import Update


def name_by_hand(
    database: Database,
    source: SourceName,
    company_id: str,
    company: str,
    source_id: str,
    who: Person,
    reason: str,
    now: datetime,
) -> Update:
    """What was written. Raises Conflicting, LinkRefused. Logged before and after: a
    crash in between leaves no change that nobody knows of."""
    was, _ = known_id(database, source, company_id)
    if source == "billing" and was != source_id:
        check_free(database, company_id, company, now)
    entry = AuditEntry(
        at=now,
        step="requested",
        step_number=1,
        who=who,
        action_id=secrets.token_hex(16),
        company_id=company_id,
        company=company,
        kind="source_id",
        tier=1,
        requester=who,
        reason=reason,
        requested_at=now,
        params={"source": source, "id": source_id, **({"was": was} if was else {})},
    )
    audit.append(database, entry.action_id, [entry])
    written = name_id(database, source, company_id, source_id, who.email, reason, now)
    audit.append(database, entry.action_id, [replace(entry, step="done", step_number=2)])
    return written


def check_free(database: Database, company_id: str, company: str, now: datetime) -> None:
    """Raises Conflicting while another account would take something with it, or leave it behind."""
    if customer_flags.is_held(database, company_id):
        raise Conflicting(f"{company} is under legal hold: have it lifted first", "legal_hold")
    if any(is_open_in_billing(one) for one in actions.of_company(database, company_id)):
        raise Conflicting(f"{company} has open actions on its billing: have them decided first")
    if actions.is_counted(database, company_id, now):
        raise Conflicting(
            f"{company} was given a credit or refund within 30 days, which counts towards its "
            "limit: name another account after that"
        )


def is_open_in_billing(action: Action) -> bool:
    return KINDS[action.kind].source == "billing" and action.state not in ENDED
