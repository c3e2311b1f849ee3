"""A client of the Auth emulator: creates users and gets their ID tokens."""

import json
from typing import Any

from .errors import HarnessError
from .session import ADMIN, session

PASSWORD = "correct horse battery staple"
API = "identitytoolkit.googleapis.com/v1"


class Auth:
    def __init__(self, url: str, project: str) -> None:
        self.url = url
        self._accounts = f"{API}/projects/{project}/accounts"
        self._emulator = f"emulator/v1/projects/{project}/accounts"
        self._http = session()

    def create_user(
        self,
        email: str,
        *,
        password: str = PASSWORD,
        email_verified: bool = True,
        uid: str | None = None,
        **claims: Any,
    ) -> str:
        """Create a user and return the uid, a new one unless it is given. `claims` become custom
        claims of the user's tokens."""
        body = {"email": email, "password": password, "emailVerified": email_verified}
        named = {"localId": uid} if uid else {}
        uid = str(self._post(self._accounts, {**body, **named})["localId"])
        if claims:
            self.change_user(uid, customAttributes=json.dumps(claims))
        return uid

    def change_user(self, uid: str, **fields: Any) -> None:
        """Change fields of a user, by their names in the REST API, such as `disableUser`."""
        self._post(f"{self._accounts}:update", {"localId": uid, **fields})

    def delete_user(self, uid: str) -> None:
        self._post(f"{self._accounts}:delete", {"localId": uid})

    def sign_in(self, email: str, password: str = PASSWORD) -> str:
        """Sign an existing user in and return an ID token."""
        body = {"email": email, "password": password, "returnSecureToken": True}
        return str(self._post(f"{API}/accounts:signInWithPassword?key=any", body)["idToken"])

    def clear(self) -> None:
        """Delete every user."""
        response = self._http.delete(f"{self.url}/{self._emulator}", headers=ADMIN, timeout=10)
        response.raise_for_status()

    def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        # Signing in is a user's call: the emulator refuses it with an administrator's token.
        headers = {} if "?key=" in path else ADMIN
        response = self._http.post(f"{self.url}/{path}", json=body, headers=headers, timeout=10)
        if not response.ok:
            raise HarnessError(f"auth emulator: {response.json()['error']['message']}")
        return dict(response.json())
