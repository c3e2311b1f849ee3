"""Which CRM record a company is: name and e-mail, both exact and case-sensitive."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from customer_health.domain.text import without_accents, without_case

State = Literal["linked", "none", "ambiguous", "manual", "ignored"]
LINKED: frozenset[State] = frozenset({"linked", "manual"})
IN_REVIEW: tuple[State, ...] = ("none", "ambiguous")

MATCHING = "matching"
SUGGESTIONS = 10


@dataclass(frozen=True, slots=True)
class Candidate:
    """A CRM record, or with `crm_id` None another company. `company_id` is the company that has
    the record, if it is taken, or that other company."""

    name: str
    email: str
    crm_id: str | None = None
    company_id: str | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """`candidates` are for a person's eyes: near-misses of "none", the rivals of "ambiguous"."""

    state: State
    crm_id: str | None = None
    candidates: tuple[Candidate, ...] = ()

    @property
    def linked(self) -> bool:
        return self.state in LINKED


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided; no automation undoes it."""

    match: Match
    by: str
    at: datetime
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class MatchRecord:
    """A company's match, the name and e-mail that it was made for, and since when it is so.

    `number` counts the changes of state; `by` is a person, or MATCHING.
    """

    match: Match
    name: str
    email: str | None
    since: datetime
    number: int = field(default=1)
    by: str = MATCHING
    reason: str | None = None


def match(name: str, email: str | None, candidates: Iterable[Candidate]) -> Match:
    """The one candidate with that name and e-mail, else what comes near."""
    candidates = sorted(set(candidates), key=lambda c: (distance(name, email, c), str(c)))
    exact = tuple(c for c in candidates if fits(name, email, c))
    if len(exact) == 1:
        return Match("linked", exact[0].crm_id)
    if exact:
        return Match("ambiguous", candidates=exact[:SUGGESTIONS])
    near = (c for c in candidates if distance(name, email, c) < 2)
    return Match("none", candidates=tuple(near)[:SUGGESTIONS])


def match_among_companies(name: str, email: str | None, others: Iterable[Candidate]) -> Match:
    """Without a CRM to ask: linked, if no other company has both the name and the e-mail."""
    if not name or not email:
        return Match("none")
    same = sorted((c for c in others if fits(name, email, c)), key=str)
    return Match("ambiguous", candidates=tuple(same[:SUGGESTIONS])) if same else Match("linked")


def fits(name: str, email: str | None, candidate: Candidate) -> bool:
    return bool(name and email) and (name, email) == (candidate.name, candidate.email)


def distance(name: str, email: str | None, candidate: Candidate) -> int:
    """How many of name and e-mail differ by more than case, accents and spaces."""
    pairs = ((name, candidate.name), (email or "", candidate.email))
    return sum(
        not without_case(ours) or without_case(ours) != without_case(theirs)
        for ours, theirs in pairs
    )


def spellings(text: str) -> set[str]:
    """The usual ways to write a text other than its own, to ask an exact index for near-misses."""
    spaced = " ".join(text.split())
    bases = (spaced, without_accents(spaced))
    return {
        spelling
        for base in bases
        for spelling in (base, base.lower(), base.upper(), base.title(), base.capitalize())
    } - {text, ""}


def next_record(
    before: MatchRecord | None,
    match: Match,
    name: str,
    email: str | None,
    decision: Decision | None,
    now: datetime,
) -> MatchRecord:
    after = MatchRecord(
        match,
        name,
        email,
        since=now,
        by=decision.by if decision else MATCHING,
        reason=decision.reason if decision else None,
    )
    if before is None:
        return after
    if changed(before.match, match):
        return replace(after, number=before.number + 1)
    return replace(after, number=before.number, since=before.since)


def changed(before: Match, after: Match) -> bool:
    """Whether this is a change of state; to learn a link's CRM record later is none."""
    moved = before.crm_id is not None and before.crm_id != after.crm_id
    return before.state != after.state or moved


def is_news(before: MatchRecord | None, after: MatchRecord) -> bool:
    """Whether a company has just come to need a person, who did not put it there themselves."""
    moved = before is None or before.number != after.number
    return moved and after.match.state in IN_REVIEW and after.by == MATCHING
