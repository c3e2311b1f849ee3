"""Who sends a request: an admin, a user or nobody, told apart as in the official emulator."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from .tree import BadRequestError, Json


@dataclass(frozen=True, slots=True)
class Auth:
    """The sender of a request. `variable` is the rules' `auth`: uid and claims, or null."""

    kind: Literal["admin", "user", "nobody"]
    variable: Mapping[str, Json] | None = None

    @property
    def is_admin(self) -> bool:
        return self.kind == "admin"

    def event_attributes(self) -> dict[str, str]:
        """Return an event's `authtype` and `authid`; production calls an admin "unknown"."""
        match self.kind:
            case "admin":
                return {"authtype": "unknown"}
            case "nobody":
                return {"authtype": "unauthenticated"}
        uid = (self.variable or {}).get("uid")
        return {"authtype": "app_user"} | ({"authid": uid} if isinstance(uid, str) else {})


ADMIN, NOBODY = Auth("admin"), Auth("nobody")


def authenticate(headers: Mapping[bytes, bytes], params: Mapping[str, str]) -> Auth:
    """Return the sender: an admin for any bearer token, a user for any `auth` token.

    No token is verified. Raises BadRequestError for a bad `auth_variable_override`.
    """
    if b"authorization" in headers or "access_token" in params:
        override = params.get("auth_variable_override")
        return ADMIN if override is None else _override(override)
    if "auth" in params:
        claims = _claims(params["auth"])
        return Auth("user", {"uid": claims.get("sub"), "token": claims})
    return NOBODY


def _override(text: str) -> Auth:
    try:
        variable = msgspec.json.decode(text, type=dict[str, Any] | None)
    except (msgspec.MsgspecError, ValueError):
        raise BadRequestError("auth_variable_override must be a JSON object or null") from None
    return NOBODY if variable is None else Auth("user", variable)


def _claims(token: str) -> dict[str, Json]:
    """Return the payload of a JWT; empty for a text that is no JWT."""
    try:
        payload = token.split(".")[1]
        decoded = base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))
        return msgspec.json.decode(decoded, type=dict[str, Any])
    except (IndexError, ValueError, msgspec.MsgspecError):
        return {}
