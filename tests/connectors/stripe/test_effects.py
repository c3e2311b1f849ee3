"""The effects of actions in Stripe: the right one, once, and nothing else."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from customer_health.connectors.stripe.effects import StripeEffects
from customer_health.domain.context.billing_record import Plan
from customer_health.domain.money import Money
from customer_health.errors import BadAnswer, SourceDown, SourceRefused
from emulator_harness.fakes.stripe import StripeFake
from tests.connectors.stripe import clients as stripe_clients
from tests.connectors.stripe.clients import effects

KEY = "action-7"
WHY = "Outage of November"
TEN = Money(1000, "CAD")


@pytest.fixture(scope="module")
def running() -> Iterator[StripeFake]:
    with StripeFake() as fake:
        yield fake


@pytest.fixture
def stripe(running: StripeFake) -> StripeFake:
    running.reset()
    running.put_customer("owner@maple.example", id="cus_1", currency="cad")
    return running


@pytest.fixture
def subscription(stripe: StripeFake) -> str:
    price = stripe.put_price("Pro", 4900, currency="cad", id="price_old")
    made = stripe.put_subscription("cus_1", price, 12, status="trialing", trial_end=days(5))
    return str(made["id"])


def days(ahead: float) -> int:
    return int((datetime.now(UTC) + timedelta(days=ahead)).timestamp())


def at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def put_invoice(stripe: StripeFake, **fields: Any) -> None:
    lines = [
        {"id": "il_plan", "amount": 9000, "description": "12 × Pro"},
        {"id": "il_fee", "amount": 500, "description": "Late fee, October"},
        {"id": "il_frais", "amount": 300, "description": "Frais de retard"},
        {"id": "il_marked", "amount": 200, "metadata": {"fee": "late"}},
    ]
    made = {"id": "in_1", "customer": "cus_1", "total": 10000, "currency": "cad", "lines": lines}
    stripe.put_invoice(**{**made, **fields})


Act = Callable[[StripeEffects], str]
DO: dict[str, Act] = {
    "credit": lambda does: does.credit("cus_1", TEN, WHY, KEY),
    "refund": lambda does: does.refund("cus_1", TEN, WHY, KEY),
    "waive_fees": lambda does: does.waive_fees("cus_1", "in_1", WHY, KEY),
    "discount": lambda does: does.discount("cus_1", 15, 3, WHY, KEY),
    "extend_trial": lambda does: does.extend_trial("cus_1", at(2_000_000_000), KEY),
    "change_plan": lambda does: does.change_plan("cus_1", "price_new", KEY),
    "pause": lambda does: does.pause("cus_1", at(2_000_000_000), KEY),
}


@pytest.fixture
def everything(stripe: StripeFake, subscription: str) -> StripeFake:
    """Whatever an effect needs."""
    stripe.put_price("Enterprise", 9900, currency="cad", id="price_new")
    stripe.put_charge("cus_1", 700, currency="cad", created=days(-2))
    stripe.put_charge("cus_1", 700, currency="cad", created=days(-1))
    put_invoice(stripe)
    return stripe


def made(stripe: StripeFake) -> Any:
    """Everything that effects can make or change."""
    kinds = ("customer", "subscription", "customer_balance_transaction", "refund", "credit_note")
    kinds += ("coupon", "discount", "charge", "invoice")
    return {kind: stripe.objects(kind) for kind in kinds}


def test_a_credit(stripe: StripeFake) -> None:
    name = effects(stripe).credit("cus_1", TEN, WHY, KEY)
    [one] = stripe.objects("customer_balance_transaction")
    assert (one["id"], one["amount"], one["currency"]) == (name, -1000, "cad")
    assert (one["description"], one["metadata"]["reason"]) == ("Credit / Crédit", WHY)
    [customer] = stripe.objects("customer")
    assert customer["balance"] == -1000


def test_a_refusal_is_remembered_by_its_key_and_not_by_the_next(everything: StripeFake) -> None:
    [subscription] = everything.objects("subscription")
    prices = everything.server.account.objects["price"]
    hidden = everything.inside(lambda: prices.pop("price_new"))
    with pytest.raises(SourceRefused):
        effects(everything).change_plan("cus_1", "price_new", KEY)
    everything.inside(lambda: prices.update(price_new=hidden))
    with pytest.raises(SourceRefused):
        effects(everything).change_plan("cus_1", "price_new", KEY)
    assert effects(everything).change_plan("cus_1", "price_new", f"{KEY}:1") == subscription["id"]


@pytest.mark.parametrize("kind", ["credit", "refund", "waive_fees", "discount"])
def test_what_was_done_is_found_by_the_next_key(everything: StripeFake, kind: str) -> None:
    does = {
        "credit": lambda key: effects(everything).credit("cus_1", TEN, WHY, key),
        "refund": lambda key: effects(everything).refund("cus_1", TEN, WHY, key),
        "waive_fees": lambda key: effects(everything).waive_fees("cus_1", "in_1", WHY, key),
        "discount": lambda key: effects(everything).discount("cus_1", 15, 3, WHY, key),
    }[kind]
    first = does(KEY)
    before = made(everything)
    assert does(f"{KEY}:1") == first
    assert made(everything) == before


def test_a_long_reason_is_no_obstacle(stripe: StripeFake) -> None:
    effects(stripe).credit("cus_1", TEN, "x" * 501, KEY)
    [one] = stripe.objects("customer_balance_transaction")
    assert one["metadata"]["reason"] == "x" * 500


def test_a_refund_of_the_newest_payments(stripe: StripeFake) -> None:
    made = {"customer": "cus_1", "currency": "cad"}
    stripe.put_charge(**made, id="ch_old", amount=5000, created=days(-9))
    stripe.put_charge(**made, id="ch_part", amount=900, amount_refunded=500, created=days(-3))
    stripe.put_charge(**made, id="ch_failed", amount=5000, status="failed", created=days(-2))
    stripe.put_charge(**made, id="ch_disputed", amount=5000, disputed=True, created=days(-2))
    stripe.put_charge("cus_1", 5000, id="ch_usd", currency="usd", created=days(-2))
    stripe.put_charge(**made, id="ch_new", amount=300, created=days(-1))
    names = effects(stripe).refund("cus_1", TEN, WHY, KEY)
    refunds = stripe.objects("refund")
    assert names == ",".join(one["id"] for one in refunds)
    given = [(one["charge"], one["amount"]) for one in refunds]
    assert given == [("ch_new", 300), ("ch_part", 400), ("ch_old", 300)]
    assert {one["metadata"]["reason"] for one in refunds} == {WHY}


def test_never_more_than_was_paid(stripe: StripeFake) -> None:
    for _ in range(2):
        stripe.put_charge("cus_1", 499, currency="cad")
    with pytest.raises(SourceRefused, match="not paid as much"):
        effects(stripe).refund("cus_1", TEN, WHY, KEY)
    assert stripe.objects("refund") == []


def test_a_refund_goes_on_where_it_stopped(everything: StripeFake) -> None:
    stripe = everything
    stripe.fail(method="POST", path="/v1/refunds", lose_answer=True)
    stripe.fail(method="POST", path="/v1/refunds", times=None, status=503)
    with pytest.raises(SourceDown):
        effects(stripe, timeout_budget=1).refund("cus_1", TEN, WHY, KEY)
    assert [one["amount"] for one in stripe.objects("refund")] == [700]
    stripe.faults.clear()
    stripe.forget_keys()
    # A payment that came meanwhile is newer than those that were looked at before.
    stripe.put_charge("cus_1", 700, currency="cad", created=days(0))
    effects(stripe).refund("cus_1", TEN, WHY, KEY)
    assert [one["amount"] for one in stripe.objects("refund")] == [700, 300]


@pytest.mark.parametrize("status", [400, 401, 402, 403])
def test_a_refund_of_which_a_part_is_refused(everything: StripeFake, status: int) -> None:
    everything.fail(method="POST", path="/v1/refunds")  # the first one goes well
    body = b'{"error": {"type": "invalid_request_error", "message": "no", "code": "x"}}'
    everything.fail(method="POST", path="/v1/refunds", status=status, body=body)
    with pytest.raises(BadAnswer, match=r"re_\d+ were made"):
        effects(everything).refund("cus_1", TEN, WHY, KEY)
    assert [one["amount"] for one in everything.objects("refund")] == [700]


def test_a_refund_whose_rest_is_disputed_by_now(everything: StripeFake) -> None:
    everything.fail(method="POST", path="/v1/refunds")
    everything.fail(method="POST", path="/v1/refunds", times=None, status=503)
    with pytest.raises(SourceDown):
        effects(everything, timeout_budget=1).refund("cus_1", TEN, WHY, KEY)
    everything.faults.clear()
    [untouched] = [one for one in everything.objects("charge") if not one["amount_refunded"]]
    everything.change("charge", untouched["id"], disputed=True)
    with pytest.raises(BadAnswer, match=r"re_\d+ were made"):
        effects(everything).refund("cus_1", TEN, WHY, KEY)


@pytest.mark.parametrize("status", ["failed", "canceled"])
def test_a_refund_that_failed_is_none(everything: StripeFake, status: str) -> None:
    failed = {"id": "re_x", "object": "refund", "status": status, "failure_reason": "lost_card"}
    everything.fail(method="POST", path="/v1/refunds", status=200, body=json.dumps(failed).encode())
    with pytest.raises(SourceRefused, match=f"re_x {status}: lost_card"):
        effects(everything).refund("cus_1", TEN, WHY, KEY)


def test_a_refund_that_failed_later_is_made_anew(everything: StripeFake) -> None:
    effects(everything).refund("cus_1", Money(100, "CAD"), WHY, KEY)
    [first] = everything.objects("refund")
    everything.change("refund", first["id"], status="failed")
    effects(everything).refund("cus_1", Money(100, "CAD"), WHY, f"{KEY}:1")
    assert [one["status"] for one in everything.objects("refund")] == ["failed", "succeeded"]


def test_a_key_that_was_used_for_something_else(stripe: StripeFake) -> None:
    effects(stripe).credit("cus_1", TEN, WHY, KEY)
    stripe.inside(stripe.server.account.objects["customer_balance_transaction"].clear)
    with pytest.raises(BadAnswer, match="look there"):
        effects(stripe).credit("cus_1", Money(2000, "CAD"), WHY, KEY)


def test_late_fees(stripe: StripeFake) -> None:
    put_invoice(stripe)
    name = effects(stripe).waive_fees("cus_1", "in_1", WHY, KEY)
    [note] = stripe.objects("credit_note")
    assert (note["id"], note["amount"]) == (name, 1000)
    assert (WHY in note["memo"], note["metadata"]["reason"]) == (False, WHY)
    [invoice] = stripe.objects("invoice")
    assert invoice["amount_remaining"] == 9000


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"status": "paid"}, "in_1 is paid"),
        ({"status": "draft"}, "in_1 is draft"),
        ({"lines": [{"amount": 9000, "description": "Pro"}]}, "no line that is a late fee"),
        ({"customer": "cus_2"}, "no invoice of cus_1"),
        ({"id": "in_other"}, "No such invoice"),
    ],
)
def test_fees_that_can_not_be_waived(stripe: StripeFake, fields: Any, said: str) -> None:
    put_invoice(stripe, **fields)
    with pytest.raises(SourceRefused, match=said):
        effects(stripe).waive_fees("cus_1", "in_1", WHY, KEY)
    assert stripe.objects("credit_note") == []


def test_a_discount_beside_another(stripe: StripeFake, subscription: str) -> None:
    other = stripe.put_discount(subscription, percent_off=10.0)["id"]
    name = effects(stripe).discount("cus_1", 15, 3, WHY, KEY)
    [one] = stripe.objects("subscription")
    assert one["discounts"] == [other, name]
    coupon = stripe.objects("coupon")[1]
    assert (coupon["percent_off"], coupon["duration_in_months"]) == (15, 3)
    assert coupon["times_redeemed"] == coupon["max_redemptions"] == 1


def test_a_longer_trial(stripe: StripeFake, subscription: str) -> None:
    assert effects(stripe).extend_trial("cus_1", at(2_000_000_000), KEY) == subscription
    [one] = stripe.objects("subscription")
    assert one["trial_end"] == 2_000_000_000


def test_a_trial_is_never_made_shorter(stripe: StripeFake, subscription: str) -> None:
    with pytest.raises(SourceRefused, match="no trial that would end before"):
        effects(stripe).extend_trial("cus_1", at(days(4)), KEY)


def test_who_pays_gets_no_trial(stripe: StripeFake, subscription: str) -> None:
    stripe.change("subscription", subscription, status="active")
    with pytest.raises(SourceRefused, match="no trial"):
        effects(stripe).extend_trial("cus_1", at(2_000_000_000), KEY)


def test_another_plan_with_as_many_seats(everything: StripeFake, subscription: str) -> None:
    assert effects(everything).change_plan("cus_1", "price_new", KEY) == subscription
    [one] = everything.objects("subscription")
    [item] = one["items"]["data"]
    assert (item["price"]["id"], item["quantity"]) == ("price_new", 12)


@pytest.mark.parametrize("price", ["price_none", "price_usd"])
def test_a_plan_that_can_not_be(stripe: StripeFake, subscription: str, price: str) -> None:
    stripe.put_price("Other", 100, currency="usd", id="price_usd")
    with pytest.raises(SourceRefused):
        effects(stripe).change_plan("cus_1", price, KEY)


def test_a_plan_of_several_items_is_left_alone(everything: StripeFake, subscription: str) -> None:
    everything.add_item(subscription, everything.put_price("Add-on", 5, currency="cad"))
    with pytest.raises(SourceRefused, match="has 2 items"):
        effects(everything).change_plan("cus_1", "price_new", KEY)


@pytest.mark.parametrize("resume", [None, 2_000_000_000])
def test_a_pause_forgives_nothing(
    stripe: StripeFake, subscription: str, resume: int | None
) -> None:
    until = at(resume) if resume else None
    assert effects(stripe).pause("cus_1", until, KEY) == subscription
    [one] = stripe.objects("subscription")
    assert one["pause_collection"] == {"behavior": "keep_as_draft", "resumes_at": resume}


@pytest.mark.parametrize("act", ["discount", "extend_trial", "change_plan", "pause"])
@pytest.mark.parametrize("live", [0, 2])
def test_never_a_guess_which_subscription(everything: StripeFake, act: str, live: int) -> None:
    [first] = everything.objects("subscription")
    if live:
        everything.put_subscription("cus_1", everything.objects("price")[0])
    else:
        everything.change("subscription", first["id"], status="canceled")
    before = made(everything)
    with pytest.raises(SourceRefused, match=f"{live} live subscriptions"):
        DO[act](effects(everything))
    assert made(everything) == before


@pytest.mark.parametrize("act", ["credit", "refund"])
@pytest.mark.parametrize("amount", [Money(0, "CAD"), Money(-1, "CAD"), Money(1000, "USD")])
def test_amounts(everything: StripeFake, act: str, amount: Money) -> None:
    before = made(everything)
    with pytest.raises(SourceRefused, match=r"above zero|balance is in cad|not paid as much"):
        getattr(effects(everything), act)("cus_1", amount, WHY, KEY)
    assert made(everything) == before


@pytest.mark.parametrize("act", DO)
def test_a_lost_answer(everything: StripeFake, act: str) -> None:
    """The client asks again by itself, and the effect is there once."""
    everything.fail(method="POST", lose_answer=True)
    name = DO[act](effects(everything))
    after = made(everything)
    assert DO[act](effects(everything)) == name
    assert made(everything) == after


@pytest.mark.parametrize("act", DO)
def test_a_task_that_is_run_again_much_later(everything: StripeFake, act: str) -> None:
    """The answer was lost for good, and Stripe has forgotten the key."""
    everything.fail(method="POST", lose_answer=True)
    everything.fail(method="POST", times=None, drop=True)
    with pytest.raises(SourceDown):
        DO[act](effects(everything, timeout_budget=1))
    everything.faults.clear()
    DO[act](effects(everything))
    once = made(everything)
    everything.forget_keys()
    DO[act](effects(everything))
    assert made(everything) == once
    assert sum(one["amount"] for one in everything.objects("refund")) in (0, 1000)


@pytest.mark.parametrize("act", DO)
def test_the_keys_that_stripe_gets_follow_from_the_actions(
    everything: StripeFake, act: str
) -> None:
    DO[act](effects(everything))
    given = set(everything.server.answers)
    charges = [f"{KEY}:{one['id']}" for one in everything.objects("charge")]
    assert given
    assert given <= {KEY, f"{KEY}:coupon", *charges}


@pytest.mark.parametrize("act", ["credit", "refund"])
def test_another_key_is_another_effect(everything: StripeFake, act: str) -> None:
    does, small = effects(everything), Money(100, "CAD")
    names = {getattr(does, act)("cus_1", small, WHY, key) for key in ("a", "b")}
    assert len(names) == 2


@pytest.mark.parametrize("act", DO)
def test_down(everything: StripeFake, act: str) -> None:
    everything.fail(times=None, status=500)
    with pytest.raises(SourceDown):
        DO[act](effects(everything, timeout_budget=0.3))


@pytest.mark.parametrize("act", DO)
@pytest.mark.parametrize("body", [b"{}", b"<html>", b"[]"])
def test_nonsense(everything: StripeFake, act: str, body: bytes) -> None:
    everything.fail(times=None, body=body)
    with pytest.raises(BadAnswer):
        DO[act](effects(everything))


def test_a_price(stripe: StripeFake) -> None:
    price = stripe.put_price("Pro", 4900, currency="cad", interval="year", id="price_1")
    assert effects(stripe).price("price_1") == Plan("price_1", "Pro", Money(4900, "CAD"), "year", 1)
    stripe.change("price", price["id"], active=False)
    for name in ("price_1", "price_none"):
        with pytest.raises(SourceRefused):
            effects(stripe).price(name)


def test_prices_to_choose_from(stripe: StripeFake) -> None:
    one_more = [stripe.put_price(f"Plan {n}", n, id=f"price_{n}") for n in range(101)][50]
    stripe.put_price("Old", 1, active=False)
    stripe.put_price("Once", 1, type="one_time", recurring=None)
    stripe.put_price("By use", 1, recurring={**one_more["recurring"], "usage_type": "metered"})
    stripe.put_price("In tiers", None, billing_scheme="tiered")
    stripe.change("product", stripe.put_price("Withdrawn", 1)["product"], active=False)
    found = effects(stripe).prices()
    assert {plan.id for plan in found} == {f"price_{n}" for n in range(101)}
    assert Plan("price_50", "Plan 50", Money(50, "USD"), "month", 1) in found


def test_prices_are_kept_for_some_minutes(stripe: StripeFake) -> None:
    now = [0.0]
    does = StripeEffects(stripe_clients.sdk(stripe), lambda: now[0])
    assert does.prices() == ()
    stripe.put_price("Pro", 4900)
    now[0] += 299
    assert does.prices() == ()
    stripe.fail(status=403)
    now[0] += 1
    with pytest.raises(SourceRefused):
        does.prices()
    assert [plan.name for plan in does.prices()] == ["Pro"]


def test_a_currency(stripe: StripeFake) -> None:
    assert effects(stripe).currency("cus_1") == "CAD"
    unbilled = stripe.put_customer(None)["id"]
    with pytest.raises(SourceRefused, match="never billed"):
        effects(stripe).currency(unbilled)
