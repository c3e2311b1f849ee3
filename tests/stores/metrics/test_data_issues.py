"""The report on a company's data."""

from datetime import date

from customer_health.domain.metrics.data_issues import DataIssue
from customer_health.stores.metrics import data_issues


def test_the_report_does_not_depend_on_the_order_in_which_issues_were_found() -> None:
    """Requests run side by side, and a second run on the same data must write the same."""
    found = [DataIssue(f"Timecards/acme/{key}", "malformed", "x") for key in "bac"]
    today = date(2025, 11, 24)
    saved = data_issues.save("acme", today, found)
    assert saved == data_issues.save("acme", today, found[::-1])
    assert [one["path"][-1] for one in saved["DataQuality/acme"]["flaws"]] == ["a", "b", "c"]
