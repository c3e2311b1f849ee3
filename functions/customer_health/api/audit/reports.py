"""`/v1/reports`: what was given away in a month, and who asked for what in a quarter."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, cast

from flask import Blueprint, Response
from pydantic import StringConstraints

from customer_health.api.actions.models import Amount
from customer_health.api.actions.presenters import amount
from customer_health.api.audit.models import (
    AgentKind,
    AgentPattern,
    AgentsReport,
    ApprovedBy,
    CreditsReport,
    GivenLine,
    GivenTotal,
)
from customer_health.api.http.csv_table import Cell, Columns, CsvQuery, as_csv
from customer_health.api.http.models import Model
from customer_health.api.http.operation import operation
from customer_health.bootstrap import firebase
from customer_health.domain.actions.action import StepKind
from customer_health.domain.actions.kinds.kind import ActionKind
from customer_health.domain.audit import reports
from customer_health.domain.audit.log import AuditEntry
from customer_health.domain.instants import iso
from customer_health.stores.audit import log as audit

routes = Blueprint("reports", __name__)


class MonthQuery(Model):
    month: Annotated[str, StringConstraints(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$")]


class QuarterQuery(Model):
    quarter: Annotated[str, StringConstraints(pattern=r"^20[0-9]{2}-Q[1-4]$")]


class MonthCsvQuery(MonthQuery, CsvQuery):
    pass


class QuarterCsvQuery(QuarterQuery, CsvQuery):
    pass


@routes.get("/reports/credits")
@operation(CreditsReport, query=MonthQuery, role="supervisor")
def credits_report(query: MonthQuery) -> CreditsReport:
    """All credits, refunds, discounts and waived fees that were done in a month of Toronto."""
    lines = given_in(query.month)
    return CreditsReport(
        month=query.month,
        lines=[line_of(entry) for entry in lines],
        totals=[
            GivenTotal(kind=one.kind, count=one.count, amounts=[amount(m) for m in one.amounts])
            for one in reports.totals(lines)
        ],
    )


@routes.get("/reports/credits.csv")
@operation(query=MonthCsvQuery, role="supervisor", media="text/csv")
def credits_csv(query: MonthCsvQuery) -> Response:
    """The same, a line an action, for a spreadsheet."""
    lines = [line_of(entry) for entry in given_in(query.month)]
    return as_csv(f"credits-{query.month}.csv", GIVEN_COLUMNS, lines, query.separator)


def given_in(month: str) -> list[AuditEntry]:
    first = date.fromisoformat(f"{month}-01")
    return reports.given(audit.between(firebase.database(), *reports.months(first, 1)))


def line_of(entry: AuditEntry) -> GivenLine:
    return GivenLine(
        at=entry.at,
        action_id=entry.action_id,
        company_id=entry.company_id,
        company=entry.company,
        kind=cast(ActionKind, entry.kind),
        amount=amount(entry.amount) if entry.amount else None,
        percent=entry.params.get("percent"),
        months=entry.params.get("months"),
        requester=entry.requester.email,
        approver=entry.approver.email if entry.approver else None,
        reason=entry.reason,
        reference=entry.outcome,
    )


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


@routes.get("/reports/agents")
@operation(AgentsReport, query=QuarterQuery, role="supervisor")
def agents_report(query: QuarterQuery) -> AgentsReport:
    """Who asked for what in a quarter of Toronto, what came of it, and who approved it."""
    agents = [pattern_of(one) for one in patterns_in(query.quarter)]
    return AgentsReport(quarter=query.quarter, agents=agents)


@routes.get("/reports/agents.csv")
@operation(query=QuarterCsvQuery, role="supervisor", media="text/csv")
def agents_csv(query: QuarterCsvQuery) -> Response:
    """The same, a line an agent, kind and currency, for a spreadsheet."""
    agents = map(pattern_of, patterns_in(query.quarter))
    lines = [line for agent in agents for kind in agent.kinds for line in agent_lines(agent, kind)]
    return as_csv(f"agents-{query.quarter}.csv", AGENT_COLUMNS, lines, query.separator)


@dataclass(frozen=True, slots=True)
class AgentLine:
    """Counts are on the first line of an agent and kind only, so that a column adds up."""

    agent: str
    kind: str
    counts: AgentKind | None
    money: Amount | None


def agent_lines(agent: AgentPattern, kind: AgentKind) -> Iterator[AgentLine]:
    for number, money in enumerate(kind.amounts or [None]):
        yield AgentLine(agent.agent, kind.kind, None if number else kind, money)


def count(step: str) -> Callable[[AgentLine], Cell]:
    return lambda line: getattr(line.counts, step) if line.counts else None


STEPS: tuple[StepKind, ...] = (
    "requested",
    "approved",
    "rejected",
    "withdrawn",
    "expired",
    "done",
    "failed",
)
AGENT_COLUMNS: Columns[AgentLine] = {
    "agent": lambda line: line.agent,
    "kind": lambda line: line.kind,
    **{step: count(step) for step in STEPS},
    "cents": lambda line: line.money.cents if line.money else None,
    "currency": lambda line: line.money.currency if line.money else None,
}


def patterns_in(quarter: str) -> list[reports.Pattern]:
    year, number = quarter.split("-Q")
    first = date(int(year), 3 * int(number) - 2, 1)
    return reports.patterns(audit.between(firebase.database(), *reports.months(first, 3)))


def pattern_of(one: reports.Pattern) -> AgentPattern:
    return AgentPattern(
        agent=one.agent,
        requested=one.count("requested"),
        approval_rate=one.approval_rate,
        kinds=[
            AgentKind(
                kind=kind.kind,
                **{step: kind.steps[step] for step in STEPS},
                amounts=[amount(money) for money in kind.amounts],
            )
            for kind in one.kinds
        ],
        approvers=[
            ApprovedBy(approver=who, approved=yes, rejected=no)
            for who, (yes, no) in one.approvers.items()
        ],
    )
