"""Reports from the audit log: money given away in a month, each agent's requests in a quarter."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import get_args

from customer_health.domain.actions.action import StepKind
from customer_health.domain.actions.kinds.kind import ACTION_KINDS, ActionKind
from customer_health.domain.actions.kinds.table import KINDS
from customer_health.domain.audit.log import AuditedKind, AuditEntry
from customer_health.domain.instants import TORONTO, at_wall_clock
from customer_health.domain.money import Money

GIVING: tuple[ActionKind, ...] = tuple(kind for kind, rules in KINDS.items() if rules.gives_away)
"""Kinds by which money is given away."""

STEPS: tuple[StepKind, ...] = get_args(StepKind)


def months(first: date, count: int) -> tuple[datetime, datetime]:
    """Return when `count` months begin and end in Toronto, from the day `first` on. The end itself
    is excluded."""
    over = first.month - 1 + count
    after = date(first.year + over // 12, over % 12 + 1, 1)
    return at_wall_clock(first, 0, TORONTO), at_wall_clock(after, 0, TORONTO)


@dataclass(frozen=True, slots=True)
class Total:
    """How many actions of a kind were done, and their money, one amount for each currency."""

    kind: ActionKind
    count: int
    amounts: tuple[Money, ...]


def given(entries: Iterable[AuditEntry]) -> list[AuditEntry]:
    """Return the `done` entries of kinds that give money away, the oldest first, one for each
    action."""
    done = {one.action_id: one for one in entries if one.step == "done" and one.kind in GIVING}
    return sorted(done.values(), key=lambda one: (one.at, one.action_id))


def totals(lines: Iterable[AuditEntry]) -> list[Total]:
    """Return the totals of the kinds that give money away and that occur among `lines`."""
    by_kind: Mapping[AuditedKind, list[AuditEntry]] = by_kind_of(lines)
    return [
        Total(kind, len(by_kind[kind]), sums(by_kind[kind])) for kind in GIVING if by_kind[kind]
    ]


def by_kind_of(lines: Iterable[AuditEntry]) -> dict[AuditedKind, list[AuditEntry]]:
    found: dict[AuditedKind, list[AuditEntry]] = defaultdict(list)
    for line in lines:
        found[line.kind].append(line)
    return found


def sums(lines: Iterable[AuditEntry]) -> tuple[Money, ...]:
    """Return the money of all entries, one amount for each currency."""
    cents: Counter[str] = Counter()
    for line in lines:
        if line.amount:
            cents[line.amount.currency] += line.amount.cents
    return tuple(Money(total, currency) for currency, total in sorted(cents.items()))


@dataclass(frozen=True, slots=True)
class KindCounts:
    """How many actions of a kind took each step; `amounts` is the money of those that were done."""

    kind: ActionKind
    steps: Mapping[StepKind, int]
    amounts: tuple[Money, ...]


@dataclass(frozen=True, slots=True)
class Pattern:
    """The requests of one person. `approvers` maps the e-mail address of each person who decided
    about them to (approved, rejected)."""

    agent: str
    kinds: tuple[KindCounts, ...]
    approvers: Mapping[str, tuple[int, int]]

    def count(self, step: StepKind) -> int:
        return sum(one.steps[step] for one in self.kinds)

    @property
    def approval_rate(self) -> float | None:
        """The share of approvals among all decisions; None if nobody decided."""
        yes, no = self.count("approved"), self.count("rejected")
        return yes / (yes + no) if yes + no else None


def patterns(entries: Iterable[AuditEntry]) -> list[Pattern]:
    """Return one pattern for each requester, in the order of their e-mail addresses. Requesters are
    told apart by uid: requests under an earlier address of the same person count too."""
    by_agent: dict[str, list[AuditEntry]] = defaultdict(list)
    for entry in entries:
        if entry.kind == "source_id":
            continue
        by_agent[entry.requester.uid].append(entry)
    return sorted(map(pattern, by_agent.values()), key=lambda one: one.agent)


def pattern(entries: list[AuditEntry]) -> Pattern:
    """Return the pattern of one requester, named by their newest address, from all of their
    entries."""
    newest = max(entries, key=lambda one: one.requested_at)
    by_kind = by_kind_of(entries)
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
    """Return one entry for each action and step: one that failed twice counts as failed once."""
    return list({(entry.action_id, entry.step): entry for entry in entries}.values())
