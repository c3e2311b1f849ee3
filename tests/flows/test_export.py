"""The export of a customer's data: build, list, download and delete it."""

import io
import json
import zipfile
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from customer_health.errors import Forbidden, Missing
from customer_health.flows.customer_data import HELD, NOT_EXPORTED
from customer_health.flows.expiry import delete_expired
from customer_health.flows.export import new_link, open_download, put_together, start_export
from customer_health.stores.actions import exports
from tests.api.client import Api, as_, row
from tests.flows.context.sources import NOW
from tests.house.test_docs import doc, roots
from tests.memory_database import MemoryDatabase
from tests.services import TOKENS

WHO = "ann@pivotapp.ca"

TOLD = [{"companyId": "acme", "ownerName": "Zoe"}, {"companyId": "other", "ownerName": "Olaf"}]
ACME: dict[str, Any] = {
    "Companies": {"acme": {"name": "Acme", "contact": {"name": "Zoe"}, "pin": "of the app's own"}},
    "Employees": {"acme": {"e1": {"name": "Bo", "pin": "1234"}}, "other": {"e2": {"name": "No"}}},
    "ProductUsage": {"acme": {"features": {"chat": {"count30d": 3}}}},
    "CustomerIndex": {"acme": row("Acme"), "other": row("Other")},
    "CustomerHealthMetrics": {"acme": {"history": {"2026-03-10": {"numberofemployees": 3}}}},
    "Alerts": {
        "acme:numberofemployees": {"companyId": "acme"},
        "acme:b:numberofemployees": {"companyId": "acme:b"},
        "other:numberofemployees": {"companyId": "other"},
    },
    "AlertHistory": {"acme": {"acme:numberofemployees:1:1": {"who": "system"}}},
    "Notes": {"acme": {"n1": {"text": "Été", "author": WHO}}, "other": {"n2": {"text": "no"}}},
    "Matches": {"acme": {"state": "linked", "crmId": "901"}},
    "CrmCompanies": {"901": {"name": "Acme"}, "902": {"name": "Other"}},
    "HealthScores": {"acme": {"2026-03-10": {"score": 80, "coverage": 90}}},
    "ContextCache": {"acme": {"crm": {"record": "{}"}}},
    "Revenues": {"CAD": {"acme": 5, "other": 6}, "USD": {"other": 7}},
    "Outbox": {
        f"{company_id}:match:1": {"kind": "match", "facts": {"companyId": company_id}}
        for company_id in ("acme", "acme:b", "other")
    }
    | {
        "2026-03-10:warnings:alerts": {"kind": "warnings", "facts": {"alerts": TOLD}},
        "2026-03-11:warnings:alerts": {"kind": "warnings", "facts": {"alerts": TOLD[1:]}},
        "2026-03-11:fault-x:alerts": {"kind": "data_fault", "facts": {"held": 3}},
    },
}


@pytest.fixture
def database() -> MemoryDatabase:
    return MemoryDatabase(json.loads(json.dumps(ACME)))


def files(content: bytes) -> dict[str, Any]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: json.loads(archive.read(name)) for name in archive.namelist()}


def made(database: MemoryDatabase) -> tuple[str, dict[str, Any]]:
    export_id = start_export(database, "acme", WHO, NOW, "key")
    put_together(database, export_id, NOW)
    token, _ = new_link(database, export_id, NOW)
    _, content = open_download(database, export_id, WHO, token, NOW)
    return export_id, files(b"".join(content))


def test_an_export_has_all_of_one_customer_and_nothing_of_another(database: MemoryDatabase) -> None:
    _, found = made(database)
    assert found["CrmCompanies.json"] == {"901": {"name": "Acme"}}
    assert found["Revenues.json"] == {"CAD": 5}
    assert set(found["Alerts.json"]) == {"acme:numberofemployees"}
    assert set(found["Outbox.json"]) == {"acme:match:1", "2026-03-10:warnings:alerts"}
    assert found["Outbox.json"]["2026-03-10:warnings:alerts"]["facts"] == {"alerts": TOLD[:1]}
    assert found["Companies.json"] == {"name": "Acme", "contact": {"name": "Zoe"}}
    assert found["Employees.json"] == {"e1": {"name": "Bo"}}
    assert found["HealthScores.json"] == {"2026-03-10": {"score": 80, "coverage": 90}}
    assert found["ProductUsage.json"] == {"features": {"chat": {"count30d": 3}}}
    assert found["Notes.json"]["n1"]["text"] == "Été"
    assert set(found) == {
        "about.json",
        "Exports.json",
        *(f"{root}.json" for root in ACME),
    }
    assert "other" not in json.dumps(found).casefold()


def test_every_database_path_is_exported_or_excluded() -> None:
    """Add a new path to the export, or to the exclusions with a reason, and to the docs."""
    assert set(HELD) & set(NOT_EXPORTED) == set()
    assert {*HELD, *NOT_EXPORTED} >= roots()
    listed = doc("data-held.md")
    assert [root for root in sorted({*HELD, *NOT_EXPORTED}) if f"`{root}`" not in listed] == []


