"""Amounts of money in whole cents: a float could not hold every amount exactly."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Money:
    """`cents` is negative where money is owed to the customer; `currency` is an ISO 4217 code in
    capitals, such as `USD`."""

    cents: int
    currency: str
