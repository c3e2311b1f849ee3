"""Fields that many models have, with what the document says of them."""

from typing import Annotated

from pydantic import Field

from customer_health.domain.customers.list_entry import UNASSIGNED

CompanyId = Annotated[
    str, Field(description="The customer's id: its key in the database.", examples=["acme"])
]
Total = Annotated[int, Field(description="How many there are on all pages.", examples=[1])]
Next = Annotated[
    str | None,
    Field(description="The cursor of the next page; absent on the last.", examples=["WyJhY21lIl0"]),
]
OwnerFilter = Annotated[
    str,
    Field(
        description=f"The owner's e-mail; `{UNASSIGNED}` for those without an owner.",
        examples=["zoe@pivotapp.ca"],
    ),
]
