"""Models of the records that the newest run found wrong."""

from datetime import date

from customer_health.api.http.models import Model


class CompanyQuality(Model):
    """A company, with the number of its records that the newest run found wrong, by reason."""

    company_id: str
    name: str
    total: int
    counts: dict[str, int]


class QualityPage(Model):
    """The company with the most flaws first; companies without one are left out."""

    companies: list[CompanyQuality]
    total: int
    next: str | None = None


class Flaw(Model):
    """A record that is wrong: its path, and what is wrong with it."""

    path: str
    reason: str
    detail: str


class Quality(Model):
    """`counts` has all flaws, by reason; `flaws` names the first thousand."""

    run_date: date
    counts: dict[str, int]
    flaws: list[Flaw]
