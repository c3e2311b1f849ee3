from collections import Counter
from datetime import date

import pytest

from customer_health.domain.actions.action import EXPIRES_AFTER
from customer_health.domain.audit.reports import given, months
from customer_health.domain.instants import TORONTO, clock_of
from customer_health.stores.actions import actions
from customer_health.stores.audit import log
from demo.staff.actions import REQUESTS, times
from demo.staff.users import DOMAIN, ROLES
from demo.vendors.crm import owners
from tests.demo.conftest import TODAY, Worked


def test_the_audit_log_verifies(worked: Worked) -> None:
    steps = sum(len(one["steps"]) for one in worked.database.get("Actions").values())
    assert len(list(log.verified(worked.database))) == steps


def test_every_request_became_what_it_should(worked: Worked) -> None:
    states = Counter(one["state"] for one in worked.database.get("Actions").values())
    assert states == Counter(one.then for one in REQUESTS)


def test_approvals_wait_in_each_tier(worked: Worked) -> None:
    pending = [one for one in worked.database.get("Actions").values() if one["state"] == "pending"]
    assert Counter(one["tier"] for one in pending) == {2: 2, 3: 3}


def test_this_month_several_agents_gave_money_away(worked: Worked) -> None:
    begin, end = months(TODAY.replace(day=1), 1)
    lines = given(log.between(worked.database, begin, end))
    assert Counter(line.kind for line in lines) == {"credit": 3, "discount": 2, "refund": 1}
    assert len({line.requester.email for line in lines}) >= 4


def test_credits_are_in_billing_too(worked: Worked) -> None:
    done = [
        action
        for key in worked.database.get("Actions")
        if (action := actions.load(worked.database, key)).kind == "credit"
        and action.state == "done"
    ]
    made = {one["id"]: one for one in worked.fakes.stripe.objects("customer_balance_transaction")}
    assert [-made[one.reference]["amount"] for one in done] == [one.amount.cents for one in done]


def test_flags_by_hand(worked: Worked) -> None:
    flags = worked.database.get("CustomerFlags").values()
    assert {name for one in flags for name in one} >= {"vip", "legalHold"}


def test_everybody_works_at_the_demo_s_company() -> None:
    known = {*(f"{role}@{DOMAIN}" for role in ROLES), *(owner.email for owner in owners())}
    assert {f"{one.who}@{DOMAIN}" for one in REQUESTS} <= known


@pytest.mark.parametrize(
    "today",
    [date(2026, 3, 11), date(2026, 3, 8), date(2026, 12, 1), date(2026, 12, 2), date(2027, 1, 3)],
)
def test_times_are_this_month_s_and_not_in_the_future(today: date) -> None:
    found = times(today, len(REQUESTS))
    assert found == sorted(found)
    assert len(set(found)) == len(found)
    assert all(at < clock_of(today) < at + EXPIRES_AFTER for at in found)
    assert {at.astimezone(TORONTO).month for at in found} == {today.month}
