"""Who asks, the way the official emulator tells it."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import msgspec

from .tree import BadRequestError


@dataclass(frozen=True, slots=True)
class Auth:
    kind: Literal["admin", "user", "nobody"]
    uid: str | None = None

    @property
    def signed_in(self) -> bool:
        """What `auth != null` says in the rules."""
        return self.kind != "nobody"

    def event_attributes(self) -> dict[str, str]:
        """`authtype` and `authid` of an event; production calls an admin's write "unknown"."""
        match self.kind:
            case "admin":
                return {"authtype": "unknown"}
            case "nobody":
                return {"authtype": "unauthenticated"}
        return {"authtype": "app_user"} | ({"authid": self.uid} if self.uid else {})


ADMIN, NOBODY = Auth("admin"), Auth("nobody")


def authenticate(headers: Mapping[bytes, bytes], params: Mapping[str, str]) -> Auth:
    """Any bearer token is the admin's, any `auth` token a user's; none is checked."""
    if b"authorization" in headers or "access_token" in params:
        override = params.get("auth_variable_override")
        return ADMIN if override is None else _override(override)
    if "auth" in params:
        return Auth("user", _subject(params["auth"]))
    return NOBODY


def _override(text: str) -> Auth:
    match _json(text):
        case None:
            return NOBODY
        case {"uid": str() as uid}:
            return Auth("user", uid)
        case dict():
            return Auth("user")
    raise BadRequestError("auth_variable_override must be a JSON object or null")


def _json(text: str) -> object:
    try:
        return msgspec.json.decode(text)
    except (msgspec.MsgspecError, ValueError):
        raise BadRequestError("auth_variable_override must be a JSON object or null") from None


def _subject(token: str) -> str | None:
    """The `sub` of a JWT; None for a token that has none or is no JWT."""
    try:
        payload = token.split(".")[1]
        claims = msgspec.json.decode(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (IndexError, ValueError, msgspec.MsgspecError):
        return None
    subject = claims.get("sub") if isinstance(claims, dict) else None
    return subject if isinstance(subject, str) else None
