"""The OpenAPI document describes every route, and the API answers as it says."""

from typing import Any

import schemathesis

from customer_health.api.openapi import document
from tests.api.client import APP, Api
from tests.api.schema import BUDGET, CONFIG
from tests.attack import TRIED

schema = schemathesis.openapi.from_wsgi("/v1/openapi.json", APP, config=CONFIG)


def test_every_route_is_described() -> None:
    described = document(APP)
    assert described["openapi"].startswith("3.1")
    operations = [op for methods in described["paths"].values() for op in methods.values()]
    assert len({operation["operationId"] for operation in operations}) == len(operations)
    undescribed = {"document.openapi", "document.page", "slack.interact"}
    endpoints = {rule.endpoint for rule in APP.url_map.iter_rules()} - undescribed
    assert {op["operationId"] for op in operations} == {e.replace(".", "_") for e in endpoints}
    assert [op["summary"] for op in operations if not op["summary"].endswith(".")] == []


def test_the_page_for_people_lists_every_path(api: Api) -> None:
    page = api.client.get("/v1/docs").get_data(as_text=True)
    assert all(path in page for path in document(APP)["paths"])


def refs(node: Any) -> set[str]:
    if isinstance(node, dict):
        own = {node["$ref"]} if isinstance(node.get("$ref"), str) else set[str]()
        return own.union(*map(refs, node.values()))
    return set[str]().union(*map(refs, node)) if isinstance(node, list) else set()


def test_every_reference_has_a_target() -> None:
    described = document(APP)
    known = {f"#/components/schemas/{name}" for name in described["components"]["schemas"]}
    assert refs(described) <= known


@schema.parametrize()
@BUDGET
def test_the_api_answers_as_documented(api: Api, case: Any) -> None:
    TRIED["generated requests"] += 1
    case.call_and_validate(
        base_url="http://localhost/v1", headers={"Authorization": "Bearer admin"}
    )
