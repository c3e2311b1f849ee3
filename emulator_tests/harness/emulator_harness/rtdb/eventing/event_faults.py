"""Faults that tests inject into events."""

from typing import Annotated

import msgspec

Probability = Annotated[float, msgspec.Meta(ge=0, le=1)]
Milliseconds = Annotated[int, msgspec.Meta(ge=0)]
Count = Annotated[int, msgspec.Meta(ge=0)]


class EventFaults(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """How events are lost, duplicated, delayed and reordered.

    `drop` and `duplicate` are probabilities. `shuffle` sends a random event of the queue, or of
    its oldest n, in place of the oldest. `delay_ms` delays each event by that much; with
    `shuffle` by a random time up to that, so that events of separate writes overtake each other.
    """

    duplicate: Probability = 0
    drop: Probability = 0
    shuffle: bool | Count = False
    delay_ms: Milliseconds = 0
    seed: int = 0

    @property
    def window(self) -> int:
        """From how many of the oldest events the next one is taken; 0 means all of them."""
        if isinstance(self.shuffle, bool):
            return 0 if self.shuffle else 1
        return max(self.shuffle, 1)
