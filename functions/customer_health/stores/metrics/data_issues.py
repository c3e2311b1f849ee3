"""`DataQuality/{companyId}`: the issues that the newest run found in a company's records."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from customer_health.domain.metrics.data_issues import DataIssue, shortened

ROOT = "DataQuality"
LISTED = 1000
"""The most issues that are listed; the counts include all. One write must stay far below the
database's limit of 16 MB."""


def path(company_id: str) -> str:
    return f"{ROOT}/{company_id}"


def save(company_id: str, run_date: date, issues: Sequence[DataIssue]) -> dict[str, Any]:
    return {
        path(company_id): {
            "runDate": run_date.isoformat(),
            "counts": Counter(issue.reason for issue in issues),
            "flaws": [
                {"path": one.path, "reason": one.reason, "detail": shortened(one.detail)}
                for one in issues[:LISTED]
            ],
        }
    }
