"""What the audit log says of a month or a quarter: what was given away, and who asks for what."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import get_args

from customer_health.domain.actions.action import StepKind
from customer_health.domain.actions.kinds import ACTION_KINDS, ActionKind
from customer_health.domain.audit.log import AuditedKind, AuditEntry
from customer_health.domain.instants import TORONTO, at_wall_clock
from customer_health.domain.money import Money

GIVING: tuple[ActionKind, ...] = ("credit", "refund", "discount", "waive_fees")
"""Kinds by which money is given away."""

STEPS: tuple[StepKind, ...] = get_args(StepKind)


def months(first: date, count: int) -> tuple[datetime, datetime]:
    """From when to when, the end not included, so many months of Toronto last."""
    over = first.month - 1 + count
    after = date(first.year + over // 12, over % 12 + 1, 1)
    return at_wall_clock(first, 0, TORONTO), at_wall_clock(after, 0, TORONTO)


@dataclass(frozen=True, slots=True)
class Total:
    kind: ActionKind
    count: int
    amounts: tuple[Money, ...]


def given(entries: Iterable[AuditEntry]) -> list[AuditEntry]:
    """What was done of the kinds that give money away, the oldest first; each action once."""
    done = {one.action_id: one for one in entries if one.step == "done" and one.kind in GIVING}
    return sorted(done.values(), key=lambda one: (one.at, one.action_id))


def totals(lines: Iterable[AuditEntry]) -> list[Total]:
    by_kind: Mapping[AuditedKind, list[AuditEntry]] = grouped(lines)
    return [
        Total(kind, len(by_kind[kind]), sums(by_kind[kind])) for kind in GIVING if by_kind[kind]
    ]


def grouped(lines: Iterable[AuditEntry]) -> dict[AuditedKind, list[AuditEntry]]:
    found: dict[AuditedKind, list[AuditEntry]] = defaultdict(list)
    for line in lines:
        found[line.kind].append(line)
    return found


def sums(lines: Iterable[AuditEntry]) -> tuple[Money, ...]:
    """By currency."""
    cents: Counter[str] = Counter()
    for line in lines:
        if line.amount:
            cents[line.amount.currency] += line.amount.cents
    return tuple(Money(total, currency) for currency, total in sorted(cents.items()))


@dataclass(frozen=True, slots=True)
class KindCounts:
    """How many actions came to each step within the time; `amounts` of those that were done."""

    kind: ActionKind
    steps: Mapping[StepKind, int]
    amounts: tuple[Money, ...]


@dataclass(frozen=True, slots=True)
class Pattern:
    """`approvers`: by address, how many of the agent's requests each approved and rejected."""

    agent: str
    kinds: tuple[KindCounts, ...]
    approvers: Mapping[str, tuple[int, int]]

    def count(self, step: StepKind) -> int:
        return sum(one.steps[step] for one in self.kinds)

    @property
    def approval_rate(self) -> float | None:
        """Of what somebody decided about, the share that was approved."""
        yes, no = self.count("approved"), self.count("rejected")
        return yes / (yes + no) if yes + no else None


def patterns(entries: Iterable[AuditEntry]) -> list[Pattern]:
    """By who asked for it, in the order of their addresses. An account is known by its uid: what
    it did under an earlier address is its own."""
    by_agent: dict[str, list[AuditEntry]] = defaultdict(list)
    for entry in entries:
        if entry.kind == "source_id":
            continue
        by_agent[entry.requester.uid].append(entry)
    return sorted(map(pattern, by_agent.values()), key=lambda one: one.agent)


def pattern(entries: list[AuditEntry]) -> Pattern:
    newest = max(entries, key=lambda one: one.requested_at)
    by_kind = grouped(entries)
    verdicts: dict[str, Counter[str]] = defaultdict(Counter)
    for entry in unique(entries):
        if entry.step in ("approved", "rejected"):
            verdicts[entry.who.email][entry.step] += 1
    return Pattern(
        newest.requester.email,
        tuple(counts(kind, by_kind[kind]) for kind in ACTION_KINDS if kind in by_kind),
        {who: (found["approved"], found["rejected"]) for who, found in sorted(verdicts.items())},
    )


def counts(kind: ActionKind, entries: list[AuditEntry]) -> KindCounts:
    once = unique(entries)
    found = Counter(entry.step for entry in once)
    return KindCounts(
        kind,
        {step: found[step] for step in STEPS},
        sums(entry for entry in once if entry.step == "done"),
    )


def unique(entries: Iterable[AuditEntry]) -> list[AuditEntry]:
    """An action fails as often as it is tried, and counts as failed once."""
    return list({(entry.action_id, entry.step): entry for entry in entries}.values())
