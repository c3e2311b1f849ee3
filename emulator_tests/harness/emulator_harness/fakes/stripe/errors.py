"""Stripe's errors: an HTTP status and an error object."""

from typing import Any

Json = Any

TYPES = {500: "api_error", 502: "api_error", 503: "api_error", 402: "card_error"}


class StripeError(Exception):
    def __init__(
        self, status: int, message: str, code: str | None = None, kind: str | None = None,
        param: str | None = None,
    ) -> None:  # fmt: skip
        super().__init__(message)
        self.status = status
        details = {"code": code, "param": param}
        self.body: Json = {
            "error": {
                "type": kind or TYPES.get(status, "invalid_request_error"),
                "message": message,
                **{name: value for name, value in details.items() if value},
            }
        }


def fault_body(status: int) -> Json:
    """Return the body of an injected error."""
    code = "rate_limit" if status == 429 else None
    return StripeError(status, f"Injected error {status}.", code).body


def missing(kind: str, id_: str, param: str = "id", status: int = 404) -> StripeError:
    return StripeError(status, f"No such {kind}: '{id_}'", "resource_missing", None, param)


def invalid(message: str, param: str | None = None, code: str | None = None) -> StripeError:
    return StripeError(400, message, code, None, param)
