"""The records that the newest run found wrong."""

from datetime import date

from customer_health.api.http.models import Model


class CompanyQuality(Model):
    """How many records of a company the newest run found wrong, by reason."""

    company_id: str
    name: str
    total: int
    counts: dict[str, int]


class QualityPage(Model):
    """The worst first; companies without a flaw are left out."""

    companies: list[CompanyQuality]
    total: int
    next: str | None = None


class Flaw(Model):
    """Where a record lies, and what is wrong with it."""

    path: str
    reason: str
    detail: str


class Quality(Model):
    """All flaws are counted, the first thousand named."""

    run_date: date
    counts: dict[str, int]
    flaws: list[Flaw]
