"""`HealthScores/{companyId}/{date}`: the health score of a day in Toronto.

score, coverage
parts/{part}: {score, coverage}       of the parts that are known
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from customer_health.domain.codec import as_json, from_json
from customer_health.domain.context.score_history import SHOWN, DayScore
from customer_health.stores.rtdb.client import Database
from customer_health.stores.rtdb.unreadable import UNREADABLE, log_unreadable

ROOT = "HealthScores"


def path(company_id: str, day: date) -> str:
    return f"{ROOT}/{company_id}/{day}"


def shown(database: Database, company_id: str, today: date) -> dict[date, DayScore]:
    """Read the scores of the 90 days up to today: about 250 bytes each."""
    found = database.between(f"{ROOT}/{company_id}", str(today - SHOWN), str(today))
    return readable(company_id, found)


def readable(company_id: str, nodes: Mapping[str, Any]) -> dict[date, DayScore]:
    """Return a customer's scores by day. One that can't be read is logged and left out."""
    scores = {}
    for day, node in nodes.items():
        try:
            scores[date.fromisoformat(day)] = read(node)
        except UNREADABLE as error:
            log_unreadable(f"{ROOT}/{company_id}/{day}", error)
    return scores


def read(node: Any) -> DayScore:
    return from_json(DayScore, node)


def save(company_id: str, day: date, score: DayScore) -> dict[str, Any]:
    return {path(company_id, day): as_json(score)}
