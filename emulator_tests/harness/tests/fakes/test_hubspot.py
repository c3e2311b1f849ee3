"""The HubSpot fake, and the faults that all fakes share, used with a plain HTTP client."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from emulator_harness.fakes.hubspot import HubSpotFake

Json = Any
COMPANIES = "/crm/v3/objects/companies"


@pytest.fixture(scope="module")
def running() -> Iterator[HubSpotFake]:
    with HubSpotFake(rate=None, search_rate=None) as fake:
        fake.define("companies", "since", "date")
        fake.define("companies", "seen", "datetime")
        fake.define("companies", "answer", "enumeration", "Yes", "No")
        yield fake


@pytest.fixture
def hubspot(running: HubSpotFake) -> Iterator[HubSpotFake]:
    running.reset()
    yield running
    running.limit(rate=None, search_rate=None)


def test_a_logged_email_moves_the_last_contact(hubspot: HubSpotFake) -> None:
    company = hubspot.put_company(name="Maple")
    types = [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 186}]
    for day in (20, 18):
        at = f"2025-11-{day}T10:00:00.000Z"
        body = {
            "properties": {"hs_timestamp": at, "hs_email_direction": "EMAIL"},
            "associations": [{"to": {"id": company}, "types": types}],
        }
        answer = call(hubspot, "POST", "/crm/v3/objects/emails", json=body)
        assert answer.status_code == 201, answer.text
    assert len(hubspot.emails(company)) == 2
    assert hubspot.get("companies", company)["notes_last_contacted"] == "2025-11-20T10:00:00.000Z"


def call(fake: HubSpotFake, method: str, path: str, **more: Any) -> requests.Response:
    headers = {"Authorization": f"Bearer {fake.token}"}
    return requests.request(method, fake.url + path, headers=headers, timeout=10, **more)


def get(fake: HubSpotFake, path: str, **query: Any) -> Json:
    answer = call(fake, "GET", path, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def search(fake: HubSpotFake, kind: str, *filters: tuple[str, str, Any], **more: Any) -> Json:
    rows = [{"propertyName": n, "operator": o, "value": v} for n, o, v in filters]
    body = {"filterGroups": [{"filters": rows}] if rows else [], **more}
    return call(fake, "POST", f"/crm/v3/objects/{kind}/search", json=body)


def found(answer: requests.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [one["id"] for one in answer.json()["results"]]


def test_the_token_is_checked(hubspot: HubSpotFake) -> None:
    for headers in ({}, {"Authorization": "Bearer wrong"}):
        answer = requests.get(hubspot.url + COMPANIES, headers=headers, timeout=10)
        assert answer.status_code == 401
        assert answer.json()["category"] == "INVALID_AUTHENTICATION"


def test_an_object_has_the_requested_properties(hubspot: HubSpotFake) -> None:
    id_ = hubspot.put_company(name="Maple", domain="maple.example.com", phone="1")
    shown = get(hubspot, f"{COMPANIES}/{id_}")
    stamps = {"createdate", "hs_lastmodifieddate", "hs_object_id"}
    assert set(shown["properties"]) == {"name", "domain"} | stamps
    asked = get(hubspot, f"{COMPANIES}/{id_}", properties="phone,city,no_such")
    assert asked["properties"].items() >= {"phone": "1", "city": None}.items()
    assert set(asked["properties"]) == {"phone", "city"} | stamps
    missing = call(hubspot, "GET", f"{COMPANIES}/404")
    assert (missing.status_code, missing.json()["category"]) == (404, "OBJECT_NOT_FOUND")


@pytest.mark.parametrize(
    ("name", "given", "kept"),
    [
        ("since", "2025-12-31", "2025-12-31"),
        ("since", "1767139200000", "2025-12-31"),
        ("seen", "2025-12-31T10:00:00-05:00", "2025-12-31T15:00:00.000Z"),
        ("seen", "1767139200000", "2025-12-31T00:00:00.000Z"),
        ("numberofemployees", 25, "25"),
        ("answer", "Yes", "Yes"),
        ("phone", "", None),
    ],
)
def test_the_stored_form_of_values(hubspot: HubSpotFake, name: str, given: Any, kept: Any) -> None:
    id_ = hubspot.put_company(name="Maple")
    answer = call(hubspot, "PATCH", f"{COMPANIES}/{id_}", json={"properties": {name: given}})
    assert answer.json()["properties"][name] == kept


@pytest.mark.parametrize(
    ("name", "given", "error"),
    [
        ("no_such", "1", "PROPERTY_DOESNT_EXIST"),
        ("since", "1767139200001", "INVALID_DATE"),
        ("since", "soon", "INVALID_DATE"),
        ("seen", "soon", "INVALID_LONG"),
        ("numberofemployees", "many", "INVALID_INTEGER"),
        ("numberofemployees", " 1", "INVALID_INTEGER"),
        ("answer", "Maybe", "INVALID_OPTION"),
        ("hs_lastmodifieddate", "1", "READ_ONLY_VALUE"),
    ],
)
def test_invalid_values_are_refused(
    hubspot: HubSpotFake, name: str, given: Any, error: str
) -> None:
    id_ = hubspot.put_company(name="Maple")
    fields = {"name": "Renamed", name: given}
    answer = call(hubspot, "PATCH", f"{COMPANIES}/{id_}", json={"properties": fields})
    assert (answer.status_code, answer.json()["category"]) == (400, "VALIDATION_ERROR")
    assert error in answer.json()["message"]
    assert hubspot.get("companies", id_)["name"] == "Maple"


def test_pages_of_a_list(hubspot: HubSpotFake) -> None:
    ids = [hubspot.put_company(name=f"No {n}") for n in range(5)]
    hubspot.archive("companies", ids[0])
    first = get(hubspot, COMPANIES, limit=3)
    after = first["paging"]["next"]["after"]
    second = get(hubspot, COMPANIES, limit=3, after=after)
    assert [one["id"] for one in first["results"] + second["results"]] == ids[1:]
    assert "paging" not in second
    assert call(hubspot, "GET", COMPANIES, params={"limit": 101}).status_code == 400


def test_search(hubspot: HubSpotFake) -> None:
    maple = hubspot.put_company(name="Maple", numberofemployees=5, seen="2025-01-01T00:00:00Z")
    oak = hubspot.put_company(name="Oak", numberofemployees=20, seen="2025-06-01T00:00:00Z")
    elm = hubspot.put_company(name="Elm")
    assert found(search(hubspot, "companies", ("name", "EQ", "MAPLE"))) == [maple]
    assert found(search(hubspot, "companies", ("numberofemployees", "GT", "5"))) == [oak]
    assert found(search(hubspot, "companies", ("seen", "GTE", "1735689600000"))) == [maple, oak]
    assert found(search(hubspot, "companies", ("seen", "NOT_HAS_PROPERTY", None))) == [elm]
    newest = [{"propertyName": "seen", "direction": "DESCENDING"}]
    assert found(search(hubspot, "companies", sorts=newest, limit=1)) == [oak]
    second = search(hubspot, "companies", sorts=newest, limit=1, after="1").json()
    assert (second["total"], second["paging"]["next"]["after"]) == (3, "2")
    assert search(hubspot, "companies", ("no_such", "EQ", "1")).status_code == 400
    assert search(hubspot, "companies", limit=201).status_code == 400
    assert search(hubspot, "companies", limit=200, after=9900).status_code == 400


def test_a_frozen_search_index(hubspot: HubSpotFake) -> None:
    maple = hubspot.put_company(name="Maple")
    hubspot.freeze_index()
    hubspot.update("companies", maple, name="Oak")
    assert found(search(hubspot, "companies", ("name", "EQ", "Maple"))) == [maple]
    assert get(hubspot, f"{COMPANIES}/{maple}")["properties"]["name"] == "Oak"
    hubspot.thaw_index()
    assert found(search(hubspot, "companies", ("name", "EQ", "Maple"))) == []


def test_associations(hubspot: HubSpotFake) -> None:
    maple, oak = hubspot.put_company(name="Maple"), hubspot.put_company(name="Oak")
    ann = hubspot.put_contact(maple, email="ann@example.com")
    body = {
        "properties": {"hs_timestamp": "2025-01-01T00:00:00Z", "hs_note_body": "Hello"},
        "associations": [
            {"to": {"id": id_}, "types": [{"associationTypeId": 190}]} for id_ in (oak, maple)
        ],
    }
    note = call(hubspot, "POST", "/crm/v3/objects/notes", json=body).json()["id"]
    assert found(search(hubspot, "contacts", ("associations.company", "EQ", maple))) == [ann]
    [tie] = get(hubspot, f"/crm/v4/objects/companies/{oak}/associations/notes")["results"]
    assert tie["toObjectId"] == int(note)
    shown = get(hubspot, f"{COMPANIES}/{maple}", associations="contacts,notes")["associations"]
    assert shown["contacts"]["results"] == [{"id": ann, "type": "company_to_contact"}]
    assert shown["notes"]["results"] == [{"id": note, "type": "company_to_note"}]
    assert (
        "REQUIRED_FIELD"
        in call(
            hubspot, "POST", "/crm/v3/objects/notes", json={"properties": {"hs_note_body": "x"}}
        ).text
    )


def test_a_meeting(hubspot: HubSpotFake) -> None:
    maple = hubspot.put_company(name="Maple")
    begins = "2025-01-20T15:00:00.000Z"
    body: Json = {
        "properties": {"hs_meeting_title": "QBR", "hs_meeting_start_time": begins},
        "associations": [{"to": {"id": maple}, "types": [{"associationTypeId": 188}]}],
    }
    meeting = call(hubspot, "POST", "/crm/v3/objects/meetings", json=body).json()["id"]
    assert hubspot.get("meetings", meeting)["hs_timestamp"] == begins
    of_it = ("associations.company", "EQ", maple)
    assert found(search(hubspot, "meetings", of_it)) == [meeting]
    later = ("hs_createdate", "GTE", 4_102_444_800_000)
    assert found(search(hubspot, "meetings", of_it, later)) == []
    for wrong, error in (
        ({"hs_meeting_title": "When?"}, "REQUIRED_FIELD"),
        ({"hs_timestamp": begins, "hs_meeting_outcome": "Maybe"}, "INVALID_OPTION"),
    ):
        answer = call(hubspot, "POST", "/crm/v3/objects/meetings", json={"properties": wrong})
        assert (answer.status_code, error in answer.text) == (400, True)


def test_batches(hubspot: HubSpotFake) -> None:
    ids = [hubspot.put_company(name=f"No {n}") for n in range(2)]
    inputs = [{"id": id_, "properties": {"phone": "1"}} for id_ in [*ids, "404"]]
    answer = call(hubspot, "POST", f"{COMPANIES}/batch/update", json={"inputs": inputs})
    assert answer.status_code == 207
    assert [one["id"] for one in answer.json()["results"]] == ids
    [error] = answer.json()["errors"]
    assert error["context"] == {"ids": ["404"]}
    read = call(hubspot, "POST", f"{COMPANIES}/batch/read", json={"inputs": inputs[:2]})
    assert (read.status_code, len(read.json()["results"])) == (200, 2)
    # One invalid value refuses the whole batch.
    inputs[1]["properties"] = {"phone": "2", "no_such": "1"}
    inputs[0]["properties"] = {"phone": "2"}
    refused = call(hubspot, "POST", f"{COMPANIES}/batch/update", json={"inputs": inputs})
    assert refused.status_code == 400
    assert hubspot.get("companies", ids[0])["phone"] == "1"
    many = {"inputs": [{"id": str(n), "properties": {}} for n in range(101)]}
    assert call(hubspot, "POST", f"{COMPANIES}/batch/update", json=many).status_code == 400


def test_owners(hubspot: HubSpotFake) -> None:
    for id_ in ("9", "10"):
        hubspot.put_owner(id_, f"{id_}@example.com", "Ann", "Low")
    assert [one["id"] for one in get(hubspot, "/crm/v3/owners")["results"]] == ["9", "10"]


def test_custom_properties(hubspot: HubSpotFake) -> None:
    path = "/crm/v3/properties/companies"
    body = {"name": "tier", "label": "Tier", "type": "string", "fieldType": "text"}
    assert call(hubspot, "POST", path, json=body).status_code == 400
    body["groupName"] = "companyinformation"
    assert call(hubspot, "POST", path, json=body).status_code == 201
    assert call(hubspot, "POST", path, json=body).status_code == 409
    assert "tier" in {one["name"] for one in get(hubspot, path)["results"]}


def test_limits(hubspot: HubSpotFake) -> None:
    hubspot.limit(rate=2, search_rate=1)
    answers = [call(hubspot, "GET", COMPANIES) for _ in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert answers[2].json()["policyName"] == "TEN_SECONDLY_ROLLING"
    assert [search(hubspot, "companies").status_code for _ in range(2)] == [200, 429]


def test_faults(hubspot: HubSpotFake) -> None:
    hubspot.fail(path=COMPANIES, method="POST", status=503)
    assert call(hubspot, "GET", COMPANIES).status_code == 200
    hubspot.fail(status=429, retry_after=7)
    limited = call(hubspot, "GET", COMPANIES)
    assert (limited.status_code, limited.headers["Retry-After"]) == (429, "7")
    hubspot.fail(body=b"<html>")
    assert call(hubspot, "GET", COMPANIES).text == "<html>"
    hubspot.fail(drop=True, times=2)
    for _ in range(2):
        with pytest.raises(requests.ConnectionError):
            call(hubspot, "GET", COMPANIES)
    made = {"json": {"properties": {"name": "Maple"}}}
    assert call(hubspot, "POST", COMPANIES, **made).status_code == 503
    assert get(hubspot, COMPANIES)["results"] == []
    hubspot.fail(lose_answer=True)
    with pytest.raises(requests.ConnectionError):
        call(hubspot, "POST", COMPANIES, **made)
    assert len(get(hubspot, COMPANIES)["results"]) == 1
    hubspot.fail(times=None, status=500)
    hubspot.clear_faults()
    assert call(hubspot, "GET", COMPANIES).status_code == 200


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"1", b'{"inputs": 1}', b'{"inputs": [1]}'])
def test_an_unreadable_body_is_a_400(hubspot: HubSpotFake, body: bytes) -> None:
    answer = call(hubspot, "POST", f"{COMPANIES}/batch/update", data=body)
    assert answer.status_code == 400
    assert answer.json()["status"] == "error"
