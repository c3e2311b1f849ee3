"""One JSON object a line, as Cloud Logging reads them, each with the trace of its request.

An event is a line that a log-based metric counts: its name and fields are listed in
`docs/runbook.md`, and the metrics in `deploy/monitoring.toml`.
"""

import json
import logging
import re
from typing import Any

from customer_health import trace

EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]++@([\w-]+(?:\.[\w-]+)+)")
OURS = "customer_health"

_events = logging.getLogger(f"{OURS}.events")


def event(name: str, level: int = logging.INFO, **fields: Any) -> None:
    """Log an event with its fields."""
    text = " ".join([name, *(f"{key}={value}" for key, value in fields.items())])
    _events.log(level, "%s", text, extra={"fields": {"event": name, **fields}})


def unavailable(vendor: str, error: Exception) -> None:
    """Log that a vendor did not answer, after all attempts."""
    event("vendor_unavailable", logging.WARNING, vendor=vendor, reason=str(error))


def set_up(project: str) -> None:
    """Log as JSON from now on: our own lines from INFO, those of libraries from WARNING."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter(project))
    # Replaced, not added to: functions-framework has set a handler of its own.
    logging.root.handlers = [handler]
    logging.root.setLevel(logging.WARNING)
    logging.getLogger(OURS).setLevel(logging.INFO)


class JsonFormatter(logging.Formatter):
    """Writes a record in the fields that Cloud Logging and Error Reporting know. An e-mail address
    keeps only its domain: an error of a vendor or a library may quote one. Lines that belong to no
    request, such as those of the start, have a trace of the instance."""

    def __init__(self, project: str) -> None:
        super().__init__()
        self._traces = f"projects/{project}/traces"
        self._instance = trace.new()

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "severity": record.levelname,
            "message": record.getMessage(),
            "logger": record.name,
            "logging.googleapis.com/trace": f"{self._traces}/{trace.current() or self._instance}",
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            line["stack_trace"] = self.formatException(record.exc_info)
        return EMAIL.sub(r"…@\1", json.dumps(line, ensure_ascii=False, default=str))
