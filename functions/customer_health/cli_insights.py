"""The operators' commands that try out a rule, or weights of the score. They change nothing."""

from datetime import UTC, datetime

import click
from rich.console import Console
from rich.table import Table

from customer_health.bootstrap import firebase
from customer_health.domain.context.score import PARTS, WEIGHTS
from customer_health.domain.customers.customer import Customer
from customer_health.domain.insights.weights import COLOURS, Weights
from customer_health.domain.metrics.levels import Threshold
from customer_health.domain.metrics.names import METRICS
from customer_health.flows.insights.rehearse import LONGEST, Draft, Rehearsal, rehearse
from customer_health.flows.insights.reweigh import rehearse_weights
from customer_health.flows.insights.shadow import what_it_did
from customer_health.stores.alerts import shadows
from customer_health.stores.customers import rows
from customer_health.stores.rtdb.client import Database

WEIGHT = click.IntRange(0, 100)
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


@click.command("rehearse-score")
@click.option("--billing", type=WEIGHT, default=WEIGHTS["billing"], show_default=True)
@click.option("--engagement", type=WEIGHT, default=WEIGHTS["engagement"], show_default=True)
@click.option("--support", type=WEIGHT, default=WEIGHTS["support"], show_default=True)
@click.option("--operations", type=WEIGHT, default=WEIGHTS["operations"], show_default=True)
def rehearse_score(billing: int, engagement: int, support: int, operations: int) -> None:
    """Say which health scores other weights of its parts would give. Changes nothing."""
    draft: Weights = {
        "billing": billing,
        "engagement": engagement,
        "support": support,
        "operations": operations,
    }
    if not any(draft.values()):
        raise click.UsageError("one part at least must have a weight above 0")
    database = firebase.database()
    ids = [customer.id for customer in tracked(database)]
    with console.status(f"{len(ids)} customers"):
        found = rehearse_weights(database, draft, ids, datetime.now(UTC))
    table = Table(f"{found.compared} customers, days from {found.first}", "now", "draft")
    for name in PARTS:
        table.add_row(f"weight of {name}", str(WEIGHTS[name]), str(draft[name]))
    for colour in COLOURS:
        table.add_row(colour, str(found.now.get(colour, 0)), str(found.draft.get(colour, 0)))
    console.print(table)
    for one in found.customers:
        before, after = one.now, one.draft
        console.print(
            f"{one.company_id}: {before.score} {before.colour} now, "
            f"{after.score} {after.colour} with the draft; "
            f"another colour on {one.changed_days} of {one.days} days"
        )


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
