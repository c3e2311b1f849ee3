"""Models that several resources share.

Names are camelCase in JSON, except the metrics' own. What is unknown is left out of an answer: no
field is null.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Annotated, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from customer_health.domain.actions.kinds.limits import NOT_BLANK
from customer_health.domain.metrics import names as metrics
from customer_health.domain.roles import Role
from customer_health.errors import Code
from customer_health.notify.text.language import Language


class Model(BaseModel):
    """Base of the models. The docstring below a field is its description in the document, with an
    example as JSON; `described_by` is another class that has them."""

    described_by: ClassVar[type | None] = None
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
Reason = Annotated[
    str,
    Field(
        pattern=NOT_BLANK,
        max_length=500,
        description="Why, in the person's own words.",
        examples=["They asked for it on the phone"],
    ),
]


class Problem(BaseModel):
    """An error, after RFC 9457. A client that has words of its own chooses them by `code`."""

    type: str
    """Always `about:blank`: the status and the code say what kind of error it is. Example:
    `"about:blank"`"""
    title: str
    """The status in words. Example: `"Not Found"`"""
    status: int
    """The HTTP status. Example: `404`"""
    detail: str
    """What was wrong, for people, in English. Example: `"There is no company 'acme'."`"""
    code: Code
    """What was wrong, for programs."""
    instance: str | None = None
    """For an error on our side: the trace under which the logs have it. Example:
    `"urn:trace:0af7651916cd43dd8448eb211c80319c"`"""
    errors: list["Fault"] | None = None
    """Each fault of a request that is not as this document says."""


class Fault(BaseModel):
    """A fault of a request."""

    at: str
    """Where the fault is: a parameter, a header, or a field of the body. Example:
    `"query.limit"`"""
    message: str
    """What is wrong there, in English. Example: `"Input should be less than or equal to 2000"`"""


class Health(Model):
    status: Literal["ok"] = "ok"
    """Always `ok`: an API that can't answer says nothing."""


class Me(Model):
    id: str
    """The account's id in Firebase Auth. Example: `"u1"`"""
    email: str
    """The account's verified e-mail address. Example: `"ann@pivotapp.ca"`"""
    role: Role
    """The account's role. Each role may do what the roles before it may."""


class Owner(Model):
    """The person who looks after the customer, as the CRM knows them."""

    name: str | None = None
    """The owner's name. Example: `"Zoé Tremblay"`"""
    email: str | None = None
    """The owner's e-mail address. Example: `"zoe@pivotapp.ca"`"""


class Sentence(Model):
    """The same sentence in both languages."""

    en: str
    """The sentence in English. Example: `"The master account has not logged in for 10 days."`"""
    fr: str
    """The sentence in French. Example: `"Le compte maître ne s’est pas connecté depuis 10
    jours."`"""

    @classmethod
    def of(cls, write: Callable[[Language], str]) -> Self:
        return cls(en=write("en"), fr=write("fr"))


class Money(Model):
    """An amount of money."""

    cents: int
    """Whole cents, negative if we owe them to the customer. Example: `4900`"""
    currency: str
    """The currency after ISO 4217. Example: `"CAD"`"""
