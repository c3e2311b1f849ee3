"""Stripe's SDK over this backend's own transport, with its rate limit, retries and errors."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

import stripe

from customer_health.connectors.http.client import Exchange
from customer_health.connectors.http.limiter import VendorLimiter
from customer_health.errors import BadAnswer, NotInSource, SourceDown, SourceRefused

API_VERSION = "2026-10-28.endive"
"""The version that the SDK's types describe. Upgrade both together: fields differ by version."""

Listed = TypeVar("Listed", bound=stripe.StripeObject)


def stripe_client(
    key: str, url: str, limiter: VendorLimiter, timeout_budget: float
) -> stripe.StripeClient:
    return stripe.StripeClient(
        key,
        stripe_version=API_VERSION,
        base_addresses={"api": url},
        http_client=_Http(limiter, timeout_budget),
    )


class _Http(stripe.HTTPClient):
    name = "urllib3"

    def __init__(self, limiter: VendorLimiter, timeout_budget: float) -> None:
        super().__init__()
        self._exchange = Exchange(limiter, timeout_budget)

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
        # Every request may be repeated: those that change something have an idempotency key.
        data = post_data.encode() if post_data else None
        response, content = self._exchange(method.upper(), url, data, headers, repeatable=True)
        return content.decode(errors="replace"), response.status, response.headers


def every(
    listed: "stripe.ListObject[Listed] | stripe.SearchResultObject[Listed]",
) -> Iterator[Listed]:
    """Yield all objects of a list, reading page by page. Raises TypeError for no list.

    Without this check the SDK would iterate over the keys of any other object.
    """
    if not isinstance(listed, stripe.ListObject | stripe.SearchResultObject):
        raise TypeError(f"a {type(listed).__name__} in place of a list")
    return listed.auto_paging_iter()


def id_of(found: Any) -> str:
    """Return the id of an object that Stripe may or may not have expanded."""
    return found if isinstance(found, str) else found.id


@contextmanager
def asking(request: str) -> Iterator[None]:
    """Translate Stripe's errors into this backend's own.

    An answer that lacks documented fields becomes BadAnswer. `request` starts the message.
    """
    try:
        yield
    except stripe.InvalidRequestError as error:
        raise (NotInSource if _is_unknown_customer(error) else SourceRefused)(
            f"{request}: Stripe: {error}"
        ) from error
    except (stripe.AuthenticationError, stripe.PermissionError) as error:
        advice = "check STRIPE_KEY, and what the key may do"
        raise SourceRefused(f"{request}: Stripe: {error}; {advice}") from error
    except stripe.CardError as error:
        raise SourceRefused(f"{request}: Stripe: {error}") from error
    except stripe.IdempotencyError as error:
        # Another request had this key before, and may have been carried out.
        raise BadAnswer(f"{request}: Stripe: {error}; look there for what was done") from error
    except stripe.APIError as error:
        # 409: an earlier request with the same key has not ended yet.
        busy = error.http_status == 409
        raise (SourceDown if busy else BadAnswer)(f"{request}: Stripe: {error}") from error
    except stripe.StripeError as error:
        raise SourceDown(f"{request}: Stripe: {error}") from error
    except (AttributeError, KeyError, TypeError, ValueError, ArithmeticError) as error:
        raise BadAnswer(
            f"{request}: Stripe answered what it does not document: {error!r}"
        ) from error


def _is_unknown_customer(error: stripe.InvalidRequestError) -> bool:
    """Tell a missing customer from other missing objects, such as a page's cursor.

    For a request by id, only the message says what kind of object is missing.
    """
    is_customer = error.param == "customer" or (error.param == "id" and "customer" in str(error))
    return error.code == "resource_missing" and is_customer
