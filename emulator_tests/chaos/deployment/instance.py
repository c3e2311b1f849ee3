"""Run the deployed functions of main.py, each call in a process of its own that can be killed.

`python -m emulator_tests.chaos.deployment.instance CLOCK` loads main.py once, and forks a process
for each line of its standard input, `{function, method, path, headers, body}`. It prints the
process's id; the process prints `{pid, status, body, clock}` once it has answered.

The file CLOCK holds the present time, in seconds. Time stands still during a call, save that a
sleep of the function moves it. SIGUSR1 makes a running call read the file again.
"""

import asyncio
import gc
import json
import os
import signal
import sys
import threading
import time
from importlib import import_module
from pathlib import Path
from typing import Any

import time_machine

IMPORTED_BY_CALLS = (
    *(f"customer_health.handlers.{name}" for name in (
        "actions", "context", "crm", "http", "notices", "runs", "triggers",
    )),
    "customer_health.connectors.http.limiter",
    "customer_health.connectors.hubspot.crm",
    "customer_health.connectors.stripe.billing",
    "customer_health.connectors.stripe.effects",
    "customer_health.connectors.zendesk.effects",
    "customer_health.connectors.zendesk.support",
    "customer_health.flows.matching.sync_crm",
    "customer_health.flows.matching.write_figures",
    "customer_health.flows.runs.check",
    "customer_health.flows.runs.run_shard",
    "customer_health.flows.runs.start",
    "customer_health.notify.mail.smtp",
    "customer_health.notify.mail.templates",
    "customer_health.connectors.usage",
    "customer_health.connectors.zendesk.ticket_page",
    "customer_health.notify.slack.client",
    "customer_health.notify.slack.messenger",
    "customer_health.stores.rtdb.bulk_client",
    "cloudevents.http",
    "email.policy",
    "firebase_admin.auth",
    "firebase_admin.functions",
    "google.auth.compute_engine.credentials",
    "netrc",
    "slack_sdk.http_retry.builtin_handlers",
    "slack_sdk.web.client",
    "stripe._customer_balance_transaction_service",
    "stripe._customer_service",
    "stripe._object_classes",
)  # fmt: skip
"""Imported before the first call: else each process would import them again."""

MONOTONIC, ASYNC_SLEEP = time.monotonic, asyncio.sleep


class Clock:
    """The time of one call. Later than the file's by what the call has slept."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.slept = 0.0
        self._travel: time_machine.Traveller | None = None

    def start(self) -> None:
        self._travel = time_machine.travel(self._read(), tick=False).start()
        signal.signal(signal.SIGUSR1, lambda *_: self._look())

    def _read(self) -> float:
        return float(self.path.read_text())

    def _look(self) -> None:
        if self._travel:
            self._travel.move_to(max(self._read(), time.time()))

    def sleep(self, seconds: float) -> None:
        self.slept += seconds
        if self._travel:
            self._travel.shift(seconds)

    async def sleep_in_loop(self, seconds: float, result: Any = None) -> Any:
        if threading.current_thread() is not threading.main_thread():
            # The rate limiter's own loop, which sleeps for as long as the process lives.
            return await ASYNC_SLEEP(seconds, result)
        self.sleep(seconds)
        return await ASYNC_SLEEP(0, result)

    def install(self) -> None:
        """Make every sleep move this clock. The event loop's own time-outs keep to real time."""
        time.sleep = self.sleep  # type: ignore[assignment]
        asyncio.sleep = self.sleep_in_loop  # type: ignore[assignment]
        time.monotonic = lambda: MONOTONIC() + self.slept
        asyncio.BaseEventLoop.time = lambda loop: MONOTONIC()  # type: ignore[method-assign, assignment]


def load() -> Any:
    """Import main.py, and what its functions import when they are called."""
    import main

    for name in IMPORTED_BY_CALLS:
        import_module(name)
    from babel import localedata

    from customer_health.bootstrap import api, firebase

    for language in ("en", "fr"):
        localedata.load(language)
    firebase.app()
    api.app()
    return main


def answer(main: Any, call: dict[str, Any]) -> tuple[int, Any]:
    """Call a function as the platform does. Returns the status and the JSON of its answer."""
    function = getattr(main, call["function"])
    if "event" in call:
        from cloudevents.http import CloudEvent

        event = call["event"]
        function(CloudEvent({k: v for k, v in event.items() if k != "data"}, event["data"]))
        return 200, None
    from flask import Flask, Request, make_response
    from werkzeug.test import EnvironBuilder

    builder = EnvironBuilder(
        call["path"], method=call["method"], headers=call["headers"], json=call["body"]
    )
    with Flask("instance").request_context(builder.get_environ()) as context:
        response = make_response(function(Request(context.request.environ)))
    return response.status_code, response.get_json(silent=True)


def serve(main: Any, clock: Clock, call: dict[str, Any]) -> None:
    """Answer one call in this process, and end it."""
    clock.start()
    try:
        status, body = answer(main, call)
    except Exception:
        sys.excepthook(*sys.exc_info())
        status, body = 500, None
    written = {"pid": os.getpid(), "status": status, "body": body, "clock": time.time()}
    os.write(1, json.dumps(written).encode() + b"\n")
    os._exit(0)


def run() -> None:
    clock = Clock(Path(sys.argv[1]))
    clock.install()  # before others import these functions
    main = load()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # ended processes leave no trace
    gc.collect()
    gc.freeze()
    gc.disable()  # a call ends before it makes much garbage
    os.write(1, b'{"pid": 0, "status": 0, "body": null, "clock": 0}\n')
    for line in sys.stdin:
        if pid := os.fork():
            os.write(1, b'{"started": %d}\n' % pid)
        else:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            serve(main, clock, json.loads(line))


if __name__ == "__main__":
    run()
