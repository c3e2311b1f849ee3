"""Stripe's objects with all fields of the API version `VERSION`; those not given are empty."""

import time
from typing import Any

Json = Any

VERSION = "2026-10-28.endive"


def _object(kind: str, fields: Json, **empty: Json) -> Json:
    common = {"object": kind, "created": int(time.time()), "livemode": False, "metadata": {}}
    unknown = fields.keys() - common.keys() - empty.keys() - {"id"}
    if unknown:
        raise TypeError(f"a {kind} has no {', '.join(sorted(unknown))}")
    return {**common, **empty, **fields}


def customer(**fields: Json) -> Json:
    return _object(
        "customer", fields, address=None, balance=0, currency=None, default_source=None,
        delinquent=False, description=None, discount=None, email=None, invoice_prefix="FAKE0001",
        invoice_settings={"custom_fields": None, "default_payment_method": None, "footer": None},
        name=None, phone=None, preferred_locales=[], shipping=None, tax_exempt="none",
        test_clock=None,
    )  # fmt: skip


def product(**fields: Json) -> Json:
    return _object(
        "product", fields, active=True, default_price=None, description=None, images=[], name="",
        type="service", updated=int(time.time()), url=None,
    )  # fmt: skip


def price(*, interval: str = "month", interval_count: int = 1, **fields: Json) -> Json:
    recurring = {
        "interval": interval,
        "interval_count": interval_count,
        "meter": None,
        "usage_type": "licensed",
    }
    made = _object(
        "price", fields, active=True, billing_scheme="per_unit", currency="usd", lookup_key=None,
        nickname=None, product=None, recurring=recurring, tax_behavior="unspecified",
        tiers_mode=None, transform_quantity=None, type="recurring", unit_amount=0,
        unit_amount_decimal=None,
    )  # fmt: skip
    if made["unit_amount"] is not None:
        made["unit_amount_decimal"] = str(made["unit_amount"])
    return made


def subscription_item(**fields: Json) -> Json:
    now = int(time.time())
    return _object(
        "subscription_item", fields, current_period_start=now, current_period_end=now + 30 * 86400,
        discounts=[], price=None, quantity=1, subscription=None, tax_rates=[],
    )  # fmt: skip


def subscription(**fields: Json) -> Json:
    return _object(
        "subscription", fields, automatic_tax={"enabled": False}, billing_cycle_anchor=0,
        cancel_at=None, cancel_at_period_end=False, canceled_at=None,
        collection_method="charge_automatically", currency="usd", customer=None,
        days_until_due=None, default_payment_method=None, description=None, discounts=[],
        ended_at=None, items=None, latest_invoice=None, pause_collection=None, schedule=None,
        start_date=int(time.time()), status="active", test_clock=None, trial_end=None,
        trial_start=None,
    )  # fmt: skip


def line(**fields: Json) -> Json:
    return _object(
        "line_item", fields, amount=0, currency="usd", description=None, discount_amounts=[],
        discountable=True, discounts=[], invoice=None, parent=None, period={"start": 0, "end": 0},
        pricing=None, quantity=1, subscription=None, subtotal=0, taxes=[],
    )  # fmt: skip


def invoice(*, paid_at: int | None = None, **fields: Json) -> Json:
    transitions = {
        "finalized_at": fields.get("created"),
        "marked_uncollectible_at": None,
        "paid_at": paid_at,
        "voided_at": None,
    }
    return _object(
        "invoice", fields, amount_due=0, amount_overpaid=0, amount_paid=0, amount_remaining=0,
        attempt_count=0, attempted=False, auto_advance=True, billing_reason="subscription_cycle",
        collection_method="charge_automatically", currency="usd", customer=None, description=None,
        discounts=[], due_date=None, ending_balance=0, hosted_invoice_url=None, lines=None,
        next_payment_attempt=None, number=None, parent=None, period_end=0, period_start=0,
        post_payment_credit_notes_amount=0, pre_payment_credit_notes_amount=0, starting_balance=0,
        status="open", status_transitions=transitions, subtotal=0, total=0, total_taxes=[],
    )  # fmt: skip


def charge(**fields: Json) -> Json:
    return _object(
        "charge", fields, amount=0, amount_captured=0, amount_refunded=0, balance_transaction=None,
        billing_details={}, captured=True, currency="usd", customer=None, description=None,
        disputed=False, failure_code=None, failure_message=None, outcome=None, paid=True,
        payment_intent=None, payment_method=None, receipt_email=None, refunded=False,
        status="succeeded",
    )  # fmt: skip


def refund(**fields: Json) -> Json:
    return _object(
        "refund", fields, amount=0, balance_transaction=None, charge=None, currency="usd",
        payment_intent=None, reason=None, receipt_number=None, status="succeeded",
    )  # fmt: skip


def balance_transaction(**fields: Json) -> Json:
    return _object(
        "customer_balance_transaction", fields, amount=0, credit_note=None, currency="usd",
        customer=None, description=None, ending_balance=0, invoice=None, type="adjustment",
    )  # fmt: skip


def coupon(**fields: Json) -> Json:
    return _object(
        "coupon", fields, amount_off=None, currency=None, duration="once",
        duration_in_months=None, max_redemptions=None, name=None, percent_off=None,
        redeem_by=None, times_redeemed=0, valid=True,
    )  # fmt: skip


def discount(*, coupon: str, **fields: Json) -> Json:
    return _object(
        "discount", fields, customer=None, end=None, promotion_code=None,
        source={"type": "coupon", "coupon": coupon}, start=int(time.time()), subscription=None,
    )  # fmt: skip


def credit_note(**fields: Json) -> Json:
    return _object(
        "credit_note", fields, amount=0, currency="usd", customer=None, invoice=None, lines=None,
        memo=None, number="", post_payment_amount=0, pre_payment_amount=0, reason=None, refunds=[],
        status="issued", subtotal=0, total=0, type="pre_payment",
    )  # fmt: skip
