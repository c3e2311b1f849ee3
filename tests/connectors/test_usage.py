"""How a customer uses the app, from this database's own records."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any, Self

import pytest

from customer_health.connectors.usage import UsageSource
from customer_health.domain.context.product_features import OFFERED, used_features
from customer_health.domain.context.vendor_records import Feature, Usage
from customer_health.domain.instants import iso
from customer_health.errors import BadAnswer, DatabaseDown, NotInSource, SourceDown
from tests.memory_database import BulkDump

NOW = datetime(2026, 3, 11, 12, tzinfo=UTC)


class Bulk(BulkDump):
    """Opened and closed as the real client is."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        return None


def ago(days: float) -> str:
    return iso(NOW - timedelta(days=days))


SOME = {"features": {"tasks": {"count30d": 0}}}


def fetch(**tables: Any) -> tuple[Usage, Bulk]:
    shared, tables = {"PresenceStatus"}, {"ProductUsage": SOME} | tables
    bulk = Bulk({key: node if key in shared else {"acme": node} for key, node in tables.items()})
    source = UsageSource(lambda: bulk)  # type: ignore[arg-type,return-value]
    return source.fetch("acme", NOW), bulk


def employee(user_id: str | None = None, **fields: Any) -> dict[str, Any]:
    return {"name": "x", **({"userId": user_id} if user_id else {}), **fields}


def seen(at: Any) -> dict[str, Any]:
    return {"lastActive": at}


def test_no_recorded_use_is_no_data() -> None:
    staff, times = {"a": employee("today")}, {"today": seen(ago(0.1))}
    with pytest.raises(NotInSource):
        fetch(ProductUsage=None, Employees=staff, PresenceStatus=times)


def test_nobody_there() -> None:
    found, _ = fetch()
    assert (found.active_users, found.seats) == (0, 0)
    assert (found.last_login, found.last_login_by, found.trend_percent) == (None, None, None)


def test_who_was_there_last_may_have_no_name() -> None:
    staff = {"a": {"userId": "today"}, "b": employee("before", name="Bob")}
    times = {"today": seen(ago(0.1)), "before": seen(ago(1))}
    found, _ = fetch(Employees=staff, PresenceStatus=times)
    assert (found.last_login, found.last_login_by) == (NOW - timedelta(days=0.1), None)


def test_active_users_of_seats() -> None:
    found, _ = fetch(
        Employees={
            "a": employee("today", name="Ann"),
            "b": employee("edge", name="Bob"),
            "c": employee("away"),
            "d": employee("never"),
            "e": employee("gone", archived=True),
            "f": employee(),
            "g": employee("today", name="Ann"),  # the same person, hired twice
            "h": employee("ahead", name="Zoé"),
            "i": employee("nonsense"),
            "j": "no record",
        },
        PresenceStatus={
            "today": seen(ago(0.1)),
            "edge": seen(ago(30)),
            "away": seen(ago(30.1)),
            "gone": seen(ago(0)),
            "ahead": seen(iso(NOW + timedelta(days=9))),
            "nonsense": seen("yesterday"),
        },
    )
    assert (found.active_users, found.seats) == (3, 6)
    assert (found.last_login, found.last_login_by) == (NOW, "Zoé")


def test_features() -> None:
    found, _ = fetch(
        ProductUsage={
            "features": {
                "schedule": {"lastUsed": ago(1), "count30d": 10},
                "reports": {"lastUsed": int((NOW - timedelta(days=2)).timestamp() * 1000),
                            "count30d": 90},
                "mobile-app": {"lastUsed": ago(31), "count30d": 0},
                "shift-trading": {"lastUsed": ago(1), "count30d": 0},
                "tasks": {"count30d": "many"},
                "messaging": {"lastUsed": "", "count30d": 0},
            }
        }
    )  # fmt: skip
    assert list(found.features) == [
        Feature("reports", NOW - timedelta(days=2), 90),
        Feature("schedule", NOW - timedelta(days=1), 10),
        Feature("messaging", None, 0),
        Feature("mobile-app", NOW - timedelta(days=31), 0),
        Feature("shift-trading", NOW - timedelta(days=1), 0),
    ]
    assert used_features(found.features, NOW) == {"reports", "schedule"}
    assert list(found.unused_high_value) == ["payroll-export", "shift-trading", "mobile-app"]
    assert found.features_offered == len(OFFERED)


def test_a_days_use_is_noted_once() -> None:
    used = {"features": {"tasks": {"lastUsed": ago(1), "count30d": 30}}}
    found, bulk = fetch(ProductUsage=used, UsageHistory={"2026-02-09": 40, "2025-12-24": 7})
    assert found.trend_percent == -25.0
    assert bulk.at("UsageHistory/acme") == {"2026-02-09": 40, "2026-03-11": 30}
    _, bulk = fetch(ProductUsage=used, UsageHistory={"2026-03-11": 5})
    assert bulk.at("UsageHistory/acme") == {"2026-03-11": 5}


def test_a_database_that_does_not_answer() -> None:
    class Down(Bulk):
        async def get(self, path: str, **query: Any) -> bytes:
            raise DatabaseDown("503")

    with pytest.raises(SourceDown):
        UsageSource(lambda: Down({})).fetch("acme", NOW)  # type: ignore[arg-type,return-value]


def test_history_that_is_none() -> None:
    with pytest.raises(BadAnswer):
        fetch(UsageHistory={"yesterday": json.dumps("x")})
