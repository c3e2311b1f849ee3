"""Changes of a subscription: discounts, items, the end of a trial, pauses."""

from typing import Any

from .account import Account
from .errors import invalid, missing
from .parameters import refuse_unknown, text, whole

Json = Any
DAY = 86400


def change(account: Account, given: Json, id_: str) -> Json:
    known = ("discounts", "items", "metadata", "pause_collection", "proration_behavior")
    refuse_unknown(given, (*known, "trial_end"))
    subscription = account.get("subscription", id_)
    if subscription["status"] == "canceled":
        raise missing("subscription", id_)
    for field, apply in CHANGES.items():
        if field in given:
            apply(account, subscription, given[field])
    return subscription


def _discounts(account: Account, subscription: Json, given: Json) -> None:
    kept = []
    for one in given or []:
        if "discount" in one:
            if one["discount"] not in subscription["discounts"]:
                raise missing("discount", one["discount"], "discounts", 400)
            kept.append(one["discount"])
        else:
            kept.append(_redeem(account, subscription, text(one, "coupon"))["id"])
    subscription["discounts"] = kept


def _redeem(account: Account, subscription: Json, name: str) -> Json:
    coupon = account.get("coupon", name)
    if coupon["times_redeemed"] >= (coupon["max_redemptions"] or 2**31):
        raise invalid(f"Coupon expired: {name}", "coupon", "coupon_expired")
    coupon["times_redeemed"] += 1
    months = coupon["duration_in_months"]
    end = account.now() + months * 30 * DAY if months else None
    return account.put("discount", coupon=name, subscription=subscription["id"], end=end)


def _items(account: Account, subscription: Json, given: Json) -> None:
    for one in given:
        item = account.get("subscription_item", text(one, "id"))
        price = account.get("price", text(one, "price"))
        if item["subscription"] != subscription["id"]:
            raise missing("subscription_item", one["id"], "items", 400)
        if price["currency"] != subscription["currency"]:
            raise invalid("The price is in another currency than the subscription.", "items")
        item["price"] = price
        item["quantity"] = whole(one, "quantity", 1)


def _trial_end(account: Account, subscription: Json, given: Json) -> None:
    end = int(given)
    if end <= account.now():
        raise invalid("Timestamp must be in the future.", "trial_end")
    subscription["trial_end"] = subscription["billing_cycle_anchor"] = end
    subscription["status"] = "trialing"


def _pause(_: Account, subscription: Json, given: Json) -> None:
    if not given:
        subscription["pause_collection"] = None
        return
    if given.get("behavior") not in ("keep_as_draft", "mark_uncollectible", "void"):
        raise invalid("Invalid pause_collection[behavior].", "pause_collection")
    resumes = int(given["resumes_at"]) if "resumes_at" in given else None
    subscription["pause_collection"] = {"behavior": given["behavior"], "resumes_at": resumes}


CHANGES = {
    "discounts": _discounts,
    "items": _items,
    "trial_end": _trial_end,
    "pause_collection": _pause,
}
