"""A company as stored, with its match and the decision on it."""

import json
from dataclasses import dataclass
from typing import Any

from customer_health.domain.matching.matching import Decision, MatchRecord
from customer_health.domain.metrics.company import Company
from customer_health.errors import BadRecord
from customer_health.stores.matching import matches
from customer_health.stores.metrics import companies

FLAG = "csmDashboardLinked"


@dataclass(frozen=True, slots=True)
class Stored:
    """A company as stored, with its match and the decision on it. `flag` is the value of FLAG, None
    if that is not a boolean."""

    company: Company
    flag: bool | None
    before: MatchRecord | None
    decision: Decision | None


def read_stored(company_id: str, record: Any, node: Any) -> Stored | None:
    """Return a company with its match; None if the record is no object, which says nothing."""
    try:
        company = companies.read_company(company_id, json.dumps(record).encode(), [])
    except BadRecord:
        return None
    flag = record.get(FLAG)
    flag = flag if isinstance(flag, bool) else None
    return Stored(company, flag, matches.read(node), matches.read_decision(node))
