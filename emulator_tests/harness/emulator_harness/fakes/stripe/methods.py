"""The API's endpoints: one function for each HTTP method and path."""

import re
from collections.abc import Callable
from typing import Any

from . import subscription
from .account import Account
from .errors import invalid
from .parameters import refuse_unknown, text, whole

Json = Any
Method = Callable[[Account, Json, str], Json]

PAGED = ("limit", "starting_after", "ending_before")


def _customers(account: Account, given: Json, _: str) -> Json:
    refuse_unknown(given, (*PAGED, "email", "created"))
    return account.list("customer", given, email=given.get("email"))


def _customer_search(account: Account, given: Json, _: str) -> Json:
    """Search by e-mail address only: `email:"whole address"` or `email~"part of it"`."""
    asked = re.fullmatch(r'email(:|~)"([^"]+)"', text(given, "query"))
    if not asked:
        raise invalid("We were unable to parse your search query.", "query")
    operator, part = asked.group(1), asked.group(2).lower()
    if operator == "~" and len(part) < 3:
        raise invalid("Substring searches take three characters or more.", "query")
    found = [
        one
        for one in account.objects["customer"].values()
        if (email := (one["email"] or "").lower())
        and (part == email or (operator == "~" and part in email))
    ]
    start = int(given.get("page", 0))
    end = start + int(given.get("limit", 10))
    more = len(found) > end
    return {
        "object": "search_result",
        "data": found[start:end],
        "has_more": more,
        "next_page": str(end) if more else None,
    }


def _customer(account: Account, _: Json, id_: str) -> Json:
    customer = account.get("customer", id_)
    if customer.get("deleted"):
        return {"id": id_, "object": "customer", "deleted": True}
    return customer


def _subscriptions(account: Account, given: Json, _: str) -> Json:
    refuse_unknown(given, (*PAGED, "customer", "status", "created", "price"))
    page = account.of_customer("subscription", given)
    if given.get("status") != "all":
        page["data"] = [one for one in page["data"] if one["status"] != "canceled"]
    return page


def _invoices(account: Account, given: Json, _: str) -> Json:
    refuse_unknown(given, (*PAGED, "customer", "status", "created", "subscription"))
    return account.of_customer("invoice", given, status=given.get("status"))


def _charges(account: Account, given: Json, _: str) -> Json:
    refuse_unknown(given, (*PAGED, "customer", "created", "payment_intent"))
    return account.of_customer("charge", given)


def _refunds(account: Account, given: Json, _: str) -> Json:
    refuse_unknown(given, (*PAGED, "charge", "created", "payment_intent"))
    return account.list("refund", given, charge=given.get("charge"))


def _credit_notes(account: Account, given: Json, _: str) -> Json:
    refuse_unknown(given, (*PAGED, "customer", "invoice", "created"))
    return account.list("credit_note", given, invoice=given.get("invoice"))


def _lines(account: Account, given: Json, id_: str) -> Json:
    account.get("invoice", id_)
    return account.list("line_item", given, invoice=id_)


def _prices(account: Account, given: Json, _: str) -> Json:
    refuse_unknown(given, (*PAGED, "active", "type", "currency", "product", "created"))
    wanted = {"active": given["active"] == "true"} if "active" in given else {}
    wanted |= {name: given.get(name) for name in ("type", "currency", "product")}
    return account.list("price", given, **wanted)


def _products(account: Account, given: Json, _: str) -> Json:
    return account.list("product", given)


def _balance_transactions(account: Account, given: Json, id_: str) -> Json:
    account.get("customer", id_)
    return account.list("customer_balance_transaction", given, customer=id_)


def _credit(account: Account, given: Json, id_: str) -> Json:
    refuse_unknown(given, ("amount", "currency", "description", "metadata"))
    customer = account.get("customer", id_)
    amount, currency = whole(given, "amount"), text(given, "currency")
    if currency != (customer["currency"] or currency):
        raise invalid(f"The customer's balance is in {customer['currency']}.", "currency")
    if len(given.get("description", "")) > 350:
        raise invalid("Invalid string: must be at most 350 characters", "description")
    customer["currency"] = currency
    customer["balance"] += amount
    fields = {"description": given.get("description"), "metadata": given.get("metadata", {})}
    return account.put(
        "customer_balance_transaction", customer=id_, amount=amount, currency=currency,
        ending_balance=customer["balance"], **fields,
    )  # fmt: skip


