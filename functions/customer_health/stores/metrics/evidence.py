"""`MetricEvidence/{companyId}/{runDate}/{metric}`: the days and records behind a percentage.

Only drill-downs read it. `days/{date}` is [part, whole]; a date without data is absent. `offences`
are the violations, in the order of the schedule; `total` is their number, also if not all are
listed. `record` is the path below the company's schedules or timecards. `inputs` is a hash of all
records that the figure is made of, `code` the version of the code that computed it, and
`ruleVersion` that of the alert rule at that time. Evidence is kept for 90 days, as long as the
charts reach back.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from customer_health.domain.alerts.rules import Rule
from customer_health.domain.metrics.assessment import Assessment
from customer_health.domain.metrics.daily_ratio import DailyRatio, DayCount, Violation
from customer_health.domain.metrics.names import CONFLICTING_CLOCK_INS
from customer_health.domain.metrics.timecards import counts_by_type
from customer_health.stores.rtdb.nodes import children

ROOT = "MetricEvidence"
KEPT = timedelta(days=90)
LISTED = 2000
"""The most violations that are listed; the days count all. One write must stay far below the
database's limit of 16 MB."""


def path(company_id: str, run_date: date) -> str:
    return f"{ROOT}/{company_id}/{run_date.isoformat()}"


def save(
    company_id: str, health: Assessment, origin: Mapping[str, str], rules: Mapping[str, Rule]
) -> dict[str, Any]:
    """Return the update that stores this run's evidence, and deletes the one of 90 days ago.
    `origin` has `inputs`, a hash of the records that the figures are made of, and `code`."""
    run_date = health.window.run_date
    evidence = {
        metric: {**as_json(figure), **origin, "ruleVersion": rules[metric].version}
        for metric, figure in health.figures.items()
    }
    evidence[CONFLICTING_CLOCK_INS]["types"] = counts_by_type(health.figures[CONFLICTING_CLOCK_INS])
    return {path(company_id, run_date): evidence, path(company_id, run_date - KEPT): None}


def as_json(figure: DailyRatio) -> dict[str, Any]:
    return {
        "days": {day.isoformat(): [share.part, share.whole] for day, share in figure.days.items()},
        "offences": [violation_as_json(violation) for violation in figure.violations[:LISTED]],
        "total": len(figure.violations),
    }


def violation_as_json(violation: Violation) -> dict[str, Any]:
    optional = {
        "employeeId": violation.employee_id,
        "departmentId": violation.department_id,
        "types": list(violation.types),
    }
    return {
        "record": violation.record,
        "date": violation.day.isoformat(),
        **{key: value for key, value in optional.items() if value},
    }


def read(node: Any) -> DailyRatio:
    """Read a figure from its JSON. An absent node gives a figure without days."""
    days, violations = children((node or {}).get("days")), children((node or {}).get("offences"))
    return DailyRatio(
        days={date.fromisoformat(day): DayCount(*share) for day, share in days.items()},
        violations=tuple(
            Violation(
                one["record"],
                date.fromisoformat(one["date"]),
                one.get("employeeId"),
                one.get("departmentId"),
                tuple(one.get("types", ())),
            )
            for one in violations.values()
        ),
    )