def test_a_repeated_request_makes_one_export(database: MemoryDatabase) -> None:
    first = start_export(database, "acme", WHO, NOW, "key")
    put_together(database, first, NOW)
    before = database.get(exports.path(first))
    assert start_export(database, "acme", WHO, NOW, "key") == first
    put_together(database, first, NOW + timedelta(minutes=1))
    assert database.get(exports.path(first)) == before
    assert start_export(database, "acme", WHO, NOW, "another") != first


def test_a_deleted_export_is_not_built(database: MemoryDatabase) -> None:
    put_together(database, "gone", NOW)
    assert database.get(exports.CHUNKS) is None


def test_a_large_export_is_in_parts(
    database: MemoryDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "CHUNK", 100)
    export_id, found = made(database)
    assert len(database.get(exports.chunks_path(export_id))) > 10
    assert found["Revenues.json"] == {"CAD": 5}


def test_a_link_expires_and_is_for_one_person(database: MemoryDatabase) -> None:
    export_id, _ = made(database)
    token, until = new_link(database, export_id, NOW)
    assert token not in json.dumps(database.get(exports.path(export_id)))
    for who, said, at in [
        ("bob@pivotapp.ca", token, NOW),
        (WHO, token + "x", NOW),
        (WHO, token, until),
    ]:
        with pytest.raises(Forbidden):
            open_download(database, export_id, who, said, at)
    open_download(database, export_id, WHO, token, until - timedelta(seconds=1))
    new_link(database, export_id, NOW)
    with pytest.raises(Forbidden):
        open_download(database, export_id, WHO, token, NOW)


def test_an_export_is_deleted_after_a_day(database: MemoryDatabase) -> None:
    export_id, _ = made(database)
    database.patch({"ContextCache/acme/expiresAt": "2026-03-12T11:59:59Z"})
    delete_expired(database, NOW + timedelta(hours=23))
    assert database.get(exports.path(export_id))
    end = NOW + timedelta(hours=24)
    with pytest.raises(Missing):
        open_download(database, export_id, WHO, "x", end)
    delete_expired(database, end)
    assert database.get(exports.path(export_id)) is None
    assert database.get(exports.chunks_path(export_id)) is None
    assert database.get("ContextCache/acme") is None


def test_an_export_over_http(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    api.load(**ACME)
    asked = api.client.post(
        "/v1/customers/acme/actions",
        json={"kind": "export_data", "reason": "The customer asked for it"},
        headers=as_("agent") | {"Idempotency-Key": "an-export"},
    )
    assert (asked.status_code, asked.json["state"]) == (201, "done")
    [export_id] = api.queued["export"]
    assert asked.json["reference"] == export_id
    pending = api.get(f"exports/{export_id}")
    assert (pending["state"], pending.get("link")) == ("pending", None)
    early = api.send("POST", f"exports/{export_id}/link")
    assert (early.status_code, "not ready" in early.json["detail"]) == (409, True)
    put_together(api.database, export_id, datetime.now(UTC))
    seen = [api.get(f"exports/{export_id}") for _ in range(2)]
    assert (seen[0]["state"], seen[0] == seen[1]) == ("ready", True)
    made = api.send("POST", f"exports/{export_id}/link")
    ready = made.json
    assert (made.status_code, made.headers["Location"]) == (201, f"/v1/{ready['link']}")
    got = api.send("GET", ready["link"])
    assert (got.status_code, got.content_type) == (200, "application/zip")
    assert len(got.data) == ready["bytes"]
    assert files(got.data)["about.json"]["companyId"] == "acme"
    assert api.send("GET", f"exports/{export_id}/zip?token={'x' * 43}").status_code == 403
    monkeypatch.setitem(TOKENS, "bob", {**TOKENS["agent"], "email": "bob@pivotapp.ca"})
    assert api.send("GET", ready["link"], "bob").status_code == 403
    assert api.send("GET", f"exports/{export_id}", "bob").status_code == 403
    assert api.send("POST", f"exports/{export_id}/link", "bob").status_code == 403
    assert api.client.get(f"/v1/{ready['link']}").status_code == 401


@pytest.mark.parametrize("row", [{"gone": True, "changedAt": 2}, None])
def test_an_export_of_an_untracked_company(api: Api, row: dict[str, Any] | None) -> None:
    """The row is deleted some days after it is gone; figures and history stay."""
    api.load(**ACME | {"CustomerIndex": {"acme": row}})
    headers = as_("agent") | {"Idempotency-Key": "an-export"}

    def asked(company_id: str, **what: str) -> Any:
        body = {"reason": "The customer asked for it", **what}
        return api.client.post(f"/v1/customers/{company_id}/actions", json=body, headers=headers)

    done = asked("acme", kind="export_data")
    assert (done.status_code, done.json["state"], done.json["company"]) == (201, "done", "Acme")
    assert asked("acme", kind="add_note", text="x").status_code == 404
    assert asked("nobody", kind="export_data").status_code == 404


@pytest.mark.parametrize("path", ["exports/nothing", f"exports/nothing/zip?token={'x' * 43}"])
def test_an_unknown_export_is_404(api: Api, path: str) -> None:
    assert api.send("GET", path).status_code == 404
