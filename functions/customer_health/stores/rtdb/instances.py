"""Which instance of the database a node is in.

The Pivot app may spread its records over several instances, all records of a company in one of
them. What this backend writes is in one instance, the home, so that a company's results stay one
multi-path update.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Generic, Self, TypeVar
from zlib import crc32

BY_COMPANY = frozenset(
    {"Companies", "Departments", "Employees", "ProductUsage", "Schedules", "Timecards"}
)
BY_OTHERS = frozenset({"Availability", "PresenceStatus"})
"""The app's nodes whose keys don't tell the company: they are read through `Instances.of`."""

Client = TypeVar("Client")


def number_of(company_id: str, count: int) -> int:
    """Return the number of the instance, out of `count`, that has a company's records. The app
    must place its companies by the same rule."""
    return crc32(company_id.encode()) % count


@dataclass(frozen=True, slots=True)
class Instances(Generic[Client]):
    """The clients of the instances. `home` has all nodes of this backend, `apps` those of the app;
    without `apps`, the home has all. `number` is set for the instance of one company: then the
    app's nodes are read there, whatever their path is."""

    home: Client
    apps: tuple[Client, ...] = ()
    number: int | None = None

    def of(self, company_id: str) -> Self:
        """Return the instances as one company needs them."""
        return replace(self, number=number_of(company_id, len(self.apps))) if self.apps else self

    def each(self) -> list[Self]:
        """Return the same instances, once for each that has records of the app."""
        return [replace(self, number=number) for number in range(len(self.apps))] or [self]

    def has(self, company_id: str) -> bool:
        """Return whether a company's records are in the instance of `number`."""
        return not self.apps or number_of(company_id, len(self.apps)) == self.number

    def at(self, path: str) -> Client:
        """Return the client for a path. Raises ValueError for a path of the app that may be in any
        of several instances."""
        root, _, rest = path.partition("/")
        if not self.apps or root not in BY_COMPANY | BY_OTHERS:
            return self.home
        if self.number is not None:
            return self.apps[self.number]
        if root in BY_OTHERS or not rest:
            raise ValueError(f"{path} may be in any instance of the database: name the company")
        return self.apps[number_of(rest.partition("/")[0], len(self.apps))]

    def split(self, updates: Mapping[str, Any]) -> list[tuple[Client, dict[str, Any]]]:
        """Return a multi-path update as one for each instance, the home's last.

        There is no update of several instances at once. After a crash in between, the event of what
        was written to the app's instance makes good what is missing at home.
        """
        parts: dict[Client, dict[str, Any]] = {}
        for path, value in updates.items():
            parts.setdefault(self.at(path), {})[path] = value
        return sorted(parts.items(), key=lambda part: part[0] == self.home)
