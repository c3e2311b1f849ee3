"""Generate the usage of the app's features."""

from random import Random

from demo.companies import Company
from demo.dates import DAY, stamp
from demo.people import Record

FEATURES = (
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


def product_usage(company: Company, clock: int, rng: Random) -> Record:
    """Return `ProductUsage/{companyId}`; the last uses are older if the master account is away."""
    away = company.shape.login_days or 1.0
    used = [feature for feature in FEATURES if rng.random() < 0.75] if company.size else []
    if not used:
        return {}
    return {
        "features": {
            feature: {
                "lastUsed": stamp(clock - int(DAY * rng.uniform(0, 2 * away)), company.zone, rng),
                "count30d": rng.randint(1, 6 * company.size),
            }
            for feature in used
        }
    }
