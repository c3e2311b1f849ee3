"""`DataQuality/{companyId}`: what the newest run found wrong with a company's records."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from customer_health.domain.metrics.data_issues import DataIssue, shortened

ROOT = "DataQuality"
NAMED = 1000
"""The number of issues that are named at most; all are counted. One write must stay far below the
database's 16 MB."""


def path(company_id: str) -> str:
    return f"{ROOT}/{company_id}"


def save(company_id: str, run_date: date, issues: Sequence[DataIssue]) -> dict[str, Any]:
    return {
        path(company_id): {
            "runDate": run_date.isoformat(),
            "counts": Counter(issue.reason for issue in issues),
            "flaws": [
                {"path": one.path, "reason": one.reason, "detail": shortened(one.detail)}
                for one in issues[:NAMED]
            ],
        }
    }
