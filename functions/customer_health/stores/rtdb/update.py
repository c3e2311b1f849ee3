"""One multi-path update, with what its writer must know: which lock it needs, whom to wake."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Update:
    """Values by path, to be written all together or not at all; None deletes what is at a path.

    `moves_alert_of` is the company whose alert the update moves: it may only be written while that
    company's alert lock is held (`flows/writing/alert_lock.py`). `notifies` says that it puts a
    message into the outbox, so that the sender must be woken.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    moves_alert_of: str | None = None
    notifies: bool = False

    def __bool__(self) -> bool:
        return bool(self.values)

    def __or__(self, other: Update | Mapping[str, Any]) -> Update:
        """Return both updates as one; for a path that both write, the other's value counts.

        Raises ValueError if they move alerts of two companies, as a lock covers one company only.
        """
        more = other if isinstance(other, Update) else Update(other)
        moved = {self.moves_alert_of, more.moves_alert_of} - {None}
        if len(moved) > 1:
            raise ValueError(
                f"one update moves alerts of {sorted(map(str, moved))}: write one update for each"
                " company, under its lock"
            )
        return Update(
            {**self.values, **more.values},
            self.moves_alert_of or more.moves_alert_of,
            self.notifies or more.notifies,
        )
