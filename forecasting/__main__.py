"""Train the forecast on an export of the database, or judge the method on public data.

python -m forecasting train export.json    writes the model, if it may be shown
python -m forecasting simulator            judges the method on fightchurn's simulator
python -m forecasting telco                judges the method on the Telco set
"""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from customer_health.domain.codec import as_json
from customer_health.domain.insights.forecast import Model, Training
from customer_health.domain.instants import TORONTO
from customer_health.stores import forecast_model
from forecasting.measures import auc, bounds, calibration_error
from forecasting.rows import Row
from forecasting.training import Judged, RefusedError, judge, refuse_too_few, train


@click.group()
def main() -> None:
    """Train and judge the forecast. Nothing here is deployed."""


@main.command("train")
@click.argument("export", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def train_on(export: Path) -> None:
    """Train on an export of the database. Writes the model, or says why none may be shown."""
    from forecasting.history import rows as rows_of  # it needs the functions' packages

    today = datetime.now(UTC).astimezone(TORONTO).date()
    try:
        rows = list(rows_of(json.loads(export.read_text("utf-8")), today))
        refuse_too_few(rows)
        found = judge(rows)
        say(found)
        found.check()
    except RefusedError as reason:
        raise click.ClickException(f"No model: {reason}.") from reason
    fitted = train(rows)
    cuts, better = [row.cut for row in rows], found.better_by
    assert better is not None  # noqa: S101 - checked by `check`
    training = Training(
        today,
        min(cuts),
        max(cuts),
        len({row.id for row in rows}),
        len({row.id for row in rows if row.left}),
        found.auc.value,
        found.auc.low,
        found.auc.high,
        better.value,
        better.low,
        found.calibration_error,
    )
    model = Model(fitted.intercept, fitted.coefficients, training)
    forecast_model.PATH.write_text(json.dumps(as_json(model), indent=1) + "\n", "utf-8")
    click.echo(f"Wrote {forecast_model.PATH}: it is shown once it is deployed.")


@main.command("simulator")
@click.option("--first", default=1500, help="Accounts in the first month.")
@click.option("--monthly", default=100, help="New accounts in each later month.")
@click.option("--seed", default=1)
def on_simulator(first: int, monthly: int, seed: int) -> None:
    """Judge the method on accounts whose true risk is known."""
    from forecasting import simulator

    say(judge(list(simulator.rows(simulator.accounts(first, monthly, seed)))))


@main.command("telco")
def on_telco() -> None:
    """Judge the method on the Telco set, cross-validated: it has no dates to walk over."""
    from forecasting import telco

    rows = telco.rows()
    chances = {row.id: chance for row, chance in cross_validate(rows, telco.FOLDS)}
    scores, labels = [chances[row.id] for row in rows], [row.left for row in rows]

    def ranking(drawn: Sequence[int]) -> float:
        return auc([scores[one] for one in drawn], [labels[one] for one in drawn])

    low, high = bounds(ranking, [row.id for row in rows])
    click.echo(f"AUC {auc(scores, labels):.4f} ({low:.4f} to {high:.4f})")
    click.echo(f"calibration error {calibration_error(scores, labels):.4f}")


def cross_validate(rows: list[Row], folds: int) -> list[tuple[Row, float]]:
    found = []
    for fold in range(folds):
        model = train([row for n, row in enumerate(rows) if n % folds != fold])
        found += [(row, model.probability(row)) for row in rows[fold::folds]]
    return found


def say(found: Judged) -> None:
    click.echo(f"{found.rows} rows judged, of which {found.left} left")
    click.echo(f"AUC {found.auc.value:.4f} ({found.auc.low:.4f} to {found.auc.high:.4f})")
    click.echo(f"calibration error {found.calibration_error:.4f}")
    if found.better_by and found.rule is not None:
        better = found.better_by
        click.echo(
            f"rule {found.rule:.4f}: better by {better.value:.4f} "
            f"({better.low:.4f} to {better.high:.4f})"
        )
    for name, value in (("oracle", found.oracle), ("knowable", found.knowable)):
        if value is not None:
            click.echo(f"{name} {value:.4f}")


if __name__ == "__main__":
    main()
