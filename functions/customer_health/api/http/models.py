"""Models that several resources share.

Names are camelCase in JSON, except the metrics' own. What is unknown is left out of an answer: no
field is null.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, StringConstraints
from pydantic.alias_generators import to_camel

from customer_health.domain.metrics import names as metrics
from customer_health.domain.roles import Role
from customer_health.errors import Code
from customer_health.notify.text.language import Language


class Model(BaseModel):
    model_config = ConfigDict(
        alias_generator=to_camel,
        validate_by_name=True,
        extra="forbid",
        frozen=True,
        defer_build=True,  # most requests use a few of the models, and a cold start pays for all
    )


class Metric(StrEnum):
    """A metric, by the name of its field."""

    EMPLOYEES = metrics.EMPLOYEES
    LOGIN = metrics.LOGIN
    OPEN_SHIFTS = metrics.OPEN_SHIFTS
    OUTSIDE_AVAILABILITY = metrics.OUTSIDE_AVAILABILITY
    CONFLICTING_CLOCK_INS = metrics.CONFLICTING_CLOCK_INS


Level = Literal["critical", "warning", "healthy", "none"]
CompanyLevel = Literal["critical", "warning", "healthy", "unknown"]
Result = Literal["Yes", "No", "None"]

DATABASE_KEY = r"^[^.#$/\[\]\x00-\x1f\x7f]{1,700}$"
NOT_BLANK = r"[^\s\x85\ufeff]"
"""A character that is no space. Two are named, as JSON Schema's regular expressions and pydantic's
disagree on whether they are spaces."""
Reason = Annotated[str, StringConstraints(pattern=NOT_BLANK, max_length=500)]


class Problem(BaseModel):
    """An error, after RFC 9457. `detail` is in English; a client that has words of its own chooses
    them by `code`. `errors` lists each fault of a request that could be read."""

    type: str
    title: str
    status: int
    detail: str
    code: Code
    errors: list["Fault"] | None = None


class Fault(BaseModel):
    """A fault of a request: `at` names the parameter, or the field of the body."""

    at: str
    message: str


class Health(Model):
    status: Literal["ok"] = "ok"


class Me(Model):
    id: str
    email: str
    role: Role


class Owner(Model):
    """The person who looks after the customer, as the CRM knows them."""

    name: str | None = None
    email: str | None = None


class Sentence(Model):
    """The same sentence in both languages."""

    en: str
    fr: str

    @classmethod
    def of(cls, write: Callable[[Language], str]) -> Self:
        return cls(en=write("en"), fr=write("fr"))


class Money(Model):
    """An amount in whole cents, negative if we owe it to the customer. `currency` is ISO 4217."""

    cents: int
    currency: str
