"""The shape of everything that the API takes and gives: camelCase, but for the metrics' own names.

What is not known is left out of an answer; no field is ever null.
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
        alias_generator=to_camel, validate_by_name=True, extra="forbid", frozen=True
    )


class Metric(StrEnum):
    """The five metrics, by the names of their fields."""

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
"""What is a space differs in two characters between JSON Schema's expressions and pydantic's."""
Reason = Annotated[str, StringConstraints(pattern=NOT_BLANK, max_length=500)]


class Problem(BaseModel):
    """RFC 9457. `detail` is in English; `code` is what a client's own words go by. `errors` is
    there if the request was read and found wrong."""

    type: str
    title: str
    status: int
    detail: str
    code: Code
    errors: list["Fault"] | None = None


class Fault(BaseModel):
    """What is wrong `at` a parameter, or a field of the body."""

    at: str
    message: str


class Health(Model):
    status: Literal["ok"] = "ok"


class Me(Model):
    id: str
    email: str
    role: Role


class Owner(Model):
    """Who looks after the customer, by the CRM."""

    name: str | None = None
    email: str | None = None


class Sentence(Model):
    """The same in both languages."""

    en: str
    fr: str

    @classmethod
    def of(cls, write: Callable[[Language], str]) -> Self:
        return cls(en=write("en"), fr=write("fr"))


class Money(Model):
    """Whole cents; negative where it is owed to the customer. `currency` is ISO 4217."""

    cents: int
    currency: str
