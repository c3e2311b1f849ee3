"""`/v1/reports`: what customers were given in a month, and who asked for what in a quarter."""

from datetime import date
from typing import Annotated

from flask import Blueprint, Response
from pydantic import StringConstraints

from customer_health.api.actions.presenters import amount
from customer_health.api.audit.models import AgentsReport, CreditsReport, GivenTotal
from customer_health.api.audit.presenters import line_of, pattern_of
from customer_health.api.audit.report_tables import AGENT_COLUMNS, GIVEN_COLUMNS, agent_lines
from customer_health.api.http.csv_table import CsvQuery, as_csv
from customer_health.api.http.models import Model
from customer_health.api.http.operation import Operation
from customer_health.api.http.services import services
from customer_health.domain.audit import reports
from customer_health.domain.audit.log import AuditEntry
from customer_health.stores.audit import log as audit

reports_routes = Blueprint("reports", __name__)


class MonthQuery(Model):
    month: Annotated[str, StringConstraints(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$")]
    """The month, in Toronto's time. Example: `"2025-11"`"""


class QuarterQuery(Model):
    quarter: Annotated[str, StringConstraints(pattern=r"^20[0-9]{2}-Q[1-4]$")]
    """The quarter, in Toronto's time. Example: `"2025-Q4"`"""


class MonthCsvQuery(MonthQuery, CsvQuery):
    pass


class QuarterCsvQuery(QuarterQuery, CsvQuery):
    pass


@reports_routes.get("/reports/credits")
@Operation(CreditsReport, query=MonthQuery, role="supervisor")
def credits_report(query: MonthQuery) -> CreditsReport:
    """List all credits, refunds, discounts and waived fees of a month in Toronto's time."""
    lines = given_in(query.month)
    return CreditsReport(
        month=query.month,
        lines=[line_of(entry) for entry in lines],
        totals=[
            GivenTotal(kind=one.kind, count=one.count, amounts=[amount(m) for m in one.amounts])
            for one in reports.totals(lines)
        ],
    )


@reports_routes.get("/reports/credits.csv")
@Operation(query=MonthCsvQuery, role="supervisor", media="text/csv")
def credits_csv(query: MonthCsvQuery) -> Response:
    """Write a month's credits report as CSV, one line for each action."""
    lines = [line_of(entry) for entry in given_in(query.month)]
    return as_csv(f"credits-{query.month}.csv", GIVEN_COLUMNS, lines, query.separator)


def given_in(month: str) -> list[AuditEntry]:
    first = date.fromisoformat(f"{month}-01")
    return reports.given(audit.between(services().database(), *reports.months(first, 1)))


@reports_routes.get("/reports/agents")
@Operation(AgentsReport, query=QuarterQuery, role="supervisor")
def agents_report(query: QuarterQuery) -> AgentsReport:
    """List who asked for what in a quarter, what became of it, and who approved it.

    A quarter is one of Toronto's time.
    """
    agents = [pattern_of(one) for one in patterns_in(query.quarter)]
    return AgentsReport(quarter=query.quarter, agents=agents)


@reports_routes.get("/reports/agents.csv")
@Operation(query=QuarterCsvQuery, role="supervisor", media="text/csv")
def agents_csv(query: QuarterCsvQuery) -> Response:
    """Write a quarter's agents report as CSV, one line for each agent, kind and currency."""
    agents = map(pattern_of, patterns_in(query.quarter))
    lines = [line for agent in agents for kind in agent.kinds for line in agent_lines(agent, kind)]
    return as_csv(f"agents-{query.quarter}.csv", AGENT_COLUMNS, lines, query.separator)


def patterns_in(quarter: str) -> list[reports.Pattern]:
    year, number = quarter.split("-Q")
    first = date(int(year), 3 * int(number) - 2, 1)
    return reports.patterns(audit.between(services().database(), *reports.months(first, 3)))
