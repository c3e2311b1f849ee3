"""Made-up but realistic raw data of the Pivot app, reproducible by date and seed."""

from demo.database import demo_data, intended

__all__ = ["demo_data", "intended"]
