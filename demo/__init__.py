"""Generate realistic raw data of the Pivot app. The same date and seed give the same data."""

from demo.app.database import demo_data, intended

__all__ = ["demo_data", "intended"]
