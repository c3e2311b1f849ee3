"""Generate the usage of the app's features."""

from random import Random

from customer_health.domain.context.product_features import OFFERED
from demo.app.companies import Company
from demo.app.dates import DAY, stamp
from demo.app.people import Record


def product_usage(company: Company, clock: int, rng: Random) -> Record:
    """Return `ProductUsage/{companyId}`; the last uses are older if the master account is away."""
    away = company.shape.login_days or 1.0
    used = [feature for feature in OFFERED if rng.random() < 0.75] if company.size else []
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
