"""How many requests an account may send."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from customer_health.api.http import quotas
from customer_health.config import config
from customer_health.domain.quota import Quota
from customer_health.stores.actions.quotas import RequestCounts
from tests.api.client import Api, as_, row
from tests.services import AGENT, TOKENS

NOON = datetime.fromisoformat("2025-11-24T12:00:00Z")


def limit(api: Api, now: datetime, counts: RequestCounts) -> None:
    """Let an account send 10 requests a minute, of which 2 may change something."""
    settings = replace(config(), requests_a_minute=10)
    api.give(now=lambda: now, config=settings, request_counts=lambda: counts)


def test_reads_have_a_quota(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(TOKENS, "bob", {**AGENT, "uid": "u2"})
    counts = RequestCounts()
    limit(api, NOON + timedelta(seconds=18), counts)
    answers = [api.send("GET", "me") for _ in range(11)]
    assert [one.status_code for one in answers] == [200] * 10 + [429]
    assert answers[0].headers["RateLimit-Policy"] == '"reads";q=10;w=60'
    assert answers[0].headers["RateLimit"] == '"reads";r=9;t=42'
    refused = answers[-1]
    assert refused.content_type == "application/problem+json"
    assert (refused.json["code"], refused.headers["Retry-After"]) == ("too_many", "42")
    assert refused.headers["RateLimit"] == '"reads";r=0;t=42'
    assert api.send("GET", "me", "bob").status_code == 200
    limit(api, NOON + timedelta(seconds=60), counts)
    assert api.send("GET", "me").status_code == 200


def test_changes_have_a_smaller_quota(api: Api) -> None:
    limit(api, NOON, RequestCounts())
    answers = [api.send("DELETE", "views/none").status_code for _ in range(3)]
    assert answers == [404, 404, 429]
    assert api.send("GET", "me").status_code == 200


def test_a_request_without_an_account_has_no_quota(api: Api) -> None:
    assert "RateLimit" not in api.client.get("/v1/me").headers


@pytest.mark.parametrize(
    ("quota", "request_of_it"),
    [
        ("MAIL", {"kind": "send_email", "template": "check_in", "language": "en"}),
        ("EXPORTS", {"kind": "export_data"}),
        ("MONEY", {"kind": "credit", "cents": 100, "currency": "CAD"}),
        ("MONEY", {"kind": "discount", "percent": 10, "months": 3}),
    ],
)
def test_what_reaches_others_has_a_quota_over_all_instances(
    api: Api, monkeypatch: pytest.MonkeyPatch, quota: str, request_of_it: dict[str, Any]
) -> None:
    monkeypatch.setattr(quotas, quota, Quota(quota.lower(), 2, 3600))
    api.load(CustomerIndex={"acme": row()})

    def ask(number: int, now: datetime) -> Any:
        api.give(now=lambda: now)  # another instance each time: nothing in memory
        headers = as_() | {"Idempotency-Key": f"request-{number}"}
        body = {**request_of_it, "reason": "An outage"}
        return api.client.post("/v1/customers/acme/actions", headers=headers, json=body)

    answers = [ask(number, NOON) for number in range(4)]
    statuses = [one.status_code for one in answers]
    assert (429 in statuses[:2], statuses[2:]) == (False, [429, 429]), answers[0].text
    assert answers[2].headers["Retry-After"] == "3600"
    assert ask(5, NOON + timedelta(hours=1)).status_code != 429
