"""The facts of one alert with default values, so that a test states only what matters to it."""

from datetime import UTC, date, datetime

from customer_health.domain.metrics.names import OPEN_SHIFTS
from customer_health.notify.messages.all import AlertFacts, Trend

RUN = date(2025, 11, 24)
AS_OF = datetime(2025, 11, 24, 11, tzinfo=UTC)

FACTS = AlertFacts(
    company_id="maple",
    company="Maple Diner & Sons",
    rule=OPEN_SHIFTS,
    severity="critical",
    reason="opened",
    value=22.34,
    threshold=20,
    opened=date(2025, 11, 19),
    days=5,
    trend=Trend(18.2, 22.34),
    as_of=AS_OF,
    coverage_days=9,
    owner_name="Ann Roy",
    owner_slack_id="U0000000001",
    url="https://health.example.com/customers/maple?alert=open&tab=1",
    alert_key=f"maple:{OPEN_SHIFTS}",
    episode=2,
)
