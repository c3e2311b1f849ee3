"""What a line of the log looks like, and which trace it has."""

import json
import logging
import subprocess
import sys
from typing import Any

import pytest

from customer_health import logs, trace
from customer_health.threads import Threads
from tests.house.sources import FUNCTIONS

TRACE = "logging.googleapis.com/trace"
FORMATTER = logs.JsonFormatter("pivot")


def logged(caplog: pytest.LogCaptureFixture) -> list[Any]:
    return [json.loads(FORMATTER.format(record)) for record in caplog.records]


def test_an_event_has_its_fields_beside_the_text(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO), trace.using("0" * 32):
        logs.event("run_closed", done=3, date="2026-11-28")
        [line] = logged(caplog)
    assert line == {
        "severity": "INFO",
        "message": "run_closed done=3 date=2026-11-28",
        "logger": "customer_health.events",
        TRACE: f"projects/pivot/traces/{'0' * 32}",
        "event": "run_closed",
        "done": 3,
        "date": "2026-11-28",
    }


def test_an_error_has_its_stack_in_the_field_that_error_reporting_reads(
    caplog: pytest.LogCaptureFixture,
) -> None:
    try:
        raise ValueError("wrong")
    except ValueError:
        logging.getLogger("any").exception("failed")
    [line] = logged(caplog)
    assert (line["severity"], line["message"]) == ("ERROR", "failed")
    assert line["stack_trace"].startswith("Traceback (most recent call last):")
    assert line["stack_trace"].endswith("ValueError: wrong")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a mail to 'ève.b+c@maple.example.com': 550", "a mail to '…@maple.example.com': 550"),
        ("<b@x.ca>, c@x.ca", "<…@x.ca>, …@x.ca"),
        ("a@b is no address", "a@b is no address"),
    ],
)
def test_no_line_names_a_person_by_address(
    caplog: pytest.LogCaptureFixture, text: str, shown: str
) -> None:
    logging.getLogger("any").warning(text)
    assert [line["message"] for line in logged(caplog)] == [shown]


def test_lines_of_no_request_have_the_trace_of_the_instance(
    caplog: pytest.LogCaptureFixture,
) -> None:
    for _ in range(2):
        logging.getLogger("any").warning("starting")
    first, second = (line[TRACE] for line in logged(caplog))
    assert first == second
    assert trace.current() is None


def test_threads_have_the_trace_of_the_work_that_they_belong_to() -> None:
    with Threads(2) as threads:
        for name in ("a" * 32, "b" * 32):
            with trace.using(name):
                submitted = threads.submit(trace.current)
                mapped = threads.map(lambda _: trace.current(), range(2))
            assert [submitted.result(), *mapped] == [name] * 3


@pytest.mark.parametrize(
    ("headers", "found"),
    [
        ({"traceparent": f"00-{'a' * 32}-{'b' * 16}-01"}, "a" * 32),
        ({"X-Cloud-Trace-Context": f"{'c' * 32}/1;o=1"}, "c" * 32),
        ({"traceparent": "nonsense", "X-Cloud-Trace-Context": "c" * 32}, "c" * 32),
        ({"X-Cloud-Trace-Context": "c" * 33}, None),
        ({}, None),
    ],
)
def test_the_trace_of_a_request(headers: dict[str, str], found: str | None) -> None:
    assert trace.of_request(headers) == found


def test_libraries_log_as_json_too_and_only_what_matters() -> None:
    script = (
        "import logging\n"
        "from customer_health import logs\n"
        "logging.basicConfig()\n"  # functions-framework has set a handler by then
        "logs.set_up('pivot')\n"
        "for name in ('urllib3', 'customer_health.flows'):\n"
        "    logging.getLogger(name).info('details')\n"
        "    logging.getLogger(name).warning('trouble')\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script], cwd=FUNCTIONS, capture_output=True, text=True, check=True
    )
    lines = [json.loads(line) for line in ran.stderr.splitlines()]
    assert [(line["logger"], line["message"]) for line in lines] == [
        ("urllib3", "trouble"),
        ("customer_health.flows", "details"),
        ("customer_health.flows", "trouble"),
    ]
