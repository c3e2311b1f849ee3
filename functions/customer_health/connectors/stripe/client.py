"""Stripe's SDK over this backend's transport: its limits, repetitions and rest, and its errors."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

import stripe

from customer_health.connectors.http.client import Exchange
from customer_health.connectors.http.limiter import VendorLimiter
from customer_health.errors import BadAnswer, NotInSource, SourceDown, SourceRefused

API_VERSION = "2026-10-28.endive"
"""The one that the SDK's types describe; fields come and go with it. Change both together."""

Listed = TypeVar("Listed", bound=stripe.StripeObject)


def stripe_client(key: str, url: str, gate: VendorLimiter, patience: float) -> stripe.StripeClient:
    return stripe.StripeClient(
        key,
        stripe_version=API_VERSION,
        base_addresses={"api": url},
        http_client=_Http(gate, patience),
    )


class _Http(stripe.HTTPClient):
    name = "urllib3"

    def __init__(self, gate: VendorLimiter, patience: float) -> None:
        super().__init__()
        self._exchange = Exchange(gate, patience)

    def request_with_retries(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        post_data: Any = None,
        max_network_retries: int | None = None,
        *,
        _usage: list[str] | None = None,
    ) -> tuple[str, int, Mapping[str, str]]:
        """Everything may be repeated: whatever changes something carries an idempotency key."""
        data = post_data.encode() if post_data else None
        response, content = self._exchange(method.upper(), url, data, headers, again=True)
        return content.decode(errors="replace"), response.status, response.headers


def every(
    listed: "stripe.ListObject[Listed] | stripe.SearchResultObject[Listed]",
) -> Iterator[Listed]:
    """Page by page. Of an answer that is no list, the SDK would list what else it can."""
    if not isinstance(listed, stripe.ListObject | stripe.SearchResultObject):
        raise TypeError(f"a {type(listed).__name__} in place of a list")
    return listed.auto_paging_iter()


@contextmanager
def asking(what: str) -> Iterator[None]:
    """Stripe's errors in our words, and an answer without the fields that it should have."""
    try:
        yield
    except stripe.InvalidRequestError as error:
        raise (NotInSource if _unknown(error) else SourceRefused)(
            f"{what}: Stripe: {error}"
        ) from error
    except (stripe.AuthenticationError, stripe.PermissionError) as error:
        advice = "check STRIPE_KEY, and what the key may do"
        raise SourceRefused(f"{what}: Stripe: {error}; {advice}") from error
    except stripe.CardError as error:
        raise SourceRefused(f"{what}: Stripe: {error}") from error
    except stripe.IdempotencyError as error:
        # Something else was asked with this key before, and may have been done.
        raise BadAnswer(f"{what}: Stripe: {error}; look there for what was done") from error
    except stripe.APIError as error:
        # The same key is in use just now: the first request with it has not ended yet.
        busy = error.http_status == 409
        raise (SourceDown if busy else BadAnswer)(f"{what}: Stripe: {error}") from error
    except stripe.StripeError as error:
        raise SourceDown(f"{what}: Stripe: {error}") from error
    except (AttributeError, KeyError, TypeError, ValueError, ArithmeticError) as error:
        raise BadAnswer(f"{what}: Stripe answered what it does not document: {error!r}") from error


def _unknown(error: stripe.InvalidRequestError) -> bool:
    """Whether it is the customer who is missing: not, say, the place where a page should begin.
    Asked for by an id, only the message tells what of."""
    whose = error.param == "customer" or (error.param == "id" and "customer" in str(error))
    return error.code == "resource_missing" and whose
