"""Letters to the customer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

from customer_health.domain.actions.kinds.kind import ActionKind, KindRules, Parameters
from customer_health.domain.actions.kinds.limits import Limits, Line

Language = Literal["en", "fr"]
FieldName = Annotated[str, Limits(pattern=r"^[a-z_]{1,40}$")]


@dataclass(frozen=True, slots=True)
class Email(Parameters):
    """To the customer's own address; answers go to the requester. `facts` are the fields of the
    template. The company's name and who writes are always known; what else is left out is taken
    from the customer's figures and records."""

    template: Annotated[str, Limits(pattern=r"^[a-z0-9_]{1,50}$")]
    """The template's id. Example: `"payment_failed"`"""
    language: Language
    """The language of the letter."""
    facts: Annotated[Mapping[FieldName, Line], Limits(max_length=20)] = field(default_factory=dict)
    """The template's fields that the sender gives.
    Example: `{"amount": "49.00 CAD", "invoice": "A-0001"}`"""


KINDS: Mapping[ActionKind, KindRules] = {
    "send_email": KindRules(Email, 1, ("an e-mail", "un courriel"), "crm"),
}
