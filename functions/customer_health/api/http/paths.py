"""What may stand in a path; anything else is not found."""

from collections.abc import Sequence

from flask import Flask
from werkzeug.routing import BaseConverter

from customer_health.domain.metrics.names import METRICS, PERCENTAGES


class Key(BaseConverter):
    """A key that the database could hold."""

    regex = r"[^.#$\[\]\x00-\x1f\x7f]{1,700}"


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


class IsoDate(BaseConverter):
    """May still be no date. To refuse it here would make a POST a 405."""

    regex = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"


def install(flask: Flask) -> None:
    flask.url_map.converters.update(
        key=Key,
        metric=MetricName,
        percentage=PercentageName,
        source=SourceName,
        date=IsoDate,
    )
