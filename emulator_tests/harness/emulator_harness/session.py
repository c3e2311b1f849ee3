"""The HTTP session of the clients."""

import requests

ADMIN = {"Authorization": "Bearer owner"}
"""The header by which the emulators recognise an administrator."""


def session() -> requests.Session:
    """Return a session that ignores proxies and .netrc: all emulators are on this machine."""
    http = requests.Session()
    http.trust_env = False
    return http
