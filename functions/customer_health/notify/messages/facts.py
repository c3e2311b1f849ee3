"""The facts of an alert, with what only a message needs."""

from dataclasses import dataclass
from urllib.parse import quote

from customer_health.domain.alerts import alert_facts
from customer_health.domain.alerts.alert_facts import Trend
from customer_health.domain.metrics.names import LOGIN
from customer_health.notify.text.markup import Markup, escape
from customer_health.notify.text.wording import Unit

__all__ = ["AlertFacts", "Trend"]

UNITS: dict[str, Unit] = {LOGIN: "day"}


@dataclass(frozen=True, slots=True)
class AlertFacts(alert_facts.AlertFacts):
    """An alert's facts with `url`, the page that its message links to."""

    url: str = ""

    @property
    def name(self) -> Markup:
        return escape(self.company) or escape(self.company_id)

    @property
    def unit(self) -> Unit:
        return UNITS.get(self.rule, "percent")

    @property
    def episode_id(self) -> str:
        """Percent-encoded, since Slack hands text back with `&`, `<` and `>` escaped."""
        return quote(f"{self.alert_key}:{self.episode}", safe=":")
