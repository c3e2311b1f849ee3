"""The model of an export."""

from datetime import datetime
from typing import Literal

from customer_health.api.http.models import Model


class Export(Model):
    """An export of a customer's data. A new `link`, relative to the API's root, works until
    `link_until`, for the person who asked for the export. The export is deleted at `expires_at`."""

    id: str
    company_id: str
    state: Literal["pending", "ready"]
    requested_by: str
    requested_at: datetime
    bytes: int | None = None
    expires_at: datetime
    link: str | None = None
    link_until: datetime | None = None
