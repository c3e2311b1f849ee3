"""The trained model of the forecast: a file of a few kB that is deployed with the code. Without the
file, the forecast is off."""

import json
from functools import cache
from pathlib import Path

from customer_health.domain.codec import from_json
from customer_health.domain.insights.forecast import Model

PATH = Path(__file__).with_name("forecast_model.json")


@cache
def read(path: Path) -> Model | None:
    """Read the model, once in an instance; None without one."""
    return from_json(Model, json.loads(path.read_text("utf-8"))) if path.exists() else None
