"""Amounts, in whole cents: never a float."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Money:
    """`cents` may be negative where money is owed to the customer; `currency` is ISO 4217, as in
    `USD`."""

    cents: int
    currency: str
