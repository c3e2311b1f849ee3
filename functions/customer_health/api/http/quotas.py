"""Limit how many requests an account may send, so that a broken script or a stolen token can't
flood the database, the vendors, or a customer's mailbox.

An instance counts all requests in memory. Mail, exports and money are counted once more in the
database, for all instances together, as each of them reaches somebody outside. Above a quota the
answer is 429 with Retry-After. The header `RateLimit` says how much is left
(draft-ietf-httpapi-ratelimit-headers-10).
"""

from datetime import datetime

from flask import Flask, Response, g, request
from werkzeug.exceptions import TooManyRequests

from customer_health.api.http.services import services
from customer_health.domain.actions.kinds.kind import ActionKind
from customer_health.domain.actions.kinds.table import KINDS
from customer_health.domain.quota import Quota
from customer_health.stores.actions import quotas as stored

MINUTE, HOUR = 60, 3600
CHANGES_SHARE = 5
"""Of all requests, one in so many may change something."""


MAIL = Quota("mail", 60, HOUR)
EXPORTS = Quota("exports", 20, HOUR)
MONEY = Quota("money", 30, HOUR)


def install(flask: Flask) -> None:
    """Count every request of an account; to be installed after the check of the account."""

    @flask.before_request
    def count() -> None:
        if "person" not in g:
            return
        limit, now = services().config.requests_a_minute, services().now()
        quota = Quota("reads", limit, MINUTE)
        if request.method not in {"GET", "HEAD"}:
            quota = Quota("changes", limit // CHANGES_SHARE, MINUTE)
        check(quota, services().request_counts().add(quota, g.person.uid, now), now)

    @flask.after_request
    def tell(response: Response) -> Response:
        if "quota" in g:
            quota, left, seconds = g.quota
            response.headers["RateLimit-Policy"] = (
                f'"{quota.name}";q={quota.limit};w={quota.seconds}'
            )
            response.headers["RateLimit"] = f'"{quota.name}";r={left};t={seconds}'
        return response


def spend_for(kind: ActionKind) -> None:
    """Count a request for a quick action of a kind. Raises TooManyRequests."""
    if kind == "send_email":
        spend(MAIL)
    elif kind == "export_data":
        spend(EXPORTS)
    elif KINDS[kind].bills:
        spend(MONEY)


def spend(quota: Quota) -> None:
    """Count a request towards a quota of all instances together. Raises TooManyRequests."""
    now = services().now()
    check(quota, stored.add(services().database(), quota, g.person.uid, now), now)


def check(quota: Quota, used: int, now: datetime) -> None:
    """Remember what is left of a quota for the answer's headers. Raises TooManyRequests."""
    _, seconds = quota.window(now)
    g.quota = quota, max(0, quota.limit - used), seconds
    if used > quota.limit:
        raise TooManyRequests(
            f"This account may send {quota.limit} requests ({quota.name}) in {quota.seconds} "
            f"seconds. Try again in {seconds} seconds.",
            retry_after=seconds,
        )
