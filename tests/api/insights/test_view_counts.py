"""Views of the dashboard: counted by day, role and page, without a person."""

import json
from datetime import timedelta
from typing import Any

import pytest

from customer_health.domain.insights.views import BUCKETS, SLOWER, bucket
from customer_health.flows.expiry import delete_expired
from customer_health.stores import view_counts
from tests.api.client import Api
from tests.examples import CLOCK

DAY = timedelta(days=1)
TODAY = "2025-11-24"


def view(api: Api, page: str = "customers", role: str = "agent", **more: Any) -> int:
    status: int = api.send("POST", "view-counts", role, {"page": page, **more}).status_code
    return status


@pytest.fixture
def seen(api: Api) -> Api:
    api.give(now=lambda: CLOCK)
    for page in ("customers", "customers", "alerts"):
        assert view(api, page) == 204
    assert view(api, "context", seconds=1.4) == 204
    assert view(api, "reports", "supervisor") == 204
    return api


def test_a_view_counts_for_its_day_role_and_page(seen: Api) -> None:
    assert seen.database.get(f"ViewCounts/{TODAY}") == {
        "agent": {
            "pages": {"customers": 2, "alerts": 1, "context": 1},
            "context": {"upTo2": 1},
        },
        "supervisor": {"pages": {"reports": 1}},
    }


def test_no_person_is_kept(seen: Api) -> None:
    stored = json.dumps(seen.database.dump.root)
    assert "pivotapp.ca" not in stored
    assert len(seen.database.get(f"DailyVisitors/{TODAY}/agent")) == 1


def test_the_people_are_counted_once_the_day_is_over(seen: Api) -> None:
    delete_expired(seen.database, CLOCK + timedelta(hours=17, minutes=59))
    assert seen.database.get(f"ViewCounts/{TODAY}/agent/people") is None
    for _ in range(2):
        delete_expired(seen.database, CLOCK + timedelta(hours=18))
        assert seen.database.get("DailyVisitors") is None
        assert seen.database.get(f"ViewCounts/{TODAY}/agent/people") == 1
        assert seen.database.get(f"ViewCounts/{TODAY}/supervisor/people") == 1
    # A request that was on its way while the day was closed: the larger count stays.
    seen.database.patch({f"ViewCounts/{TODAY}/agent/people": 3})
    view_counts.count(seen.database, "alerts", None, "agent", "late", CLOCK)
    delete_expired(seen.database, CLOCK + DAY)
    assert seen.database.get(f"ViewCounts/{TODAY}/agent/people") == 3


@pytest.mark.parametrize(
    "body", [{"page": "salaries"}, {"page": "context", "seconds": -1}, {"seconds": 1}]
)
def test_an_unknown_page_or_time_is_refused(api: Api, body: Any) -> None:
    assert api.send("POST", "view-counts", body=body).status_code == 422


def test_a_time_on_the_limit_is_in_the_faster_bucket() -> None:
    assert [bucket(longest) for _, longest in BUCKETS] == [name for name, _ in BUCKETS]
    assert [bucket(longest + 0.01) for _, longest in BUCKETS[:-1]] == [n for n, _ in BUCKETS[1:]]
    assert (bucket(0), bucket(30.01)) == ("upTo1", SLOWER)
