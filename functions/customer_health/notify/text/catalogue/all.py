"""Every phrase, by its key.

These are Python tables and not gettext's files: no translator works on them, both languages of a
phrase are reviewed side by side, and mypy sees the shape.
"""

from collections.abc import Mapping

from customer_health.notify.text.catalogue.actions import ACTIONS
from customer_health.notify.text.catalogue.alerts import ALERTS
from customer_health.notify.text.catalogue.forecast import FORECAST
from customer_health.notify.text.catalogue.history import HISTORY
from customer_health.notify.text.catalogue.insights import INSIGHTS
from customer_health.notify.text.catalogue.letters import LETTERS
from customer_health.notify.text.catalogue.runs import RUNS
from customer_health.notify.text.catalogue.score import SCORE
from customer_health.notify.text.catalogue.success import SUCCESS
from customer_health.notify.text.catalogue.tickets import TICKETS
from customer_health.notify.text.language import Phrase

SUBJECTS = (ALERTS, HISTORY, ACTIONS, SCORE, RUNS, LETTERS, TICKETS, INSIGHTS, FORECAST, SUCCESS)

CATALOGUE: Mapping[str, Phrase] = {
    key: phrase for subject in SUBJECTS for key, phrase in subject.items()
}
