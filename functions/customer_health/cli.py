"""The operators' command line: `python -m customer_health.cli --help`.

The commands use the database that FIREBASE_CONFIG names ({"projectId": …, "databaseURL": …}), with
the application's default credentials, or the emulators if the emulators' variables are set. The
settings are those of the project's deployment, from its dotenv files.
"""

import asyncio
import json
import os
import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from customer_health import cli_insights
from customer_health.bootstrap import firebase, tasks
from customer_health.config import config
from customer_health.domain.audit.log import Broken, Head
from customer_health.domain.instants import clock_of, iso, newest_run_date
from customer_health.domain.matching.matching import MatchRecord
from customer_health.domain.metrics.names import METRICS
from customer_health.domain.roles import ROLE_CLAIM, ROLES, belongs_to
from customer_health.errors import CustomerHealthError
from customer_health.flows.alerts.triage import release_suppressed
from customer_health.flows.matching.match_company import to_support
from customer_health.flows.matching.review import match_all, waiting
from customer_health.flows.runs import run_shard
from customer_health.flows.runs import start as daily_run
from customer_health.flows.runs.shards import split, start_of
from customer_health.flows.tracking.track_company import track_company
from customer_health.flows.tracking.unlinked import forget_unlinked
from customer_health.stores.audit import log as audit
from customer_health.stores.rtdb.update import Update
from customer_health.stores.runs import runs

DAY = click.DateTime(["%Y-%m-%d"])
FUNCTIONS = Path(__file__).parent.parent
SETTING = re.compile(r"""^\s*(\w+)\s*=[ \t]*('[^']*'|"[^"]*"|[^#\n]*)""", re.MULTILINE)
console = Console()


def now() -> datetime:
    return datetime.now(UTC)


class Commands(click.Group):
    """Shows an error of this backend as its message, without a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except CustomerHealthError as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=Commands)
def cli() -> None:
    """Run, repair and set up customer health."""
    firebase_config = json.loads(os.environ.get("FIREBASE_CONFIG", "{}"))
    if "databaseURL" not in firebase_config:
        raise click.UsageError(
            'set FIREBASE_CONFIG, such as {"projectId": "p", "databaseURL": "https://p.firebaseio.com"}'
        )
    use_settings(FUNCTIONS, firebase_config.get("projectId", ""))


def use_settings(folder: Path, project: str) -> None:
    """Take over the settings that a deployment has from its dotenv files, save those that the
    environment has already. Without `DATABASE_INSTANCES`, the companies of the other instances
    would be taken for deleted."""
    settings: dict[str, str] = {}
    for name in (".env", f".env.{project}"):
        if (path := folder / name).exists():
            settings |= SETTING.findall(path.read_text("utf-8"))
    for name, value in settings.items():
        os.environ.setdefault(name, value.strip().strip("'\""))


@cli.command()
@click.option(
    "--date", "day", type=DAY, help="The run's date; by default that of the last 6:00 in Toronto."
)
def run(day: datetime | None) -> None:
    """Run the daily batch for a date, in this process."""
    run_days([day.date() if day else newest_run_date(now())])


@cli.command()
@click.option("--from", "first", type=DAY, required=True, help="The first date.")
@click.option("--to", "last", type=DAY, required=True, help="The last date, included.")
def backfill(first: datetime, last: datetime) -> None:
    """Run the daily batch for each date of a range, the oldest first."""
    days = (last - first).days
    if days < 0:
        raise click.UsageError("--from must not be after --to")
    run_days([(first + timedelta(days=n)).date() for n in range(days + 1)])


@cli.command("rebuild-index")
def rebuild_index() -> None:
    """Compute every linked company's index row, ledger and master account anew."""
    database = firebase.database()
    ids = daily_run.linked_companies(database)
    failed = 0
    with progress("Companies", len(ids)) as bar:
        for company_id in ids:
            try:
                track_company(database, company_id, now(), firebase.user_by_email)
            except CustomerHealthError as error:
                failed += 1
                console.print(f"{company_id}: {error}")
            bar()
    forget_unlinked(database, ids, now(), may_leave)
    console.print(f"{len(ids) - failed} companies in line, {failed} failed.")


def may_leave(company_ids: Collection[str]) -> bool:
    """Ask whether so many customers may leave the list."""
    some = ", ".join(list(company_ids)[:5])
    found = f"{len(company_ids)} customers are linked no longer, such as {some}."
    return click.confirm(f"{found} Take them off the list?")


