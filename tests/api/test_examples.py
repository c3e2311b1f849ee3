"""Send each example of docs/api.md, and compare the answer with the documented one.

In the page, `…` at the end of a text stands for the rest of the text. As the last item of a list,
or as a key of an object, it stands for the items that are not shown.
"""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import time_machine

from customer_health.api.openapi import document
from customer_health.domain.context.billing_record import Plan
from customer_health.domain.money import Money
from customer_health.flows.actions.ports import Vendors
from customer_health.stores.runs import runs
from tests.api.client import APP, Api, as_
from tests.api.test_operations import standing
from tests.examples import CLOCK, COMPANY, RUN, company, run
from tests.flows.actions.world import BillingAccount
from tests.flows.context.sources import sources

DOCS = (Path(__file__).parent.parent.parent / "docs" / "api.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)\n```$", DOCS, re.MULTILINE | re.DOTALL)
EXAMPLES = [text for _, text in BLOCKS]
REST = "…"


def sent(example: str) -> tuple[str, str, dict[str, str], str]:
    """Return an example's method, target, headers and body."""
    request, _, _ = example.partition("\n\nHTTP/1.1 ")
    head, _, body = request.partition("\n\n")
    first, *lines = head.splitlines()
    method, target = first.split(" ")
    return method, target, dict(line.split(": ", 1) for line in lines), body


def answered(example: str) -> tuple[int, str]:
    _, _, answer = example.partition("\n\nHTTP/1.1 ")
    head, _, body = answer.partition("\n\n")
    return int(head.split(" ")[0]), body


def is_like(wanted: Any, found: Any) -> bool:
    match wanted, found:
        case {"…": _, **named}, dict():
            return all(key in found and is_like(named[key], found[key]) for key in named)
        case dict(), dict():
            return wanted.keys() == found.keys() and is_like({**wanted, REST: REST}, found)
        case [*named, "…"], list():
            return len(found) > len(named) and is_like(named, found[: len(named)])
        case list(), list():
            return len(wanted) == len(found) and all(map(is_like, wanted, found))
        case str(), str() if wanted.endswith(REST):
            return found.startswith(wanted.removesuffix(REST))
    return bool(wanted == found)


class Offer(BillingAccount):
    def prices(self) -> list[Plan]:
        return [
            Plan("price_1", "Enterprise Pro", Money(50_00, "CAD"), "month", 1),
            Plan("price_2", "Team", Money(20_00, "CAD"), "month", 1),
        ]


@pytest.fixture
def documented(api: Api) -> Api:
    """Make the documented data: a customer after a daily run with an alert of each severity, and
    a company without a match, and a customer that has left."""
    ran = company(
        Companies={
            "name": "Érablière Côté",
            "email": "boss@maple.example.com",
            "contact": {"name": "Zoé Roy", "phone": "+1 514 555 0100"},
            "location": {"city": "Laval", "province": "QC", "country": "CA"},
        },
        Employees={"zoe": {"name": "Zoé Roy", "createdAt": "2025-11-20T15:00:00Z"}},
        PresenceStatus={"master": {"lastActive": "2025-11-14T11:00:00Z"}},
        Timecards={"t1": {"employeeId": "zoe", "date": "2025-11-18"}, "t2": 5},
    )
    known = sources()
    vendors = Vendors(sources=known, billing=Offer())
    api.give(known, action_vendors=lambda: vendors)
    run(ran)
    api.load(**ran.root)
    found = {"name": "Bistro Zoé", "email": "zoe@bistro.example.com", "crmId": "crm-7"}
    api.load(
        Matches={"bistro": standing(name="Bistro", candidates=[found])},
        CrmCompanies={"crm-7": {"name": found["name"], "courriel_compte_maitre": found["email"]}},
    )
    api.database.patch(
        {
            "Companies/bistro": {"name": "Bistro"},
            "Departures/bakery": {
                "companyId": "bakery",
                "company": "Boulangerie Roy",
                "leftAt": "2025-11-20T15:00:00Z",
                "level": "critical",
                "openAlerts": 1,
                "score": 38,
            },
            **runs.start(RUN, "by-schedule", CLOCK, CLOCK, {0: [COMPANY]}),
        }
    )
    return api


@time_machine.travel(CLOCK, tick=False)
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.splitlines()[0])
def test_each_example_gets_its_documented_answer(documented: Api, example: str) -> None:
    method, target, headers, body = sent(example)
    status, wanted = answered(example)
    response = documented.client.open(
        target, method=method, headers={**as_("admin"), **headers}, data=body
    )
    assert response.status_code == status, response.text
    if response.is_json or wanted.startswith("{"):
        assert is_like(json.loads(wanted), response.json), response.json
    else:
        found = response.get_data(as_text=True).removeprefix("\ufeff").replace("\r\n", "\n")
        assert is_like(wanted, found.rstrip()), found


def test_every_block_is_an_example() -> None:
    assert DOCS.count("```") == 2 * len(BLOCKS)
    assert {language for language, _ in BLOCKS} == {"http"}
    assert "`{" not in DOCS  # nor is there one in a line of text


def test_every_resource_has_an_example() -> None:
    routes = APP.url_map.bind("localhost")
    shown = {
        routes.match(target.partition("?")[0], method)[0].split(".")[0]
        for method, target, _, _ in map(sent, EXAMPLES)
    }
    tags = {
        tag
        for operations in document(APP)["paths"].values()
        for operation in operations.values()
        for tag in operation["tags"]
    }
    assert shown == tags


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"a": 1}, {"a": 1, "b": 2}),
        ({"a": 1, "b": 2}, {"a": 1}),
        ({"a": 1, "…": "…"}, {"a": 2}),
        ({"a": 1, "…": "…"}, {"b": 1}),
        ([1], [1, 2]),
        ([1, "…"], [1]),
        ([{"a": 1}, "…"], [{"a": 2}, 3]),
        ("x…", "y"),
        ("1", 1),
    ],
)
def test_the_comparison_finds_differences(wanted: Any, found: Any) -> None:
    assert not is_like(wanted, found)
