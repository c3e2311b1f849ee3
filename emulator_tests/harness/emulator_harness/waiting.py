"""Polls a condition: the one way in which tests wait."""

import time
from collections.abc import Callable
from typing import TypeVar

INTERVAL = 0.05

T = TypeVar("T")


def wait_until(condition: Callable[[], T], *, timeout: float = 10, message: str = "") -> T:
    """Poll `condition` until its value is truthy, and return that value.

    Raises TimeoutError after `timeout` seconds, with `message` and the last value seen.
    Exceptions of `condition` are not caught.
    """
    deadline = time.monotonic() + timeout
    while not (value := condition()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"{message or 'condition'}: not met in {timeout} s, last: {value!r}")
        time.sleep(INTERVAL)
    return value
