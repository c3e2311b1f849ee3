"""The HTTP client of vendors, over loopback: retries, waiting, and the messages of errors."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from aiohttp import web
from pyrate_limiter import Duration, Rate

from customer_health.connectors.http import client as vendor_http
from customer_health.connectors.http import limiter as limiters
from customer_health.connectors.http.client import NotTaken, VendorHttp
from customer_health.connectors.http.limiter import VendorLimiter
from customer_health.errors import BadAnswer, NotInSource, SourceDown, SourceRefused
from emulator_harness.fakes.faults import Faults
from emulator_harness.fakes.service import Service
from emulator_harness.ports import HOST, free_ports

PLENTY = Rate(1000, Duration.SECOND)


class Vendor(Service):
    """Stores the bodies that it gets. /big answers with a large body."""

    def __init__(self) -> None:
        self.faults = Faults(lambda status: {"message": f"trouble {status}"})
        self.told: list[Any] = []
        app = web.Application(middlewares=[self.faults.middleware])
        app.router.add_get("/echo", self._echo)
        app.router.add_post("/things", self._tell)
        app.router.add_delete("/things", self._forget)
        app.router.add_get("/big", self._big)
        app.router.add_get("/away", self._away)
        super().__init__(app)

    async def _echo(self, request: web.Request) -> web.Response:
        key = request.headers.get("Authorization")
        return web.json_response({"query": request.rel_url.raw_query_string, "key": key})

    async def _tell(self, request: web.Request) -> web.Response:
        self.told.append(await request.json())
        return web.json_response({"id": len(self.told)}, status=201)

    async def _forget(self, _: web.Request) -> web.Response:
        return web.Response(status=204)

    async def _big(self, _: web.Request) -> web.Response:
        return web.Response(body=b"[" + b" " * 100_000)

    async def _away(self, _: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": "/echo"})


@pytest.fixture(scope="module")
def running() -> Iterator[Vendor]:
    with Vendor() as vendor:
        yield vendor


@pytest.fixture
def vendor(running: Vendor) -> Vendor:
    running.faults.clear()
    running.told.clear()
    return running


def client(
    vendor: Vendor, timeout_budget: float = 10, limiter: VendorLimiter | None = None
) -> VendorHttp:
    headers = {"Authorization": "Bearer made-up"}
    return VendorHttp(
        limiter or VendorLimiter("vendor", PLENTY), vendor.url, headers, timeout_budget
    )


def test_a_question_and_its_answer(vendor: Vendor) -> None:
    answer = client(vendor).get("/echo", {"name": "Café & Co", "id": [1, 2]})
    assert answer == {"query": "name=Caf%C3%A9+%26+Co&id=1&id=2", "key": "Bearer made-up"}
    assert client(vendor).ask("POST", "/things", body={"a": "é"}) == {"id": 1}
    assert vendor.told == [{"a": "é"}]
    assert client(vendor).ask("DELETE", "/things") is None


@pytest.mark.parametrize("fault", [{"drop": True}, {"status": 503}, {"status": 500}])
def test_a_question_is_asked_again(vendor: Vendor, fault: dict[str, Any]) -> None:
    vendor.faults.fail(times=2, **fault)
    assert "query" in client(vendor).get("/echo")
    assert len(vendor.faults.calls) == 3


def test_it_gives_up_after_a_few_times(vendor: Vendor) -> None:
    vendor.faults.fail(times=None, status=502)
    with pytest.raises(SourceDown, match=r"502 .*trouble 502"):
        client(vendor).get("/echo")
    assert len(vendor.faults.calls) == vendor_http.ATTEMPTS


@pytest.mark.parametrize("fault", [{"lose_answer": True}, {"status": 500}])
def test_what_may_have_been_done_is_not_done_again(vendor: Vendor, fault: dict[str, Any]) -> None:
    vendor.faults.fail(**fault)
    with pytest.raises(SourceDown):
        client(vendor).ask("POST", "/things", body={})
    assert len(vendor.faults.calls) == 1


def test_what_may_be_repeated_is(vendor: Vendor) -> None:
    vendor.faults.fail(lose_answer=True)
    assert client(vendor).ask("POST", "/things", body={}, repeatable=True) == {"id": 2}


def test_what_was_not_taken_is_done_again(vendor: Vendor) -> None:
    vendor.faults.fail(status=429, retry_after=0)
    assert client(vendor).ask("POST", "/things", body={}) == {"id": 1}


def test_nobody_there(vendor: Vendor) -> None:
    [port] = free_ports(1)
    lost = VendorHttp(VendorLimiter("vendor", PLENTY), f"http://{HOST}:{port}", {}, 0.1)
    with pytest.raises(NotTaken, match=f"vendor: POST http://{HOST}:{port}/things: no connection"):
        lost.ask("POST", "/things", body={})


def test_a_short_wait_is_waited(vendor: Vendor) -> None:
    vendor.faults.fail(status=429, retry_after=1)
    before = time.monotonic()
    assert client(vendor).get("/echo")
    assert time.monotonic() - before >= 1


def test_a_wait_beyond_the_budget_is_an_error_at_once(vendor: Vendor) -> None:
    vendor.faults.fail(status=429, retry_after=30)
    limiter = VendorLimiter("vendor", PLENTY)
    with pytest.raises(SourceDown) as caught:
        client(vendor, timeout_budget=2, limiter=limiter).get("/echo")
    assert caught.value.retry_after == 30
    # And until then, it isn't asked by anybody else either.
    with pytest.raises(SourceDown, match="left alone") as caught:
        client(vendor, timeout_budget=2, limiter=limiter).get("/echo")
    assert caught.value.retry_after is not None
    assert 25 < caught.value.retry_after <= 30
    assert len(vendor.faults.calls) == 1


@pytest.mark.parametrize("header", [None, "soon", "", "-5"])
def test_a_wait_that_is_none_lasts_as_long_as_the_limit(vendor: Vendor, header: str | None) -> None:
    vendor.faults.fail(status=429, retry_after=header)
    limiter = VendorLimiter("vendor", Rate(1000, Duration.SECOND * 10))
    with pytest.raises(SourceDown, match="429") as caught:
        client(vendor, timeout_budget=0.1, limiter=limiter).get("/echo")
    assert caught.value.retry_after == 10


def test_an_answer_that_comes_too_late(vendor: Vendor) -> None:
    vendor.faults.fail(delay=1)
    with pytest.raises(SourceDown, match="no answer"):
        client(vendor, timeout_budget=0.2).get("/echo")


def test_errors(vendor: Vendor) -> None:
    asks = client(vendor)
    with pytest.raises(NotInSource, match=r"vendor: GET .*/none: 404"):
        asks.get("/none")
    with pytest.raises(BadAnswer, match="302"):
        asks.get("/away")
    for status in (401, 403):
        vendor.faults.fail(status=status)
        with pytest.raises(SourceRefused, match="check its key"):
            asks.get("/echo")
    vendor.faults.fail(status=400)
    with pytest.raises(SourceRefused, match=r"400 .*trouble 400"):
        asks.get("/echo", {"email": "secret@example.com"})
    assert len(vendor.faults.calls) == 5


def test_an_error_names_no_query(vendor: Vendor) -> None:
    with pytest.raises(NotInSource) as caught:
        client(vendor).get("/none", {"email": "ann@example.com"})
    assert "ann" not in str(caught.value)


@pytest.mark.parametrize("body", [b"<html>", b"{", b"\xff\xfe", b"[1, 2"])
def test_nonsense(vendor: Vendor, body: bytes) -> None:
    vendor.faults.fail(body=body)
    with pytest.raises(BadAnswer, match="not JSON"):
        client(vendor).get("/echo")


def test_an_answer_without_end(vendor: Vendor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vendor_http, "MAX_BYTES", 70_000)
    with pytest.raises(BadAnswer, match="more than 70000 bytes"):
        client(vendor).get("/big")


def test_a_source_in_trouble_is_left_alone(vendor: Vendor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limiters, "PAUSE", 0.5)
    limiter = VendorLimiter("vendor", PLENTY)
    asks = client(vendor, timeout_budget=0.2, limiter=limiter)
    vendor.faults.fail(times=limiters.MAX_OUTAGES, drop=True)
    for _ in range(limiters.MAX_OUTAGES):
        with pytest.raises(SourceDown):
            asks.ask("POST", "/things", body={})
    with pytest.raises(SourceDown, match="left alone"):
        asks.get("/echo")
    assert len(vendor.faults.calls) == limiters.MAX_OUTAGES
    # A client with a larger budget waits for the end of the pause. An answer then ends it for all.
    assert client(vendor, limiter=limiter).get("/echo")
    assert asks.get("/echo")


def test_a_refusal_is_no_outage(vendor: Vendor) -> None:
    asks = client(vendor, timeout_budget=0.2)
    for _ in range(2 * limiters.MAX_OUTAGES):
        with pytest.raises(NotInSource):
            asks.get("/none")
    assert asks.get("/echo")


def test_no_more_requests_than_the_vendor_takes(vendor: Vendor) -> None:
    limiter = VendorLimiter("vendor", Rate(2, Duration.SECOND))
    asks = client(vendor, timeout_budget=0.2, limiter=limiter)
    asks.get("/echo"), asks.get("/echo")
    with pytest.raises(SourceDown, match="as many requests"):
        asks.get("/echo")
    assert client(vendor, limiter=limiter).get("/echo")
    assert len(vendor.faults.calls) == 3
