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


def path_schema(converter: str) -> dict[str, Any]:
    """Return the JSON schema of the values that a converter lets through."""
    kind = CONVERTERS[converter]
    if issubclass(kind, OneOf):
        return {"type": "string", "enum": list(kind.words)}
    return {"type": "string", "pattern": f"^{kind.regex}$"}


def install(flask: Flask) -> None:
    flask.url_map.converters.update(CONVERTERS)
