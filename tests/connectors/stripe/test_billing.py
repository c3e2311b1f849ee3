"""The billing section from Stripe: its fields, the search for a customer, and wrong answers."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import stripe as sdk

from customer_health.connectors.stripe import billing as stripe_billing
from customer_health.connectors.stripe import client as stripe_client
from customer_health.domain.context.billing_record import (
    BillingRecord,
    Credit,
    Discount,
    Invoice,
    Payment,
    Plan,
)
from customer_health.domain.context.source import CustomerIdentity
from customer_health.domain.money import Money
from customer_health.domain.timeline import of_billing
from customer_health.errors import (
    AmbiguousInSource,
    BadAnswer,
    NotInSource,
    SourceDown,
    SourceRefused,
)
from emulator_harness.fakes.stripe import StripeFake
from tests.connectors.stripe.clients import billing, effects

NOW = datetime(2025, 11, 24, 15, tzinfo=UTC)
EMAIL = "owner@maple-diner.example"


def ago(days: float) -> int:
    return int((NOW - timedelta(days=days)).timestamp())


def at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


@pytest.fixture(scope="module")
def running() -> Iterator[StripeFake]:
    with StripeFake() as fake:
        yield fake


@pytest.fixture
def stripe(running: StripeFake) -> StripeFake:
    running.reset()
    return running


@pytest.fixture
def maple(stripe: StripeFake) -> str:
    """A customer with a year and a half of everything."""
    customer = stripe.put_customer(EMAIL, "Maple Diner", currency="cad", balance=-20000)["id"]
    price = stripe.put_price("Enterprise Pro", 5000, currency="cad")
    subscription = stripe.put_subscription(customer, price, 100)["id"]
    stripe.put_discount(subscription, name="Annual commitment", percent_off=10.0, end=ago(-90))
    made = {"currency": "cad", "customer": customer}
    for days, amount, words in [(70, -90000, "Older"), (60, -30000, "Outage"), (5, 10000, None)]:
        stripe.put(
            "customer_balance_transaction",
            **made,
            amount=amount,
            description=words,
            created=ago(days),
        )
    stripe.put_invoice(
        **made, total=500000, status="paid", created=ago(500), paid_at=ago(499), number="A-1"
    )
    stripe.put_invoice(**made, total=450000, status="paid", created=ago(40), paid_at=ago(39))
    stripe.put_invoice(**made, total=100, status="void", created=ago(38))
    stripe.put_invoice(
        **made, id="in_open", total=450000, created=ago(10), due_date=ago(-5), number="A-3"
    )
    stripe.put_charge(**made, amount=500000, created=ago(499))
    stripe.put_charge(**made, amount=450000, status="failed", created=ago(40))
    stripe.put_charge(**made, id="ch_last", amount=450000, created=ago(39))
    stripe.put_charge(**made, amount=450000, status="pending", created=ago(1))
    return str(customer)


def test_every_field(stripe: StripeFake, maple: str) -> None:
    price = stripe.objects("price")[0]["id"]
    open_one = Invoice(
        "in_open", "A-3", at(ago(10)), Money(450000, "CAD"), "open", due_at=at(ago(-5)),
        url="https://dashboard.stripe.com/test/invoices/in_open",
    )  # fmt: skip
    assert billing(stripe).fetch(maple, NOW) == BillingRecord(
        customer_id=maple,
        payment_status="current",
        plan=Plan(price, "Enterprise Pro", Money(500000, "CAD"), "month", 100),
        current_invoice=open_one,
        last_payment=Payment("ch_last", at(ago(39)), Money(450000, "CAD"), succeeded=True),
        failed_payments_12m=1,
        balance=Money(450000, "CAD"),
        credits=Money(20000, "CAD"),
        last_credit=Credit(at(ago(60)), Money(30000, "CAD"), "Outage"),
        discounts=[Discount("Annual commitment", 10.0, ends_at=at(ago(-90)))],
        billing_contact=EMAIL,
        revenue_12m=Money(450000, "CAD"),
        lifetime_value=Money(950000, "CAD"),
        invoices=[open_one],
        failed_payments=[],
    )


def test_one_round_of_requests(stripe: StripeFake, maple: str) -> None:
    source = billing(stripe)
    stripe.fail(times=None, delay=0.3)
    before = time.monotonic()
    source.fetch(maple, NOW)
    # Six requests of 0.3 s; one after the other they would take 1.8 s.
    assert time.monotonic() - before < 1.2
    assert len(stripe.calls) == 6
    source.fetch(maple, NOW)
    assert len(stripe.calls) == 11, "the names of products are known by then"


def test_a_credit_that_was_given_here_has_its_own_reason(stripe: StripeFake, maple: str) -> None:
    effects(stripe).credit(maple, Money(500, "CAD"), "Their clock stood still", "key")
    credit = billing(stripe).fetch(maple, NOW).last_credit
    assert credit
    assert (credit.amount, credit.reason) == (Money(500, "CAD"), "Their clock stood still")


def test_a_credit_that_is_used_up_is_none(stripe: StripeFake, maple: str) -> None:
    stripe.change("customer", maple, balance=0)
    assert billing(stripe).fetch(maple, NOW).last_credit is None


def test_a_customer_who_was_never_billed(stripe: StripeFake) -> None:
    customer = stripe.put_customer(None)["id"]
    assert billing(stripe).fetch(customer, NOW) == BillingRecord(
        customer, "none", discounts=[], invoices=[], failed_payments=[]
    )


def test_sums_are_in_the_accounts_own_currency(stripe: StripeFake, maple: str) -> None:
    made = {"customer": maple, "total": 700, "created": ago(50)}
    stripe.put_invoice(**made, status="paid", currency="usd", paid_at=ago(50))
    stripe.put_invoice(**made, currency="usd", due_date=ago(-9))
    found = billing(stripe).fetch(maple, NOW)
    assert found.lifetime_value == Money(950000, "CAD")
    assert found.balance == Money(450000, "CAD")


@pytest.mark.parametrize(
    ("status", "fields", "expected"),
    [
        ("active", {}, "current"),
        ("trialing", {"trial_end": ago(-7)}, "current"),
        ("past_due", {}, "past_due"),
        ("unpaid", {}, "past_due"),
        ("paused", {}, "paused"),
        ("active", {"pause_collection": {"behavior": "void", "resumes_at": None}}, "paused"),
        ("past_due", {"pause_collection": {"behavior": "void", "resumes_at": None}}, "past_due"),
        ("incomplete", {}, "none"),
        ("canceled", {}, "none"),
    ],
)
def test_payment_status(
    stripe: StripeFake, status: str, fields: dict[str, Any], expected: str
) -> None:
    customer = stripe.put_customer(EMAIL)["id"]
    stripe.put_subscription(customer, stripe.put_price("Pro", 100), status=status, **fields)
    found = billing(stripe).fetch(customer, NOW)
    assert found.payment_status == expected
    assert found.trial_ends_at == (at(ago(-7)) if status == "trialing" else None)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"due_date": ago(1)}, "past_due"),
        ({"due_date": ago(-1)}, "current"),
        ({"attempted": True}, "past_due"),
        ({"attempted": False}, "current"),
        ({"due_date": ago(1), "status": "void"}, "current"),
    ],
)
def test_an_invoice_that_should_have_been_paid(
    stripe: StripeFake, fields: dict[str, Any], expected: str
) -> None:
    customer = stripe.put_customer(EMAIL)["id"]
    stripe.put_subscription(customer, stripe.put_price("Pro", 100))
    stripe.put_invoice(customer, 500, created=ago(3), **fields)
    assert billing(stripe).fetch(customer, NOW).payment_status == expected


METERED = {"interval": "month", "interval_count": 1, "usage_type": "metered"}


@pytest.mark.parametrize(
    ("price", "quantity", "amount"),
    [
        ({"amount": 1000}, 3, 3000),
        ({"amount": 1000}, None, 1000),
        ({"amount": 1000, "interval_count": 3}, 2, 2000),
        ({"amount": None, "unit_amount_decimal": "0.5"}, 3, 2),
        ({"amount": None, "billing_scheme": "tiered"}, 1, None),
        ({"amount": 5, "transform_quantity": {"divide_by": 10, "round": "up"}}, 20, None),
        ({"amount": 5, "recurring": METERED}, None, None),
    ],
)
def test_what_a_plan_costs(
    stripe: StripeFake, price: dict[str, Any], quantity: int | None, amount: int | None
) -> None:
    customer = stripe.put_customer(EMAIL)["id"]
    stripe.put_subscription(customer, stripe.put_price("Pro", **price), quantity)
    plan = billing(stripe).fetch(customer, NOW).plan
    assert (plan and plan.amount) == (amount and Money(amount, "USD"))
    assert plan is None or plan.seats == quantity


def test_of_several_plans_the_one_that_costs_most(stripe: StripeFake) -> None:
    customer = stripe.put_customer(EMAIL)["id"]
    stripe.put_subscription(customer, stripe.put_price("Small", 900), 2, status="canceled")
    stripe.put_subscription(customer, stripe.put_price("Seats", 100), 5)
    main = stripe.put_subscription(customer, stripe.put_price("Add-on", 10), 5)["id"]
    stripe.add_item(main, stripe.put_price("Pro", 700))
    plan = billing(stripe).fetch(customer, NOW).plan
    assert plan is not None
    assert plan.name == "Pro"


def test_what_plans_cost_is_compared_for_the_same_time(stripe: StripeFake) -> None:
    customer = stripe.put_customer(EMAIL)["id"]
    yearly = stripe.put_subscription(customer, stripe.put_price("Yearly", 9000, interval="year"))
    stripe.add_item(yearly["id"], stripe.put_price("Quarterly", 2500, interval_count=3))
    stripe.put_subscription(customer, stripe.put_price("Monthly", 800))
    plan = billing(stripe).fetch(customer, NOW).plan
    assert plan
    assert (plan.name, plan.interval_count) == ("Quarterly", 3)
    assert (plan.cycle, plan.days) == ("3 months", 90)


def test_of_the_last_days(stripe: StripeFake) -> None:
    """A late payment of an old invoice, and every one that failed, whatever came after."""
    customer = stripe.put_customer(EMAIL)["id"]
    for created, paid in ((45, 5), (45, 40), (3, None)):
        status = {"status": "paid", "paid_at": ago(paid)} if paid else {}
        stripe.put_invoice(customer, 100, id=f"in_{created}_{paid}", created=ago(created), **status)
    for days, status in ((31, "failed"), (9, "failed"), (8, "failed"), (7, "succeeded")):
        stripe.put_charge(customer, 100, status, id=f"ch_{days}", created=ago(days))
    found = billing(stripe).fetch(customer, NOW)
    assert [one.id for one in found.invoices] == ["in_3_None", "in_45_5"]
    assert [one.id for one in found.failed_payments] == ["ch_8", "ch_9"]
    told = {(event.kind, event.id) for event in of_billing(found)}
    assert ("invoice_paid", "paid:in_45_5") in told
    assert {("payment_failed", "failed:ch_9"), ("payment_failed", "failed:ch_8")} <= told


def test_a_customers_own_discount(stripe: StripeFake) -> None:
    coupon = stripe.put("coupon", amount_off=500, currency="cad")
    discount = stripe.put("discount", coupon=coupon["id"])
    customer = stripe.put_customer(EMAIL, discount=discount, currency="cad")["id"]
    found = billing(stripe).fetch(customer, NOW)
    assert found.discounts == [Discount(coupon["id"], amount=Money(500, "CAD"))]


def test_all_discounts_of_the_live_subscriptions_and_the_customer(stripe: StripeFake) -> None:
    coupon = stripe.put("coupon", amount_off=500, currency="cad")
    discount = stripe.put("discount", coupon=coupon["id"])
    customer = stripe.put_customer(EMAIL, discount=discount, currency="cad")["id"]
    price = stripe.put_price("Basic", 1000, currency="cad")
    for status, names in (("active", "ab"), ("past_due", "c"), ("canceled", "d")):
        subscription = stripe.put_subscription(customer, price, 1, status=status)["id"]
        for name in names:
            stripe.put_discount(subscription, name=name, percent_off=10.0)
    found = [one.name for one in billing(stripe).fetch(customer, NOW).discounts]
    assert (sorted(found), found[-1]) == (sorted(["a", "b", "c", coupon["id"]]), coupon["id"])


def test_a_long_history(stripe: StripeFake, monkeypatch: pytest.MonkeyPatch) -> None:
    customer = stripe.put_customer(EMAIL, currency="usd")["id"]
    for day in range(230):
        paid = {"status": "paid", "paid_at": ago(day), "created": ago(day)}
        stripe.put_invoice(customer, 100, **paid)
        stripe.put_charge(customer, 100, "failed", created=ago(day * 2))
    found = billing(stripe).fetch(customer, NOW)
    assert found.lifetime_value == found.revenue_12m == Money(23000, "USD")
    assert found.failed_payments_12m == 183
    assert len(found.invoices) == 30
    monkeypatch.setattr(stripe_billing, "MAX_INVOICES", 229)
    cut = billing(stripe).fetch(customer, NOW)
    assert cut.lifetime_value is None, "never a part as if it were all"


def test_a_payment_of_long_ago(stripe: StripeFake) -> None:
    customer = stripe.put_customer(EMAIL)["id"]
    for days in (700, 600):
        stripe.put_charge(customer, 100, "failed", created=ago(days))
    found = billing(stripe).fetch(customer, NOW)
    assert found.last_payment is not None
    assert found.last_payment.at == at(ago(600))
    assert found.failed_payments_12m == 0


def test_pages_of_invoices(stripe: StripeFake, maple: str) -> None:
    source = billing(stripe)
    first, after = source.invoices(maple, limit=3)
    second, end = source.invoices(maple, after, limit=3)
    assert [one.status for one in first + second] == ["open", "void", "paid", "paid"]
    assert first[0].id == "in_open"
    assert end is None
    [unpaid], _ = source.invoices(maple, status="open")
    assert unpaid == first[0]
    with pytest.raises(NotInSource):
        source.invoices("cus_none")
    # The customer is there: only the page is not.
    with pytest.raises(SourceRefused, match="No such invoice"):
        source.invoices(maple, "in_none")


def customer(email: str | None) -> CustomerIdentity:
    return CustomerIdentity("maple", "Maple Diner", email)


def test_found_by_its_email_before_its_domain(stripe: StripeFake) -> None:
    stripe.put_customer("cook@maple-diner.example")
    wanted = stripe.put_customer(EMAIL)["id"]
    assert billing(stripe).find(customer(EMAIL)) == wanted


def test_found_by_its_domain(stripe: StripeFake) -> None:
    stripe.put_customer("owner@maple-diner.example.net")
    stripe.put_customer("owner@not-maple-diner.example")
    wanted = stripe.put_customer("Billing@Maple-Diner.example")["id"]
    assert billing(stripe).find(customer(EMAIL)) == wanted


def test_of_many_that_are_like_it_every_one_is_looked_at(
    stripe: StripeFake, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = stripe.put_customer("one@maple-diner.example")["id"]
    for number in range(120):
        stripe.put_customer(f"{number}@maple-diner.example.net")
    assert billing(stripe).find(customer("ann@maple-diner.example")) == first
    last = stripe.put_customer("two@maple-diner.example")["id"]
    with pytest.raises(AmbiguousInSource) as caught:
        billing(stripe).find(customer("ann@maple-diner.example"))
    assert caught.value.candidates == (first, last)
    monkeypatch.setattr(stripe_billing, "MAX_SEARCHED", 120)
    with pytest.raises(AmbiguousInSource, match="more than 120") as caught:
        billing(stripe).find(customer("ann@maple-diner.example"))
    assert caught.value.candidates == (first,)


@pytest.mark.parametrize("email", [EMAIL, "ann@maple-diner.example"])
def test_never_a_guess(stripe: StripeFake, email: str) -> None:
    found = {stripe.put_customer(EMAIL)["id"] for _ in range(2)}
    with pytest.raises(AmbiguousInSource, match="maple may be any of cus_") as caught:
        billing(stripe).find(customer(email))
    assert set(caught.value.candidates) == found


@pytest.mark.parametrize(
    "email", [None, "", "ann@gmail.com", 'a@x" OR email~"maple', "x@localhost"]
)
def test_nobody(stripe: StripeFake, email: str | None) -> None:
    stripe.put_customer(EMAIL)
    stripe.put_customer("other@gmail.com")
    with pytest.raises(NotInSource):
        billing(stripe).find(customer(email))


def test_a_deleted_customer(stripe: StripeFake, maple: str) -> None:
    stripe.change("customer", maple, deleted=True)
    with pytest.raises(NotInSource, match="deleted"):
        billing(stripe).fetch(maple, NOW)
    with pytest.raises(NotInSource, match="No such customer"):
        billing(stripe).fetch("cus_none", NOW)


def test_a_product_that_is_gone_is_not_the_customer(stripe: StripeFake, maple: str) -> None:
    [item] = stripe.objects("subscription_item")
    price = {**item["price"], "product": "prod_none"}
    stripe.change("subscription_item", item["id"], price=price)
    with pytest.raises(SourceRefused, match="No such product"):
        billing(stripe).fetch(maple, NOW)


def test_down_and_up_again(stripe: StripeFake, maple: str) -> None:
    stripe.fail(times=2, status=503)
    stripe.fail(times=2, drop=True)
    assert billing(stripe).fetch(maple, NOW).billing_contact == EMAIL
    stripe.fail(times=None, drop=True)
    with pytest.raises(SourceDown):
        billing(stripe, timeout_budget=0.5).fetch(maple, NOW)


def test_slow(stripe: StripeFake, maple: str) -> None:
    stripe.fail(times=None, delay=2)
    with pytest.raises(SourceDown, match="no answer"):
        billing(stripe, timeout_budget=0.3).fetch(maple, NOW)


def test_asked_to_wait(stripe: StripeFake, maple: str) -> None:
    stripe.fail(times=None, status=429, retry_after=30)
    with pytest.raises(SourceDown) as caught:
        billing(stripe).fetch(maple, NOW)
    assert caught.value.retry_after is not None
    assert caught.value.retry_after > 29


@pytest.mark.parametrize(
    "body",
    [
        b"<html>",
        b"[]",
        b"{}",
        b"null",
        b'"yes"',
        b'{"object": "list", "data": [{}], "has_more": false}',
        b'{"object": "list", "data": [{"object": "invoice", "id": "in_1"}], "has_more": false}',
        b'{"object": "customer", "id": "cus_1", "currency": "usd", "balance": "12"}',
    ],
)
@pytest.mark.parametrize("kind", ["customers", "subscriptions", "invoices", "charges"])
def test_nonsense(stripe: StripeFake, maple: str, body: bytes, kind: str) -> None:
    stripe.fail(times=None, path=f"/v1/{kind}", body=body)
    with pytest.raises(BadAnswer):
        billing(stripe).fetch(maple, NOW)


@pytest.mark.parametrize(
    ("kind", "field", "value"),
    [
        ("customer", "email", {"a": 1}),
        ("customer", "balance", [1]),
        ("customer", "currency", "c/d.$"),
        ("customer", "currency", "dollars"),
        ("customer", "currency", 7),
        ("invoice", "number", 5),
        ("invoice", "currency", "../"),
        ("charge", "currency", None),
        ("product", "name", 5),
        ("product", "name", None),
        ("subscription_item", "quantity", "ten"),
        ("coupon", "name", ["x"]),
        ("coupon", "percent_off", "ten"),
        ("coupon", "percent_off", 101),
        ("coupon", "percent_off", True),
    ],
)
def test_values_of_a_wrong_kind(
    stripe: StripeFake, maple: str, kind: str, field: str, value: object
) -> None:
    for one in stripe.objects(kind):
        stripe.change(kind, one["id"], **{field: value})
    with pytest.raises(BadAnswer):
        billing(stripe).fetch(maple, NOW)


@pytest.mark.parametrize(
    "wrong",
    [
        {"unit_amount": "5"},
        {"unit_amount_decimal": "a lot"},
        {"currency": "$"},
        {"recurring": {"interval": "decade", "interval_count": 1}},
        *({"recurring": {"interval": "month", "interval_count": n}} for n in (0, -3, "3", None)),
    ],
)
def test_a_price_that_is_none(stripe: StripeFake, maple: str, wrong: dict[str, Any]) -> None:
    [item] = stripe.objects("subscription_item")
    stripe.change("subscription_item", item["id"], price={**item["price"], **wrong})
    with pytest.raises(BadAnswer):
        billing(stripe).fetch(maple, NOW)


def test_a_wrong_key(stripe: StripeFake, maple: str) -> None:
    with pytest.raises(SourceRefused, match="check STRIPE_KEY"):
        billing(stripe, key="rk_wrong").fetch(maple, NOW)


def test_a_key_that_may_not(stripe: StripeFake, maple: str) -> None:
    stripe.fail(times=None, path="/v1/invoices", status=403)
    with pytest.raises(SourceRefused, match="what the key may do"):
        billing(stripe).fetch(maple, NOW)


def test_the_api_version_is_the_one_that_the_types_describe() -> None:
    assert sdk.api_version == stripe_client.API_VERSION


@pytest.mark.parametrize(
    ("livemode", "page"),
    [
        (True, "https://dashboard.stripe.com/invoices/in_one"),
        (False, "https://dashboard.stripe.com/test/invoices/in_one"),
        (None, None),
        ("true", None),
    ],
)
def test_an_invoice_links_to_the_dashboard_of_its_mode(
    stripe: StripeFake, livemode: Any, page: str | None
) -> None:
    customer = stripe.put_customer(EMAIL, "Maple Diner", currency="cad")["id"]
    stripe.put_invoice(customer, 100, id="in_one", livemode=livemode, currency="cad")
    [found], _ = billing(stripe).invoices(customer)
    assert found.url == page
