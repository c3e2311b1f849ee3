"""The model of an export."""

from datetime import datetime
from typing import Literal

from customer_health.api.http.fields import CompanyId
from customer_health.api.http.models import Model


class Export(Model):
    """An export of a customer's data."""

    id: str
    """The export's id: the `reference` of its action. Example: `"0123456789abcdef"`"""
    company_id: CompanyId
    state: Literal["pending", "ready"]
    """Whether the ZIP can be downloaded already."""
    requested_by: str
    """Who asked for it. Example: `"ann@pivotapp.ca"`"""
    requested_at: datetime
    """When it was asked for."""
    bytes: int | None = None
    """The size of the ZIP. Example: `52341`"""
    expires_at: datetime
    """When the export is deleted."""
    link: str | None = None
    """The address of the ZIP, relative to the API's root. Example:
    `"exports/0123456789abcdef/zip?token=Zm9yIG9uZSBkb3dubG9hZCBvbmx5"`"""
    link_until: datetime | None = None
    """Until when the link works. Example: `"2025-11-24T11:15:00Z"`"""
