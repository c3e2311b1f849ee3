"""The HTTP session that every client here uses."""

import requests

ADMIN = {"Authorization": "Bearer owner"}
"""What the emulators take for an administrator."""


def session() -> requests.Session:
    """Ignores proxy settings and .netrc: everything is on this machine."""
    http = requests.Session()
    http.trust_env = False
    return http
