"""The Stripe fake, used with Stripe's own SDK and a plain HTTP client."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests
import stripe as sdk

from emulator_harness.fakes.stripe import StripeFake

Json = dict[str, Any]


@pytest.fixture(scope="module")
def running() -> Iterator[StripeFake]:
    with StripeFake() as fake:
        yield fake


@pytest.fixture
def stripe(running: StripeFake) -> Iterator[StripeFake]:
    running.reset()
    yield running
    running.server.rate = None


@pytest.fixture
def api(stripe: StripeFake) -> sdk.V1Services:
    http = sdk.RequestsClient(timeout=5)
    client = sdk.StripeClient(
        stripe.key, base_addresses={"api": stripe.url}, http_client=http, max_network_retries=0
    )
    return client.v1


def ask(stripe: StripeFake, method: str, path: str, key: str | None = None, **form: Any) -> Any:
    headers = {"Authorization": f"Bearer {stripe.key}"}
    if key:
        headers["Idempotency-Key"] = key
    where = {"params": form} if method == "GET" else {"data": form}
    return requests.request(method, f"{stripe.url}/v1/{path}", headers=headers, timeout=5, **where)


def error(response: requests.Response) -> Json:
    answer: Json = response.json()["error"]
    return answer


def test_keys(stripe: StripeFake) -> None:
    url = f"{stripe.url}/v1/customers"
    assert requests.get(url, auth=(stripe.key, ""), timeout=5).status_code == 200
    for headers in ({}, {"Authorization": "Bearer wrong"}):
        wrong = requests.get(url, headers=headers, timeout=5)
        assert wrong.status_code == 401
        assert error(wrong)["type"] == "invalid_request_error"


def test_another_api_version_is_refused(stripe: StripeFake) -> None:
    headers = {"Authorization": f"Bearer {stripe.key}", "Stripe-Version": "2020-08-27"}
    answer = requests.get(f"{stripe.url}/v1/customers", headers=headers, timeout=5)
    assert (answer.status_code, "2020-08-27" in error(answer)["message"]) == (400, True)


def test_missing_objects(stripe: StripeFake, api: sdk.V1Services) -> None:
    with pytest.raises(sdk.InvalidRequestError) as caught:
        api.customers.retrieve("cus_none")
    assert (caught.value.http_status, caught.value.code) == (404, "resource_missing")
    listed = ask(stripe, "GET", "charges", customer="cus_none")
    assert (listed.status_code, error(listed)["param"]) == (400, "customer")
    assert ask(stripe, "GET", "no_such").status_code == 404


def test_unknown_parameters_are_refused(stripe: StripeFake) -> None:
    answer = ask(stripe, "GET", "customers", mail="ann@example.com")
    assert error(answer)["code"] == "parameter_unknown"


def test_pages(stripe: StripeFake, api: sdk.V1Services) -> None:
    customer = stripe.put_customer(None)["id"]
    names = [stripe.put_charge(customer, 100, created=day)["id"] for day in range(1, 6)]
    page = api.charges.list({"customer": customer, "limit": 2})
    assert [one.id for one in page.data] == names[:2:-1]
    assert page.has_more
    assert [one.id for one in page.auto_paging_iter()] == names[::-1]
    since = api.charges.list({"customer": customer, "created": {"gte": 3, "lt": 5}})
    assert [one.id for one in since.data] == [names[3], names[2]]
    for wrong in ({"limit": 0}, {"limit": 101}, {"starting_after": "ch_none"}):
        assert ask(stripe, "GET", "charges", customer=customer, **wrong).status_code == 400


def test_customers_by_email(stripe: StripeFake, api: sdk.V1Services) -> None:
    name = stripe.put_customer("Ann@maple.example")["id"]
    stripe.put_customer(None)
    assert api.customers.list({"email": "ann@maple.example"}).data == [], "case counts in lists"
    found = [
        [one.id for one in api.customers.search({"query": query}).data]
        for query in ('email:"ann@maple.example"', 'email~"@maple"', 'email:"maple"')
    ]
    assert found == [[name], [name], []]
    for wrong in ("maple", 'email~"@m', 'email~"a"'):
        assert ask(stripe, "GET", "customers/search", query=wrong).status_code == 400


def test_expanding(stripe: StripeFake, api: sdk.V1Services) -> None:
    customer = stripe.put_customer(None)["id"]
    subscription = stripe.put_subscription(customer, stripe.put_price("Pro", 100))["id"]
    stripe.put_discount(subscription, percent_off=5.0)
    [plain] = api.subscriptions.list({"customer": customer}).data
    assert isinstance(plain.discounts[0], str)
    deep = api.subscriptions.list(
        {"customer": customer, "expand": ["data.discounts.source.coupon"]}
    )
    discount = deep.data[0].discounts[0]
    assert isinstance(discount, sdk.Discount)
    assert isinstance(discount.source.coupon, sdk.Coupon)
    too_deep = ask(stripe, "GET", "subscriptions", **{"expand[]": "data.items.data.price.product"})
    assert "more than 4 levels" in error(too_deep)["message"]


def test_an_idempotency_key_repeats_the_first_answer(stripe: StripeFake) -> None:
    customer = stripe.put_customer(None)["id"]
    path = f"customers/{customer}/balance_transactions"
    first = ask(stripe, "POST", path, "key", amount=-5, currency="usd")
    again = ask(stripe, "POST", path, "key", amount=-5, currency="usd")
    assert again.json() == first.json()
    assert again.headers["Idempotent-Replayed"] == "true"
    other = ask(stripe, "POST", path, "key", amount=-6, currency="usd")
    assert (other.status_code, error(other)["type"]) == (400, "idempotency_error")
    assert stripe.objects("customer")[0]["balance"] == -5
    stripe.forget_keys()
    ask(stripe, "POST", path, "key", amount=-5, currency="usd")
    assert stripe.objects("customer")[0]["balance"] == -10


def test_an_idempotency_key_repeats_an_error_too(stripe: StripeFake) -> None:
    charge = stripe.put_charge("cus", 100)["id"]
    too_much = ask(stripe, "POST", "refunds", "key", charge=charge, amount=101)
    stripe.put_charge("cus", 101, id=charge)
    again = ask(stripe, "POST", "refunds", "key", charge=charge, amount=101)
    assert (too_much.status_code, again.json()) == (400, too_much.json())
    other = ask(stripe, "POST", "refunds", "another key", charge=charge, amount=101)
    assert other.status_code == 200


@pytest.mark.parametrize(
    ("charge", "amount", "code"),
    [
        ({"amount": 100}, 101, None),
        ({"amount": 100}, 0, None),
        ({"amount": 100, "amount_refunded": 100}, 1, "charge_already_refunded"),
        ({"amount": 100, "disputed": True}, 1, "charge_disputed"),
        ({"amount": 100, "status": "failed"}, 1, None),
    ],
)
def test_refunds_that_are_refused(
    stripe: StripeFake, charge: Json, amount: int, code: str | None
) -> None:
    name = stripe.put_charge("cus", **charge)["id"]
    answer = ask(stripe, "POST", "refunds", charge=name, amount=amount)
    assert (answer.status_code, error(answer).get("code")) == (400, code)


def test_an_invoice_with_nothing_left_to_pay_is_paid(
    stripe: StripeFake, api: sdk.V1Services
) -> None:
    name = stripe.put_invoice("cus", 500, lines=[{"id": "il_1", "amount": 500}])["id"]
    line: Any = {"type": "invoice_line_item", "invoice_line_item": "il_1", "amount": 500}
    note = api.credit_notes.create({"invoice": name, "lines": [line]})
    assert (note.total, api.invoices.retrieve(name).status) == (500, "paid")
    with pytest.raises(sdk.InvalidRequestError):
        api.credit_notes.create({"invoice": name, "lines": [line]})


def test_a_coupon_has_a_maximum_number_of_redemptions(
    stripe: StripeFake, api: sdk.V1Services
) -> None:
    price = stripe.put_price("Pro", 100)
    first, second = (stripe.put_subscription("cus", price)["id"] for _ in range(2))
    stripe.put("coupon", id="once", percent_off=5.0, max_redemptions=1)
    api.subscriptions.update(first, {"discounts": [{"coupon": "once"}]})
    with pytest.raises(sdk.InvalidRequestError) as caught:
        api.subscriptions.update(second, {"discounts": [{"coupon": "once"}]})
    assert caught.value.code == "coupon_expired"
    with pytest.raises(sdk.InvalidRequestError) as caught:
        api.coupons.create({"id": "once", "percent_off": 5})
    assert caught.value.code == "resource_already_exists"


def test_the_rate_limit(stripe: StripeFake, api: sdk.V1Services) -> None:
    stripe.server.rate = 2
    api.products.list()
    api.products.list()
    with pytest.raises(sdk.RateLimitError):
        api.products.list()


def test_faults(stripe: StripeFake, api: sdk.V1Services) -> None:
    customer = stripe.put_customer(None)["id"]
    for fault, kind in (
        ({"status": 503}, sdk.APIError),
        ({"status": 429}, sdk.RateLimitError),
        ({"drop": True}, sdk.APIConnectionError),
        ({"body": b"<html>"}, sdk.APIError),
    ):
        stripe.fail(**fault)
        with pytest.raises(kind):
            api.customers.retrieve(customer)
    stripe.fail(lose_answer=True)
    with pytest.raises(sdk.APIConnectionError):
        api.customers.balance_transactions.create(customer, {"amount": -5, "currency": "usd"})
    assert api.customers.retrieve(customer).balance == -5


def test_unknown_fields_of_an_object_are_an_error(stripe: StripeFake) -> None:
    with pytest.raises(TypeError, match="a customer has no mail"):
        stripe.put("customer", mail="ann@example.com")


def test_lists_of_prices_and_products(stripe: StripeFake, api: sdk.V1Services) -> None:
    old = stripe.put_price("Old", 100, active=False)["id"]
    stripe.put_price("Once", 100, type="one_time", recurring=None)
    pro = stripe.put_price("Pro", 300)["id"]
    asked: Any = {"active": True, "type": "recurring", "expand": ["data.product"]}
    [found] = api.prices.list(asked).data
    assert (found.id, found.product.name) == (pro, "Pro")
    assert old in {one.id for one in api.prices.list().data}
    with pytest.raises(sdk.InvalidRequestError):
        api.prices.list({**asked, "status": "active"})
