"""What may stand in a path; anything else is not found."""

from flask import Flask
from werkzeug.routing import BaseConverter

from customer_health.domain.metrics import METRICS, PERCENTAGES


class Key(BaseConverter):
    """A key that the database could hold."""

    regex = r"[^.#$\[\]\x00-\x1f\x7f]{1,700}"


class MetricName(BaseConverter):
    regex = f"(?:{'|'.join(METRICS)})"


class PercentageName(BaseConverter):
    regex = f"(?:{'|'.join(PERCENTAGES)})"


class SourceName(BaseConverter):
    """A source in which customers have ids of their own."""

    regex = "(?:crm|billing|support)"


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
