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
    """Return the update that stores the issues, in an order of their own: they were found by
    requests side by side, and two runs on the same data must write the same."""
    in_order = sorted(issues, key=lambda one: (one.path, one.reason, one.detail))
    return {
        path(company_id): {
            "runDate": run_date.isoformat(),
            "counts": Counter(issue.reason for issue in issues),
            "flaws": [
                {"path": one.path, "reason": one.reason, "detail": shortened(one.detail)}
                for one in in_order[:LISTED]
            ],
        }
    }
