"""The features of the Pivot app that a customer can use, as `ProductUsage` names them."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from customer_health.domain.context.vendor_records import Feature

OFFERED = (
    "schedule",
    "timeclock",
    "availability",
    "messaging",
    "payroll-export",
    "shift-trading",
    "tasks",
    "reports",
    "mobile-app",
)
"""All features on offer. Use of others, such as a trial of a new one, is no adoption."""

HIGH_VALUE = ("payroll-export", "shift-trading", "reports", "mobile-app")
"""Features that keep customers. A customer who doesn't use them is worth a call."""

USED_WITHIN = timedelta(days=30)


def used_features(features: Iterable[Feature], now: datetime) -> set[str]:
    """Return the ids of the features that were used within 30 days."""
    return {
        one.id
        for one in features
        if one.count_30d > 0 and one.last_used and now - one.last_used <= USED_WITHIN
    }
