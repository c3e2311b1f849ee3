"""Match a company with the CRM record that has the same name and e-mail, letter for letter."""

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
    """A CRM record that a company may be matched with, and the company that has claimed it, if any.

    Where there is no CRM, `crm_id` is None, and the candidate is another company.
    """

    name: str
    email: str
    crm_id: str | None = None
    company_id: str | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """A company's match. `candidates` are shown to the person who reviews it: near-misses if the
    state is "none", all that fit if it is "ambiguous"."""

    state: State
    crm_id: str | None = None
    candidates: tuple[Candidate, ...] = ()

    @property
    def linked(self) -> bool:
        return self.state in LINKED


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's decision about a match; automation never overrides it."""

    match: Match
    by: str
    at: datetime
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class MatchRecord:
    """A company's match, the name and e-mail that it was made for, and the time of its state.

    `number` counts the changes of state; `by` is a person's e-mail address, or MATCHING.
    """

    match: Match
    name: str
    email: str | None
    since: datetime
    number: int = field(default=1)
    by: str = MATCHING
    reason: str | None = None


def match(name: str, email: str | None, candidates: Iterable[Candidate]) -> Match:
    """Return the link with the one candidate that has this name and e-mail; if there is none, or
    are several, the state for a review, with the nearest candidates."""
    # In a fixed order: the same match made again must not write its candidates again.
    candidates = sorted(set(candidates), key=lambda c: (distance(name, email, c), str(c)))
    exact = tuple(c for c in candidates if fits(name, email, c))
    if len(exact) == 1:
        return Match("linked", exact[0].crm_id)
    if exact:
        return Match("ambiguous", candidates=exact[:SUGGESTIONS])
    near = (c for c in candidates if distance(name, email, c) < 2)
    return Match("none", candidates=tuple(near)[:SUGGESTIONS])


def match_among_companies(name: str, email: str | None, others: Iterable[Candidate]) -> Match:
    """Match a company where there is no CRM: it is linked unless another company has both its name
    and its e-mail."""
    if not name or not email:
        return Match("none")
    same = sorted((c for c in others if fits(name, email, c)), key=str)
    return Match("ambiguous", candidates=tuple(same[:SUGGESTIONS])) if same else Match("linked")


def fits(name: str, email: str | None, candidate: Candidate) -> bool:
    return bool(name and email) and (name, email) == (candidate.name, candidate.email)


def distance(name: str, email: str | None, candidate: Candidate) -> int:
    """Return how many of name and e-mail differ by more than case, accents and spaces: 0 to 2."""
    pairs = ((name, candidate.name), (email or "", candidate.email))
    return sum(
        not without_case(ours) or without_case(ours) != without_case(theirs)
        for ours, theirs in pairs
    )


def spellings(text: str) -> set[str]:
    """Return the usual other spellings of a text.

    The database's indexes find exact values only, so near-misses are found by asking for each.
    """
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
    """Return the record of a match. It keeps the time and number of the record before if the state
    has not changed."""
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
    """Return whether the state or the CRM record changed. A link that gets its first CRM record, as
    when a CRM is connected, has not changed."""
    relinked = before.crm_id is not None and before.crm_id != after.crm_id
    return before.state != after.state or relinked


def needs_review_now(before: MatchRecord | None, after: MatchRecord) -> bool:
    """Return whether matching, and not a person, has just put a company into the review."""
    is_new = before is None or before.number != after.number
    return is_new and after.match.state in IN_REVIEW and after.by == MATCHING