@cli.command()
@click.option("--all", "everyone", is_flag=True, required=True, help="All that have no match.")
@click.option("--quiet", is_flag=True, help="Send no Slack message about the results.")
def link(everyone: bool, quiet: bool) -> None:
    """Match the companies that have no match yet with the CRM's records."""
    database = firebase.database()
    ids = waiting(database)
    with progress("Companies", len(ids)) as bar:
        announce = no_message if quiet else to_support
        summary = match_all(database, ids, now(), announce, bar)
    for state, count in sorted(summary.states.items()):
        console.print(f"{count:6} {state}")
    for company_id, reason in summary.failed.items():
        console.print(f"failed {company_id}: {reason}")


def no_message(
    company_id: str, before: MatchRecord | None, after: MatchRecord, now: datetime
) -> Update:
    """Announce a match to nobody: return no message for the outbox."""
    return Update()


@cli.command()
@click.option("--metric", type=click.Choice(METRICS), required=True, help="The metric.")
@click.option("--who", required=True, help="Your e-mail address, for the history of the alerts.")
def release(metric: str, who: str) -> None:
    """Send a metric's alerts that were held back because its data looked wrong."""
    released = release_suppressed(firebase.database(), metric, who, now())
    tasks.enqueue_delivery()
    console.print(f"{released} alerts released.")


cli.add_command(cli_insights.rehearse_rule)
cli.add_command(cli_insights.show_shadow)
cli.add_command(cli_insights.rehearse_score)


@cli.command("set-role")
@click.argument("email")
@click.argument("role", type=click.Choice(ROLES))
def set_role(email: str, role: str) -> None:
    """Give an account a role in the API and the dashboard. `agent` takes its role away."""
    domain = config().email_domain
    if not belongs_to(domain, email):
        raise click.ClickException(f"{email} is no address of {domain}: it can't get in at all")
    account = firebase.account_by_email(email)
    if account is None:
        raise click.ClickException(f"{email} has no account yet: it must sign in once")
    if not account.email_verified:
        raise click.ClickException(f"{email} is not verified: its owner must confirm it first")
    claims = account.custom_claims or {}
    others = {name: value for name, value in claims.items() if name != ROLE_CLAIM}
    firebase.set_claims(account.uid, others if role == "agent" else {**others, ROLE_CLAIM: role})
    console.print(f"{email}: {claims.get(ROLE_CLAIM, 'agent')} before, {role} now.")
    console.print("It holds from the next sign-in on, or within an hour for who is signed in now.")


@cli.command("audit-verify")
@click.option(
    "--anchor", "anchors", multiple=True, help="A NUMBER:HASH kept from before; repeatable."
)
def audit_verify(anchors: tuple[str, ...]) -> None:
    """Verify that nobody changed the audit log, and print its anchor, to keep it elsewhere."""
    database = firebase.database()
    kept, head = [read_anchor(text) for text in anchors], audit.read_head(database)
    try:
        with progress("Entries", head.number) as bar:
            for _ in audit.verified(database, kept):
                bar()
    except Broken as broken:
        raise click.ClickException(f"the audit log is broken from {broken}") from broken
    console.print(f"The audit log is sound. Anchor: {head.number}:{head.hash}", soft_wrap=True)


def read_anchor(text: str) -> Head:
    """Read NUMBER:HASH as `audit-verify` prints it. Raises click.UsageError."""
    number, _, digest = text.partition(":")
    if not number.isdecimal() or len(digest) != 64:
        raise click.UsageError(f"{text} is not an anchor: give NUMBER:HASH, as it was printed")
    return Head(int(number), digest)


def run_days(days: list[date]) -> None:
    """Run the daily batch for some dates, in ascending order. Raises click.UsageError for a date
    that is still to come."""
    if days[-1] > newest_run_date(now()):
        raise click.UsageError(
            f"{days[-1]} has not reached 6:00 in Toronto yet: wait, or choose an earlier date"
        )
    database = firebase.database()
    ids = daily_run.linked_companies(database)
    request = f"cli-{iso(now())}".replace(":", "")
    with progress("Companies", len(ids) * len(days)) as bar:
        for day in days:
            asyncio.run(run_day(day, request, ids, bar))
    for day in days:
        record = database.get(runs.path(day))
        console.print(f"{day}: {record['done']} done, {record['failed']} failed")


async def run_day(day: date, request: str, ids: list[str], bar: run_shard.Progress) -> None:
    shards = split(day, request, clock_of(day), ids)
    async with firebase.bulk_database() as bulk:
        await bulk.patch(start_of(shards, now()))
        for shard in shards:
            await run_shard.run_shard(bulk, shard, now, firebase.user_by_email, bar)


@contextmanager
def progress(what: str, total: int) -> Iterator[run_shard.Progress]:
    """Show a progress bar; the function that it yields moves the bar on by one."""
    columns = TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=console) as bar:
        task = bar.add_task(what, total=total)
        yield lambda: bar.advance(task)


if __name__ == "__main__":
    cli()
