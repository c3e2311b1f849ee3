"""The parts of Google that functions ask besides the database: Cloud Tasks, and Firebase Auth."""

import json
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from emulator_harness.fakes.service import Service

Json = Any


@dataclass
class Task:
    """A task that waits in its queue, with the number of its attempts so far."""

    queue: str
    data: Json
    attempts: int = 0


class GoogleFake(Service):
    """Queues tasks, each name once, and looks accounts up.

    `accounts` has the fields of each account by e-mail address. `failures` requests for a task are
    refused with a 503; `lost` are carried out, and their answer is lost.
    """

    def __init__(self, accounts: Mapping[str, Mapping[str, Any]]) -> None:
        self.accounts = accounts
        self.tasks: list[Task] = []
        self.names: set[str] = set()
        self.failures = self.lost = 0
        app = web.Application()
        app.router.add_post("/{resource:projects/.+/queues/.+/tasks}", self._enqueue)
        app.router.add_post("/{api:.+}/accounts:lookup", self._look_up)
        super().__init__(app)

    def reset(self) -> None:
        self.tasks.clear()
        self.names.clear()
        self.failures = self.lost = 0

    async def _enqueue(self, request: web.Request) -> web.Response:
        if self.failures:
            self.failures -= 1
            return problem(503, "UNAVAILABLE")
        task = (await request.json())["task"]
        if name := task.get("name"):
            if name in self.names:
                return problem(409, "ALREADY_EXISTS")
            self.names.add(name)
        queue = request.match_info["resource"].split("/")[-2]
        self.tasks.append(Task(queue, json.loads(b64decode(task["httpRequest"]["body"]))))
        if self.lost:
            self.lost -= 1
            if request.transport:
                request.transport.abort()
        return web.json_response({"task": {"name": name or ""}})

    async def _look_up(self, request: web.Request) -> web.Response:
        wanted = await request.json()
        known = wanted.get("email", []), wanted.get("localId", [])
        found = [
            {"email": email, "emailVerified": True, **account}
            for email, account in self.accounts.items()
            if email in known[0] or account["localId"] in known[1]
        ]
        return web.json_response({"users": found} if found else {})


def problem(status: int, code: str) -> web.Response:
    body = {"error": {"code": status, "status": code, "message": code}}
    return web.json_response(body, status=status)