def _refund(account: Account, given: Json, _: str) -> Json:
    refuse_unknown(given, ("charge", "amount", "reason", "metadata"))
    charge = account.get("charge", text(given, "charge"))
    left = charge["amount_captured"] - charge["amount_refunded"]
    amount = whole(given, "amount", left)
    if charge["status"] != "succeeded":
        raise invalid("This charge has not succeeded.", "charge")
    if charge["disputed"]:
        raise invalid("The charge has been charged back.", "charge", "charge_disputed")
    if left == 0:
        raise invalid("The charge was refunded already.", "charge", "charge_already_refunded")
    if not 0 < amount <= left:
        raise invalid(
            f"Refund amount ({amount}) must be from 1 to {left}.",
            "amount",
        )
    charge["amount_refunded"] += amount
    charge["refunded"] = amount == left
    return account.put(
        "refund", charge=charge["id"], amount=amount, currency=charge["currency"],
        reason=given.get("reason"), metadata=given.get("metadata", {}),
    )  # fmt: skip


def _credit_note(account: Account, given: Json, _: str) -> Json:
    refuse_unknown(given, ("invoice", "lines", "memo", "reason", "metadata"))
    invoice = account.get("invoice", text(given, "invoice"))
    if invoice["status"] != "open":
        raise invalid("Credit notes of a paid invoice need a refund or a credit.", "invoice")
    for one in given.get("lines") or []:
        line = account.get("line_item", text(one, "invoice_line_item"))
        if line["invoice"] != invoice["id"] or not 0 < whole(one, "amount") <= line["amount"]:
            raise invalid("The line has less, or is of another invoice.", "lines")
    amount = sum(whole(one, "amount") for one in given.get("lines") or [])
    if not 0 < amount <= invoice["amount_remaining"]:
        raise invalid("The sum is more than what remains to be paid, or not positive.", "lines")
    invoice["amount_due"] -= amount
    invoice["amount_remaining"] -= amount
    invoice["pre_payment_credit_notes_amount"] += amount
    if invoice["amount_remaining"] == 0:
        invoice["status"] = "paid"
        invoice["status_transitions"]["paid_at"] = account.now()
    return account.put(
        "credit_note", invoice=invoice["id"], customer=invoice["customer"], amount=amount,
        currency=invoice["currency"], memo=given.get("memo"), pre_payment_amount=amount,
        metadata=given.get("metadata", {}), subtotal=amount, total=amount,
    )  # fmt: skip


def _coupon(account: Account, given: Json, _: str) -> Json:
    known = ("id", "name", "percent_off", "amount_off", "currency", "duration")
    refuse_unknown(given, (*known, "duration_in_months", "max_redemptions", "metadata"))
    if given.get("id") in account.objects["coupon"]:
        raise invalid("Coupon already exists.", "id", "resource_already_exists")
    percent = float(given["percent_off"]) if "percent_off" in given else None
    if percent is not None and not 0 < percent <= 100:
        raise invalid("Invalid percent_off.", "percent_off")
    months = whole(given, "duration_in_months") if given.get("duration") == "repeating" else None
    if months is not None and months < 1:
        raise invalid("This value must be greater than or equal to 1.", "duration_in_months")
    numbers = {"percent_off": percent, "duration_in_months": months}
    if "max_redemptions" in given:
        numbers["max_redemptions"] = whole(given, "max_redemptions")
    return account.put("coupon", **{**given, **numbers})


def _retrieve(kind: str) -> Method:
    return lambda account, given, id_: account.get(kind, id_)


METHODS: dict[tuple[str, str], Method] = {
    ("GET", "/v1/customers"): _customers,
    ("GET", "/v1/customers/search"): _customer_search,
    ("GET", "/v1/customers/{id}"): _customer,
    ("GET", "/v1/customers/{id}/balance_transactions"): _balance_transactions,
    ("POST", "/v1/customers/{id}/balance_transactions"): _credit,
    ("GET", "/v1/subscriptions"): _subscriptions,
    ("GET", "/v1/subscriptions/{id}"): _retrieve("subscription"),
    ("POST", "/v1/subscriptions/{id}"): subscription.change,
    ("GET", "/v1/invoices"): _invoices,
    ("GET", "/v1/invoices/{id}"): _retrieve("invoice"),
    ("GET", "/v1/invoices/{id}/lines"): _lines,
    ("GET", "/v1/charges"): _charges,
    ("GET", "/v1/charges/{id}"): _retrieve("charge"),
    ("GET", "/v1/refunds"): _refunds,
    ("POST", "/v1/refunds"): _refund,
    ("GET", "/v1/credit_notes"): _credit_notes,
    ("POST", "/v1/credit_notes"): _credit_note,
    ("POST", "/v1/coupons"): _coupon,
    ("GET", "/v1/coupons/{id}"): _retrieve("coupon"),
    ("GET", "/v1/prices"): _prices,
    ("GET", "/v1/prices/{id}"): _retrieve("price"),
    ("GET", "/v1/products"): _products,
    ("GET", "/v1/products/{id}"): _retrieve("product"),
}
