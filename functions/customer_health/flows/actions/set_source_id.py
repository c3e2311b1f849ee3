"""A person sets the id by which a customer is known in a source. Audited, like an action.

Money that was given and legal holds are stored by our own id of the customer. With another account
in billing they would be about somebody else, so while they count the account can't change.
"""

import secrets
from dataclasses import replace
from datetime import datetime

from customer_health import trace
from customer_health.domain.actions.action import ENDED, Action, Person
from customer_health.domain.actions.kinds.table import KINDS
from customer_health.domain.audit.log import AuditEntry
from customer_health.domain.context.source import SourceName
from customer_health.errors import Conflicting
from customer_health.flows.context.source_ids import known_id, name_id
from customer_health.stores.actions import actions, customer_flags, totals
from customer_health.stores.audit import log as audit_log
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
    """Set the id, and return what was written. Raises Conflicting, LinkRefused.

    Audited before and after, so that a crash in between leaves no change without an entry.
    """
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
        trace=trace.current(),
        params={"source": source, "id": source_id, **({"was": was} if was else {})},
    )
    audit_log.append(database, entry.action_id, [entry])
    written = name_id(database, source, company_id, source_id, who.email, reason, now)
    audit_log.append(database, entry.action_id, [replace(entry, step="done", step_number=2)])
    return written


def check_free(database: Database, company_id: str, company: str, now: datetime) -> None:
    """Raises Conflicting while a legal hold, an open action or a limit depends on the account."""
    if customer_flags.is_held(database, company_id):
        raise Conflicting(f"{company} is under legal hold: have it lifted first", "legal_hold")
    if any(is_open_in_billing(one) for one in actions.of_company(database, company_id)):
        raise Conflicting(f"{company} has open actions on its billing: have them decided first")
    if totals.is_counted(database, company_id, now):
        raise Conflicting(
            f"{company} was given a credit or refund within 30 days, which counts towards its "
            "limit: set another account after that"
        )


def is_open_in_billing(action: Action) -> bool:
    return KINDS[action.kind].source == "billing" and action.state not in ENDED
