"""The shape of exports."""

from datetime import datetime
from typing import Literal

from customer_health.api.http.models import Model


class Export(Model):
    """`link`, from the API's root, works for the person who asked for the export, until
    `link_until`; ask again for another. All of it is deleted at `expires_at`."""

    id: str
    company_id: str
    state: Literal["pending", "ready"]
    requested_by: str
    requested_at: datetime
    bytes: int | None = None
    expires_at: datetime
    link: str | None = None
    link_until: datetime | None = None
