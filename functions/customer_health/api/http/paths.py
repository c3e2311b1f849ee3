"""The parameters that a path may have. A path with any other value is not found."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Flask
from werkzeug.routing import BaseConverter

from customer_health.domain.metrics.names import METRICS, PERCENTAGES


class Key(BaseConverter):
    """Any key that the database could hold."""

    regex = r"[^.#$\[\]\x00-\x1f\x7f]{1,700}"


class IsoDate(BaseConverter):
    """A date by its form: one such as 2025-02-30 gets as far as the view. If it were refused here,
    a POST to it would be answered with 405, for the GET that there is."""

    regex = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"


class OneOf(BaseConverter):
    words: Sequence[str]

    def __init_subclass__(cls) -> None:
        cls.regex = f"(?:{'|'.join(cls.words)})"
        super().__init_subclass__()


class MetricName(OneOf):
    words = METRICS


class PercentageName(OneOf):
    words = PERCENTAGES


class SourceName(OneOf):
    """A source in which customers have ids of their own."""

    words = ("crm", "billing", "support")


CONVERTERS: Mapping[str, type[BaseConverter]] = {
    "key": Key,
    "date": IsoDate,
    "metric": MetricName,
    "percentage": PercentageName,
    "source": SourceName,
}

PARAMETERS: Mapping[str, tuple[str, str]] = {
    "action_id": ("The action's id.", "0123456789abcdef"),
    "alert_key": ("The customer's id and the metric.", "acme:quarts_problematiques_50"),
    "company_id": ("The customer's id: its key in the database.", "acme"),
    "day": ("A date up to today.", "2025-11-24"),
    "export_id": ("The export's id.", "0123456789abcdef"),
    "metric": ("The metric, by the name of its field.", "quarts_problematiques_50"),
    "run_date": ("The date of the daily run.", "2025-11-24"),
    "shadow_id": ("The shadow's id among those of the rule.", "s1"),
    "source": ("The source in which the customer has the id.", "billing"),
    "view_id": ("The view's id.", "0123456789abcdef0123456789abcdef"),
}
"""What each parameter of a path is, with an example."""


def path_schema(converter: str) -> dict[str, Any]:
    """Return the JSON schema of the values that a converter lets through."""
    kind = CONVERTERS[converter]
    if issubclass(kind, OneOf):
        return {"type": "string", "enum": list(kind.words)}
    return {"type": "string", "pattern": f"^{kind.regex}$"}


def install(flask: Flask) -> None:
    flask.url_map.converters.update(CONVERTERS)
