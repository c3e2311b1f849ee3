"""Where a person sees a company in HubSpot."""

import re
from typing import Any

from customer_health.connectors.http.client import VendorHttp
from customer_health.errors import SourceError

ACCOUNT = "/account-info/v3/details"
UI_DOMAIN = re.compile(r"app(-[a-z0-9]{1,10})?\.hubspot\.com")
"""An account is on the servers of one region, such as `app-eu1`. Nothing else is linked to."""

COMPANIES = "0-2"
"""HubSpot's id of the kind of object."""


class CompanyPages:
    """The pages of an account's companies. Threads may share it."""

    def __init__(self, http: VendorHttp) -> None:
        self._http = http
        self._found: str | None = None

    def find(self) -> str | None:
        """Return the address that the pages are below, asked for once, or None if HubSpot does not
        say it: no link is better than a wrong one, and the record does not depend on it."""
        if self._found is None:
            try:
                self._found = pages_of(self._http.get(ACCOUNT))
            except SourceError:
                return None
        return self._found


def pages_of(account: Any) -> str | None:
    """Return the address that the pages of an account's companies are below."""
    given = account if isinstance(account, dict) else {}
    portal, domain = given.get("portalId"), given.get("uiDomain")
    if type(portal) is not int or not isinstance(domain, str) or not UI_DOMAIN.fullmatch(domain):
        return None
    return f"https://{domain}/contacts/{portal}/record/{COMPANIES}"
