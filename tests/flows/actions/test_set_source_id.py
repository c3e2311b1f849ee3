"""Another id in billing: it takes no money, no limit and no legal hold with it."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from customer_health.domain.actions.action import Action
from customer_health.domain.actions.kinds.crm import Contract
from customer_health.domain.actions.kinds.kind import NoParameters
from customer_health.domain.actions.kinds.subscription import Pause
from customer_health.domain.audit.reports import patterns
from customer_health.errors import Conflicting, SourceRefused
from customer_health.flows.actions.decide import approve, reject
from customer_health.flows.actions.set_source_id import name_by_hand
from customer_health.flows.context.source_ids import name_id
from customer_health.stores.audit import log as audit_log
from tests.api.client import row
from tests.flows.actions.world import AGENT, EXECUTIVE, START, SUPERVISOR, World


@pytest.fixture
def world() -> World:
    world = World()
    name(world, "cus_1")
    world.database.patch({"CustomerIndex/other": row("Other")})
    return world


def name(world: World, source_id: str, company_id: str = "acme") -> None:
    name_by_hand(
        *(world.database, "billing", company_id, "Acme", source_id, SUPERVISOR, "merged"),
        world.now,
    )


def given(world: World) -> Action:
    return world.run(world.decide(approve, world.credit(100), SUPERVISOR))


@pytest.mark.parametrize("kind", ["credit", "contract_change"])
def test_what_was_approved_is_done_for_no_other_account(world: World, kind: str) -> None:
    asked = {
        "credit": lambda: world.credit(100),
        "contract_change": lambda: world.ask(kind, Contract(START.date())),
    }[kind]()
    approved = world.decide(approve, asked, EXECUTIVE)
    assert approved.account == {"credit": "cus_1", "contract_change": "crm_acme"}[kind]
    name_id(world.database, "billing", "acme", "cus_2", "sue@pivotapp.ca", "merged", world.now)
    world.database.patch({"Matches/acme/crmId": "crm_2"})
    failed = world.run(approved)
    assert failed.state == "failed"
    assert f"approved for {approved.account}" in (failed.failure or "")
    assert (world.billing.done, world.crm.done) == ({}, {})
    logged = [entry.account for _, entry in audit_log.page(world.database, 100, 4)]
    assert logged == [approved.account] * 4


def holds(world: World) -> None:
    world.run(world.ask("set_legal_hold", NoParameters(), SUPERVISOR))


def waits(world: World) -> None:
    world.ask("pause_billing", Pause())


def was_given(world: World) -> None:
    given(world)
    world.now += timedelta(days=30) - timedelta(seconds=1)


@pytest.mark.parametrize(
    ("happens", "why"),
    [(holds, "legal hold"), (waits, "open actions"), (was_given, "within 30 days")],
)
def test_no_other_account_while(world: World, happens: Callable[[World], None], why: str) -> None:
    happens(world)
    log = audit_log.read_head(world.database)
    with pytest.raises(Conflicting, match=why):
        name(world, "cus_2")
    assert world.database.get("SourceIds/acme/billing/id") == "cus_1"
    assert audit_log.read_head(world.database) == log
    name(world, "cus_1")  # the same account is no other


def test_another_account_once_nothing_counts(world: World) -> None:
    given(world)
    world.now += timedelta(days=31)
    world.run(world.decide(reject, world.credit(100), SUPERVISOR))
    world.billing.before.append(SourceRefused("no card"))
    assert given(world).state == "failed"
    name(world, "cus_2")
    assert world.database.get("SourceLinks/billing") == {"cus_2": "acme"}


@pytest.mark.parametrize("happens", [holds, was_given])
def test_who_left_keeps_the_account_while(world: World, happens: Callable[[World], None]) -> None:
    happens(world)
    world.database.patch({"CustomerIndex/acme": {"gone": True}})
    with pytest.raises(Conflicting, match="acme's"):
        name(world, "cus_1", "other")


def test_it_is_in_the_audit_log(world: World) -> None:
    name(world, "cus_2")
    newest = [entry for _, entry in audit_log.page(world.database, 100, 2)]
    assert [entry.step for entry in newest] == ["done", "requested"]
    assert {(entry.kind, entry.company_id, entry.who) for entry in newest} == {
        ("source_id", "acme", SUPERVISOR)
    }
    assert newest[0].params == {"source": "billing", "was": "cus_1", "id": "cus_2"}
    assert list(audit_log.verified(world.database)) == [1, 2, 3, 4]


def test_what_can_not_be_named_is_logged_as_asked_for_only(world: World) -> None:
    with pytest.raises(Conflicting, match="acme's"):
        name(world, "cus_1", "other")
    [(_, newest)] = audit_log.page(world.database, 100, 1)
    assert (newest.step, newest.company_id) == ("requested", "other")


def test_nobodys_requests_are_more_by_it(world: World) -> None:

    world.credit(100, AGENT)
    entries = audit_log.between(world.database, START, START + timedelta(days=1))
    assert [one.agent for one in patterns(entries)] == [AGENT.email]
