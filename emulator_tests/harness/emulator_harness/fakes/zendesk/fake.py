"""The Zendesk fake as tests use it: a running server, and methods that fill the help desk."""

from collections.abc import Iterable
from copy import deepcopy
from datetime import datetime
from typing import Any

from emulator_harness.fakes.service import VendorService

from .desk import timestamp
from .server import Server

Json = Any

EMAIL = "agent@example.com"
TOKEN = "made-up-zendesk-token"


class ZendeskFake(VendorService):
    """A help desk whose agent has `token`.

    `rate` is the number of requests that it accepts a minute; None is no limit. Each `put_…`
    returns the record's id, and takes more fields under Zendesk's names.
    """

    def __init__(
        self, *, email: str = EMAIL, token: str = TOKEN, rate: int | None = None, port: int = 0
    ) -> None:
        self.email = email
        self.token = token
        self.server = Server(email, token, rate)
        super().__init__(self.server.app(), self.server.faults, port)

    def reset(self) -> None:
        """Delete all records, faults and idempotency keys."""
        self.inside(self.server.reset)

    def forget_keys(self) -> None:
        """Forget all idempotency keys, as Zendesk does after some hours."""
        self.inside(self.server.by_key.clear)

    def index_after(self, seconds: float) -> None:
        """Delay by that many seconds when a search finds a ticket created through the API."""
        self.server.desk.index_after = seconds

    def put_organization(self, name: str, **fields: Json) -> int:
        return self.inside(lambda: int(self.server.desk.put_organization(name, **fields)["id"]))

    def put_user(self, email: str | None, name: str = "", **fields: Json) -> int:
        return self.inside(lambda: int(self.server.desk.put_user(email, name, **fields)["id"]))

    def put_ticket(
        self,
        subject: str,
        created_at: datetime,
        *,
        solved_at: datetime | None = None,
        updated_at: datetime | None = None,
        score: str | None = None,
        archived: bool = False,
        tags: Iterable[str] = (),
        **fields: Json,
    ) -> int:
        """Add a ticket; `score` is its satisfaction rating, good or bad."""
        times = {"created_at": created_at, "solved_at": solved_at, "updated_at": updated_at}
        given: Json = {name: timestamp(at) for name, at in times.items() if at}
        if score:
            given["satisfaction_rating"] = {"score": score, "comment": ""}

        def put() -> int:
            made = self.server.desk.put_ticket(subject=subject, tags=list(tags), **given, **fields)
            if archived:
                self.server.desk.archived.add(made["id"])
            return int(made["id"])

        return self.inside(put)

    def tickets(self) -> list[Json]:
        return self.inside(lambda: deepcopy(list(self.server.desk.tickets.values())))

    def comments(self, ticket: int) -> list[Json]:
        return self.inside(lambda: deepcopy(self.server.desk.comments[ticket]))
