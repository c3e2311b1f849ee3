"""What a company adds to its run: how it changed since the run before."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from customer_health.domain.alerts.notifications import worsened
from customer_health.domain.customers.customer import Customer
from customer_health.domain.metrics.assessment import Assessment
from customer_health.flows.runs.load_company import Loaded
from customer_health.stores.customers import rows


@dataclass(frozen=True, slots=True)
class CompanyResult:
    """The outcome for one company. `assessment` is None if the company is not tracked.

    `count_drift` is the live count of employees if the recount found it wrong, else None.
    `regressions` says for each metric that was measured before and now whether its level got worse
    in this date's run. `health` is what the company adds to the run's `health`.
    """

    assessment: Assessment | None
    count_drift: int | None = None
    regressions: Mapping[str, bool] = field(default_factory=dict)
    health: Mapping[str, int] = field(default_factory=dict)


def regressions(loaded: Loaded, assessment: Assessment) -> Mapping[str, bool]:
    before = customer_before(loaded)
    if loaded.window.past or before is None:
        return {}
    return {
        metric: worsened(before.levels[metric], level)
        or before.worsened_on.get(metric) == loaded.window.run_date
        for metric, level in assessment.levels.items()
        if "none" not in (before.levels[metric], level)
    }


def count_drift(loaded: Loaded, assessment: Assessment) -> int | None:
    """Return the stored count of employees if the live events have left it wrong, else None."""
    before = customer_before(loaded)
    if loaded.window.past or before is None or before.employees == assessment.employees:
        return None
    return before.employees


def customer_before(loaded: Loaded) -> Customer | None:
    """Return the customer as stored before this run, None if it was not tracked."""
    return rows.read_tracked(loaded.records.company.id, loaded.row)
