"""The reasons for which the machine changes an alert: a code with parameters. The words for each
code are in `notify/text`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

CloseReason = Literal["rule_changed", "rule_disabled", "company_unlinked", "unmeasurable"]
ReasonCode = Literal[
    "first_breach", "rose_to_critical", "below_critical", "no_breach", "no_breach_repeated",
    "breach_again", "breach_after_resolve", "held_at_last_value", "measured_again",
    "got_worse", "resolved", "time_over", "still_breaches", "likely_data_fault", "released",
    "rule_changed", "rule_disabled", "company_unlinked", "unmeasurable",
]  # fmt: skip
CODES: frozenset[str] = frozenset(get_args(ReasonCode))


@dataclass(frozen=True, slots=True)
class MachineReason:
    """A reason with its parameters: `n` is a number of daily runs or days, `ended` the kind of
    triage that ended."""

    code: ReasonCode
    params: Mapping[str, int | str] = field(default_factory=dict)
