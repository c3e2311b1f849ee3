"""The bodies of requests for quick actions, and of decisions about them.

The body of each kind is made from the kind's parameters (`domain/actions/kinds`): their types,
defaults and limits.
"""

from collections.abc import Mapping
from dataclasses import MISSING, Field, asdict, fields
from datetime import datetime
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    RootModel,
    create_model,
)
from pydantic import Field as Constraint

from customer_health.api.http.models import Model, Reason
from customer_health.domain.actions.kinds.kind import ACTION_KINDS, ActionKind, Parameters
from customer_health.domain.actions.kinds.mail import Email
from customer_health.domain.actions.kinds.table import KINDS
from customer_health.errors import Conflicting


def whole(value: object) -> object:
    """Return 5 for 5.0: JSON has one kind of number, in which both are the same integer."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def within_years(at: datetime) -> datetime:
    """Return the time. Raises Conflicting, a 409, for a year outside of 2000-2100: at either end of
    the calendar there are times that can't be converted to another zone. JSON Schema can't express
    that, so the document doesn't say it."""
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise Conflicting(f"choose a year from {FIRST_YEAR} to {LAST_YEAR}")
    return at


FIRST_YEAR, LAST_YEAR = 2000, 2100
VALIDATED: Mapping[Any, tuple[Any, ...]] = {
    int: (int, BeforeValidator(whole)),
    datetime: (AwareDatetime, AfterValidator(within_years)),
}
"""Pydantic's type in place of a parameter's, and how it is validated."""


class ActionRequestBody(Model):
    """A request for an action. The audit log keeps the `reason`."""

    reason: Reason
    kind: ActionKind
    """What to do."""


NO_OTHER_KEYS = Constraint(json_schema_extra={"additionalProperties": False})
"""Keys that do not match the pattern are refused, which pydantic leaves out of the document."""


def api_type(hint: Any, *constraints: Any) -> Any:
    """Return a parameter's type and limits in pydantic's terms. Constraints come before validators:
    the document lists only those that are next to the plain type."""
    if get_origin(hint) is Annotated:
        plain, limits = get_args(hint)
        given = {name: limit for name, limit in asdict(limits).items() if limit is not None}
        return api_type(plain, Constraint(**given))
    inner = tuple(map(api_type, get_args(hint)))
    if type(None) in inner:
        return Union[inner]  # noqa: UP007 - not known before
    if get_origin(hint) is Mapping:
        keys, values = inner
        return Annotated[dict[keys, values], *constraints, NO_OTHER_KEYS]  # type: ignore[valid-type]
    plain, *validators = VALIDATED.get(hint, (hint,))
    return Annotated[plain, *constraints, *validators] if constraints or validators else plain


def default_of(parameter: Field[Any]) -> Any:
    """Return a parameter's default; `...`, which is pydantic's for none, if it is required."""
    if parameter.default_factory is not MISSING:
        return parameter.default_factory()
    return ... if parameter.default is MISSING else parameter.default


def api_fields(parameters: type[Parameters]) -> dict[str, Any]:
    """Return the fields of a kind's parameters, as `create_model` takes them."""
    hints = get_type_hints(parameters, include_extras=True)
    shape: Any = parameters
    return {one.name: (api_type(hints[one.name]), default_of(one)) for one in fields(shape)}


MODEL_NAMES: Mapping[ActionKind, str] = {
    "credit": "GiveCredit",
    "discount": "GiveDiscount",
    "contract_change": "ChangeContract",
}
"""Schemas of the API's document that aren't named after their kind: there are others that are named
`Credit` and `Discount`."""


def body_of(kind: ActionKind, parameters: type[Parameters]) -> type[ActionRequestBody]:
    """Return the model of the body that asks for an action of this kind."""
    body: type[ActionRequestBody] = create_model(
        MODEL_NAMES.get(kind, kind.title().replace("_", "")),
        __base__=ActionRequestBody,
        __module__=__name__,
        __doc__=parameters.__doc__,
        **({"kind": (Literal[kind], ...)} | api_fields(parameters)),
    )
    body.described_by = parameters
    return body


BODIES = tuple(body_of(kind, KINDS[kind].parameters) for kind in ACTION_KINDS)
AnyBody: Any = Annotated[Union[BODIES], Constraint(discriminator="kind")]  # noqa: UP007


class NewAction(RootModel[AnyBody]):
    """What to do, by `kind`."""


LetterDraft: Any = create_model(
    "LetterDraft",
    __base__=Model,
    __module__=__name__,
    __doc__="A letter to be looked at before it is sent, with the facts that are given.",
    **api_fields(Email),
)
LetterDraft.described_by = Email


class Verdict(Model):
    """Why somebody decides so about an action."""

    reason: Reason
