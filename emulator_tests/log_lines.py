"""What the functions have printed, as Cloud Logging would get it."""

import json
import re
from typing import Any

from emulator_harness import Suite

PRINTED = re.compile(r"^>  (?!\[\d{4}-)(.+)$", re.MULTILINE)
"""A line that a function printed, as the CLI shows it. Not one of the emulator's web server, which
begins with a date in brackets: it says for example that another process took its port first."""

TRACE = "logging.googleapis.com/trace"


def log_lines(log: str) -> list[Any]:
    """Return the lines of a log that functions have printed, decoded."""
    return [json.loads(line) for line in PRINTED.findall(log)]


def lines_of(suite: Suite, trace: str) -> list[Any]:
    """Return all lines with one trace: the query that an operator would make."""
    whole = f"projects/{suite.project}/traces/{trace}"
    return [line for line in log_lines(suite.log_text()) if line[TRACE] == whole]
