"""Which trace an invocation has."""

from contextvars import copy_context
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from customer_health import trace
from customer_health.handlers import traced

SIX = datetime(2026, 11, 28, 11, tzinfo=UTC)
NONE: Any = None


def seen(decorate: Any, argument: Any) -> str | None:
    """Return the trace that a handler sees."""
    found: list[str | None] = []
    handler = decorate(lambda event, services: found.append(trace.current()))
    copy_context().run(handler, argument, NONE)
    return found[0] if found else None


def test_an_event_that_comes_twice_has_one_trace() -> None:
    first, again, other = (seen(traced.event, SimpleNamespace(id=id_)) for id_ in ("a", "a", "b"))
    assert first == again
    assert first != other


def test_a_scheduled_function_that_is_tried_again_has_one_trace() -> None:
    def at(time: datetime, name: str | None = "daily") -> str | None:
        return seen(traced.schedule, SimpleNamespace(job_name=name, schedule_time=time))

    assert at(SIX) == at(SIX)
    assert len({at(SIX), at(SIX + timedelta(days=1)), at(SIX, "hourly")}) == 3
    assert at(SIX, None) is None, "the start-up probe is not handled"


def test_a_task_has_the_trace_of_the_work_that_queued_it() -> None:
    payload = {"actionId": "a", "trace": "1" * 32}
    assert seen(traced.task, SimpleNamespace(data=payload)) == "1" * 32
    assert payload == {"actionId": "a"}
    older = seen(traced.task, SimpleNamespace(data={"actionId": "a"}))
    assert older
    assert len(older) == 32


def test_an_error_of_a_task_is_logged_with_its_stack(caplog: pytest.LogCaptureFixture) -> None:
    @traced.task
    def fail(request: Any, services: Any) -> None:
        raise ValueError("wrong")

    with pytest.raises(ValueError, match="wrong"):
        copy_context().run(fail, SimpleNamespace(data={"trace": "1" * 32}), NONE)
    [record] = caplog.records
    assert (record.message, record.levelname) == ("fail failed", "ERROR")
    assert record.exc_info
