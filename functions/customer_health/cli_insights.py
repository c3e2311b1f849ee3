"""The operators' commands that try out a rule. They change nothing."""

from datetime import UTC, datetime

import click
from rich.console import Console
from rich.table import Table

from customer_health.bootstrap import firebase
from customer_health.domain.customers.customer import Customer
from customer_health.domain.metrics.levels import Threshold
from customer_health.domain.metrics.names import METRICS
from customer_health.flows.insights.rehearse import LONGEST, Draft, Rehearsal, rehearse
from customer_health.flows.insights.shadow import what_it_did
from customer_health.stores.alerts import shadows
from customer_health.stores.customers import rows
from customer_health.stores.rtdb.client import Database

console = Console()


@click.command("rehearse")
@click.argument("metric", type=click.Choice(METRICS))
@click.option("--warning", type=float, required=True, help="A warning from this value on.")
@click.option("--critical", type=float, required=True, help="Critical above this value.")
@click.option("--clears-after", type=click.IntRange(1, 14), help="Good days that end an alert.")
@click.option("--days", type=click.IntRange(1, LONGEST), default=LONGEST, help="Of how many runs.")
def rehearse_rule(
    metric: str, warning: float, critical: float, clears_after: int | None, days: int
) -> None:
    """Say which alerts other thresholds would have opened. Changes nothing."""
    database = firebase.database()
    customers = tracked(database)
    draft = Draft(metric, Threshold(warning, critical), clears_after)
    try:
        with console.status(f"{len(customers)} customers"):
            found = rehearse(database, draft, customers, days, datetime.now(UTC))
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    show(found)


@click.command("shadow")
@click.argument("metric", type=click.Choice(METRICS))
def show_shadow(metric: str) -> None:
    """Say what the newest shadow of a rule has done, beside the rule. Changes nothing."""
    database = firebase.database()
    known = shadows.read_all(metric, database.get(shadows.of_rule(metric)))
    if not known:
        raise click.ClickException(f"the rule {metric} never had a shadow")
    newest = known[0]
    console.print(f"{newest.key}, started by {newest.started_by}: {newest.reason}")
    customers = tracked(database)
    with console.status(f"{len(customers)} customers"):
        found = what_it_did(database, newest, customers, datetime.now(UTC))
    show(found)


def tracked(database: Database) -> list[Customer]:
    pages = (page.items() for page in database.pages(rows.ROOT, 1000))
    known = (rows.read_tracked(key, row) for page in pages for key, row in page)
    return [customer for customer in known if customer]


def show(found: Rehearsal) -> None:
    """Print a rehearsal: both sides, and the customers with other alerts."""
    compared, present, drafted = found.comparison, found.present, found.draft
    table = Table(f"{found.first} to {found.last}", "now", "draft")
    for name, *values in (
        ("warning from", present.threshold.warning, drafted.threshold.warning),
        ("critical above", present.threshold.critical, drafted.threshold.critical),
        ("ends after good days", present.clears_after, drafted.clears_after),
        ("alerts", compared.now.alerts, compared.draft.alerts),
        ("of them opened", compared.now.opened, compared.draft.opened),
        ("of them critical", compared.now.critical, compared.draft.critical),
        ("customers", compared.now.customers, compared.draft.customers),
        ("worked on by people", compared.acted_on, compared.acted_on - compared.lost),
    ):
        table.add_row(name, *(f"{value:g}" for value in values))
    console.print(table)
    if compared.days_earlier is not None:
        console.print(f"The draft warns {compared.days_earlier:g} days earlier (median).")
    console.print(f"{compared.reproduced} of the {compared.real} real alerts are in `now`.")
    for one in compared.customers:
        console.print(f"{one.company_id}: {one.now} now, {one.draft} with the draft")
