"""The OpenAPI document describes every route, and the API answers as it says."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import jsonschema_rs
import pytest
import schemathesis

from customer_health.api.openapi import document, servers
from customer_health.domain.actions.kinds.limits import NOT_BLANK
from tests.api.client import APP, Api
from tests.api.schema import BUDGET, CONFIG
from tests.attack import TRIED

schema = schemathesis.openapi.from_wsgi("/v1/openapi.json", APP, config=CONFIG)


def test_every_route_is_described() -> None:
    described = document(APP)
    assert described["openapi"].startswith("3.1")
    found = operations(described)
    assert len({operation["operationId"] for operation in found}) == len(found)
    left_out = {"document.openapi", "document.page", "slack.interact"}
    endpoints = {rule.endpoint for rule in APP.url_map.iter_rules()} - left_out
    assert {op["operationId"] for op in found} == {e.replace(".", "_") for e in endpoints}
    assert [op["summary"] for op in found if not op["summary"].endswith(".")] == []


def test_the_page_for_people_lists_every_path(api: Api) -> None:
    page = api.client.get("/v1/docs").get_data(as_text=True)
    assert all(path in page for path in document(APP)["paths"])


def parts(described: Any) -> Iterator[tuple[str, Any, Any, Any]]:
    """Yield the name of each field, header, parameter and body, what describes it, its examples and
    its schema."""
    for model, definition in described["components"]["schemas"].items():
        for field, one in definition.get("properties", {}).items():
            yield f"{model}.{field}", one, one.get("examples"), one
    for name, one in described["components"].get("headers", {}).items():
        yield name, one, [one.get("example")], one["schema"]
    for operation in operations(described):
        name = operation["operationId"]
        for one in operation["parameters"]:
            yield f"{name} {one['name']}", one, [one.get("example")], one["schema"]
        for one in (operation.get("requestBody", {}), *operation["responses"].values()):
            if content := one.get("content", {}).get("application/json"):
                yield name, operation, [content.get("example")], content["schema"]


def operations(described: Any) -> list[Any]:
    return [one for methods in described["paths"].values() for one in methods.values()]


def undescribed(described: Any) -> list[str]:
    """Return the names of the parts without a description or a valid example."""
    return [
        name
        for name, part, examples, schema in parts(described)
        if not (part.get("description") and examples)
        or not all(map(validator(schema, described).is_valid, examples))
    ]


def validator(schema: Any, described: Any) -> jsonschema_rs.Validator:
    whole = {**schema, "components": described["components"]} if refs(schema) else schema
    return jsonschema_rs.Draft202012Validator(whole, validate_formats=True)


def test_every_part_has_a_description_and_a_valid_example() -> None:
    assert undescribed(document(APP)) == []


@pytest.mark.parametrize("change", [{"description": ""}, {"examples": []}, {"examples": [5]}])
def test_a_field_without_them_is_found(change: Any) -> None:
    me = deepcopy(document(APP)["components"]["schemas"]["Me"])
    me["properties"]["email"] |= change
    assert undescribed({"components": {"schemas": {"Me": me}}, "paths": {}}) == ["Me.email"]


def test_titles_are_unique_and_tags_are_described() -> None:
    described = document(APP)
    schemas = described["components"]["schemas"]
    assert {name: schema["title"] for name, schema in schemas.items()} == {n: n for n in schemas}
    assert all(tag["description"] for tag in described["tags"])


def test_the_address_of_a_deployment_follows_from_its_settings() -> None:
    first, *_ = servers("https://kpi.pivotapp.ca")
    assert first["variables"]["host"]["default"] == "kpi.pivotapp.ca"
    assert all(server["url"].startswith("http") for server in document(APP)["servers"])


def test_every_operation_says_how_it_fails() -> None:
    answers = {one["operationId"]: set(one["responses"]) for one in operations(document(APP))}
    assert answers.pop("health_health") == {"200", "304", "500"}
    usual = {"401", "403", "429", "500", "503"}
    assert [name for name, given in answers.items() if not usual <= given] == []


def test_every_read_of_json_can_be_conditional(api: Api) -> None:
    assert api.client.get("/v1/health", headers={"If-None-Match": "*"}).status_code == 304
    reads = [methods["get"] for methods in document(APP)["paths"].values() if "get" in methods]
    files = [one for one in reads if "application/json" not in one["responses"]["200"]["content"]]
    assert len(files) == 5
    assert [
        one["operationId"] for one in reads if one not in files and "304" not in one["responses"]
    ] == []


def refs(node: Any) -> set[str]:
    if isinstance(node, dict):
        own = {node["$ref"]} if isinstance(node.get("$ref"), str) else set[str]()
        return own.union(*map(refs, node.values()))
    return set[str]().union(*map(refs, node)) if isinstance(node, list) else set()


def patterns(node: Any) -> set[str]:
    if isinstance(node, list):
        return set().union(*map(patterns, node))
    if not isinstance(node, dict):
        return set()
    own = {node["pattern"]} if isinstance(node.get("pattern"), str) else set()
    return own.union(*map(patterns, node.values()))


def test_patterns_mean_the_same_for_a_client_and_for_the_api() -> None:
    """What a space is, the regular expressions of JSON Schema and of pydantic disagree on."""
    found = {one for one in patterns(document(APP)) if "\\s" in one.lower()}
    assert found == {NOT_BLANK}


def test_every_reference_has_a_target() -> None:
    described = document(APP)
    known = {
        f"#/components/{kind}/{name}" for kind, of in described["components"].items() for name in of
    }
    assert refs(described) <= known


@schema.parametrize()
@BUDGET
def test_the_api_answers_as_documented(api: Api, case: Any) -> None:
    TRIED["generated requests"] += 1
    case.call_and_validate(
        base_url="http://localhost/v1", headers={"Authorization": "Bearer admin"}
    )
