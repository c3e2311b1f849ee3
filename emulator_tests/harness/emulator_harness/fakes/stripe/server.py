"""The HTTP side of the account: keys, versions, idempotency keys and the rate limit."""

from collections import deque
from dataclasses import dataclass, field
from typing import Any

from aiohttp import BasicAuth, web

from emulator_harness.fakes.faults import Faults
from emulator_harness.fakes.rate_limit import acquire

from .account import Account
from .errors import StripeError, fault_body
from .expanding import expand
from .methods import METHODS, Method
from .parameters import nested
from .shapes import VERSION

Json = Any


@dataclass
class Server:
    """Answers the API. `rate` is in requests a second; None is no limit. `answers` maps an
    idempotency key to its request and its answer or error."""

    key: str
    rate: int | None = None
    account: Account = field(default_factory=Account)
    faults: Faults = field(default_factory=lambda: Faults(fault_body))
    answers: dict[str, tuple[Json, Json]] = field(default_factory=dict)
    _accepted: deque[float] = field(default_factory=deque)

    def app(self) -> web.Application:
        app = web.Application(middlewares=[self.faults.middleware])
        for (verb, path), method in METHODS.items():
            app.router.add_route(verb, path, self._handler(method))
        app.router.add_route("*", "/{path:.*}", self._unknown)
        return app

    def reset(self) -> None:
        self.account.clear()
        self.faults.clear()
        self.answers.clear()
        self._accepted.clear()

    def _handler(self, method: Method) -> Any:
        async def handle(request: web.Request) -> web.Response:
            pairs = request.query if request.method == "GET" else await request.post()
            try:
                self._authorise(request)
                given = nested((name, str(value)) for name, value in pairs.items())
                answer, headers = self._answer_once(request, method, given)
            except StripeError as error:
                return web.json_response(error.body, status=error.status)
            return web.json_response(answer, headers=headers)

        return handle

    def _answer_once(
        self, request: web.Request, method: Method, given: Json
    ) -> tuple[Json, dict[str, str]]:
        """Return the answer and its headers; a known idempotency key gives its first answer."""
        key = request.headers.get("Idempotency-Key") if request.method == "POST" else None
        asked = (request.path, given)
        if key in self.answers:
            before, answer = self.answers[key]
            if before != asked:
                raise StripeError(
                    400, f"Keys for idempotent requests can only be used with the same parameters "
                    f"they were first used with. Try using a key other than '{key}'.",
                    kind="idempotency_error",
                )  # fmt: skip
            if isinstance(answer, StripeError):
                raise answer
            return answer, {"Idempotent-Replayed": "true"}
        try:
            made = method(self.account, given, request.match_info.get("id", ""))
        except StripeError as error:
            if key:
                self.answers[key] = asked, error
            raise
        if made["object"] in ("list", "search_result"):
            made["url"] = request.path
        answer = expand(self.account, made, given.get("expand", []))
        if key:
            self.answers[key] = asked, answer
        return answer, {}

    def _authorise(self, request: web.Request) -> None:
        if _key(request) != self.key:
            raise StripeError(401, "Invalid API Key provided.")
        version = request.headers.get("Stripe-Version", VERSION)
        if version != VERSION:
            raise StripeError(400, f"This fake has the API version {VERSION}, not {version}.")
        if acquire(self._accepted, self.rate, 1):
            raise StripeError(429, "Request rate limit exceeded.", "rate_limit")

    async def _unknown(self, request: web.Request) -> web.Response:
        message = f"Unrecognized request URL ({request.method}: {request.path})."
        return web.json_response(StripeError(404, message).body, status=404)


def _key(request: web.Request) -> str:
    given = request.headers.get("Authorization", "")
    basic = given.startswith("Basic ")
    return str(BasicAuth.decode(given).login) if basic else given.removeprefix("Bearer ")
