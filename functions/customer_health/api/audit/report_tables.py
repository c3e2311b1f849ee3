"""The columns of the reports as CSV."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from customer_health.api.actions.models import Amount
from customer_health.api.audit.models import AgentKind, AgentPattern, GivenLine
from customer_health.api.audit.presenters import STEPS
from customer_health.api.http.csv_table import Cell, Columns
from customer_health.domain.instants import iso

GIVEN_COLUMNS: Columns[GivenLine] = {
    "at": lambda line: iso(line.at),
    "actionId": lambda line: line.action_id,
    "companyId": lambda line: line.company_id,
    "company": lambda line: line.company,
    "kind": lambda line: line.kind,
    "cents": lambda line: line.amount.cents if line.amount else None,
    "currency": lambda line: line.amount.currency if line.amount else None,
    "percent": lambda line: line.percent,
    "months": lambda line: line.months,
    "requester": lambda line: line.requester,
    "approver": lambda line: line.approver,
    "reason": lambda line: line.reason,
    "reference": lambda line: line.reference,
}


@dataclass(frozen=True, slots=True)
class AgentLine:
    """A line of the table. Only the first line of an agent and kind has counts, so that a column
    adds up."""

    agent: str
    kind: str
    counts: AgentKind | None
    money: Amount | None


def agent_lines(agent: AgentPattern, kind: AgentKind) -> Iterator[AgentLine]:
    for number, money in enumerate(kind.amounts or [None]):
        yield AgentLine(agent.agent, kind.kind, None if number else kind, money)


def count(step: str) -> Callable[[AgentLine], Cell]:
    return lambda line: getattr(line.counts, step) if line.counts else None


AGENT_COLUMNS: Columns[AgentLine] = {
    "agent": lambda line: line.agent,
    "kind": lambda line: line.kind,
    **{step: count(step) for step in STEPS},
    "cents": lambda line: line.money.cents if line.money else None,
    "currency": lambda line: line.money.currency if line.money else None,
}
