"""Zendesk's errors: an HTTP status, a name and a description."""

from typing import Any

Json = Any

NAMES = {
    400: "BadRequest",
    401: "Couldn't authenticate you",
    403: "Forbidden",
    404: "RecordNotFound",
    409: "UpdateConflict",
    422: "RecordInvalid",
    429: "APIRateLimitExceeded",
}


class ZendeskError(Exception):
    def __init__(self, status: int, description: str, name: str | None = None) -> None:
        super().__init__(description)
        self.status = status
        self.body: Json = {
            "error": name or NAMES.get(status, "InternalError"),
            "description": description,
        }


def fault_body(status: int) -> Json:
    """Return the body of an injected error."""
    return ZendeskError(status, f"Injected error {status}").body
