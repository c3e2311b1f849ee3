"""When a customer last got worse, as far as it still is."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta

from customer_health.domain.alerts.alert import Alert
from customer_health.domain.instants import TORONTO, clock_of
from customer_health.domain.metrics.levels import Level

DAY = timedelta(days=1)
BAD = ("warning", "critical")


def worsened_at(
    levels: Mapping[str, Level], worsened_on: Mapping[str, date], alerts: Collection[Alert]
) -> datetime | None:
    """Return the newest instant at which a metric that is bad now got worse, None if there is none.

    A run notes the date on which a level got worse, a live event only opens an alert or makes it
    critical; so both are looked at.
    """
    by_run = [clock_of(day) for metric, day in worsened_on.items() if levels[metric] in BAD]
    return max([*by_run, *(alert_worsened_at(alert) for alert in alerts)], default=None)


def alert_worsened_at(alert: Alert) -> datetime:
    """Return when an open alert became what it is. `since` is also the instant of an improvement,
    but not of an alert that is critical and firing."""
    is_worst = alert.severity == "critical" and alert.phase == "firing"
    return alert.since if is_worst else alert.opened_at


def new_since(newest_run: datetime) -> datetime:
    """Return the clock of the run on the day before the newest run: what got worse after that is
    new."""
    return clock_of(newest_run.astimezone(TORONTO).date() - DAY)
