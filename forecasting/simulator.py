"""Accounts of `fightchurn`'s simulator, whose true risk is known, as rows to train and judge on.

The simulator writes to PostgreSQL, one event at a time. Here its accounts, their behaviour and its
rule for leaving are used as they are; only the daily counts are drawn a month at once, without a
time for each event.
"""

import os
import random
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from importlib.resources import files
from typing import Any

import numpy as np
from dateutil.relativedelta import relativedelta
from omegaconf import OmegaConf

from customer_health.domain.context.product_features import OFFERED
from customer_health.domain.context.renewal import renewal
from customer_health.domain.context.score import score
from customer_health.domain.context.vendor_records import Feature, Usage
from customer_health.domain.insights.forecast import HORIZON
from forecasting.rows import CUT_EVERY, Row

MODEL = "socialnet7"
FIRST, MONTHS = date(2020, 1, 1), 20
LOOK_BACK, LEAST_DAYS = 90, 30


@dataclass(frozen=True, slots=True)
class Account:
    """An account: its counts of each day by behaviour, its owner's age, and when it left.

    `risk` is the true chance that it leaves in a month. `risks` are the chances by what nobody can
    observe: the satisfaction that the simulator draws once for each account, and never writes down.
    """

    id: str
    start: date
    counts: Any
    age: float
    left: date | None
    risk: float
    risks: Sequence[float]


def settings() -> Any:
    folder = files("fightchurn.churnsim") / "conf"
    found = OmegaConf.merge(
        *(OmegaConf.load(str(folder / f"{name}.yaml")) for name in ("default", MODEL))
    )
    del found["defaults"]
    return found


def accounts(at_first: int, each_month: int, seed: int) -> list[Account]:
    """Simulate accounts: some from the first month, and some new ones in each later month."""
    os.environ.setdefault("CHURN_OUT_DIR", tempfile.mkdtemp())
    from fightchurn.churnsim.behavior import LogNormalBehaviorModel
    from fightchurn.churnsim.utility import UtilityModel

    random.seed(seed)
    np.random.seed(seed)
    chosen = settings()
    utility = UtilityModel(MODEL, chosen)
    channels = {
        name: LogNormalBehaviorModel(MODEL, chosen.behave_exp_base, None, name)
        for name in chosen.population
    }
    utility.setExpectations(channels, chosen.population)
    names, weights = list(channels), list(chosen.population.values())
    found = list[Account]()
    for month in range(MONTHS):
        begin = FIRST + relativedelta(months=month)
        for _ in range(each_month if month else at_first):
            start = begin + timedelta(days=random.randrange(28))
            channel = channels[np.random.choice(names, p=weights)]
            customer = channel.generate_customer(start, chosen)
            customer.mrr, customer.discount = 9.99, 0.0
            found.append(live(str(len(found)), customer, utility, start))
    return found


def live(account_id: str, customer: Any, utility: Any, start: date) -> Account:
    """Let an account live month by month until it leaves, or the simulation ends."""
    end = FIRST + relativedelta(months=MONTHS)
    rates = customer.behavior_rates["daily_rate"].to_numpy(dtype=float)
    days, month, left = [], 0, None
    while left is None and start + relativedelta(months=month) < end:
        first, month = start + relativedelta(months=month), month + 1
        renewed = start + relativedelta(months=month)
        dates = [first + timedelta(days=n) for n in range((renewed - first).days)]
        scale = np.array([customer.get_day_multiplier(day, customer.args) for day in dates])
        counts = np.rint(scale[:, None] * np.random.poisson(rates, (len(dates), len(rates))))
        days.append(counts)
        customer.event_counts = counts.sum(axis=0)
        utility.utility_function(customer)
        if renewed < end and utility.simulate_churn(customer):
            left = renewed
    scales = list(customer.date_multipliers.values())
    customer.event_counts = rates * 30 * sum(scales) / len(scales)
    risk = monthly_risk(customer, utility)
    spread = customer.args.satisfy_scale
    risks = []
    for drawn in np.linspace(-spread, spread, 31):
        power = drawn + customer.age_satisfaction_coef
        customer.satisfaction_propensity = customer.args.satisfy_base**power
        risks.append(monthly_risk(customer, utility))
    return Account(account_id, start, np.concatenate(days), float(customer.age), left, risk, risks)


def monthly_risk(customer: Any, utility: Any) -> float:
    return float(utility.churn_probability(utility.utility_function(customer)))


def rows(found: list[Account]) -> Iterator[Row]:
    """Yield a row for each account and cut, with the features as they were at the cut."""
    end = FIRST + relativedelta(months=MONTHS)
    cut = FIRST + timedelta(days=LOOK_BACK)
    while cut + timedelta(days=HORIZON) <= end:
        for account in found:
            old = (cut - account.start).days
            if old >= LEAST_DAYS and (account.left is None or account.left > cut):
                yield row(account, cut)
        cut += timedelta(days=CUT_EVERY)


def row(account: Account, cut: date) -> Row:
    old = (cut - account.start).days
    known = account.counts[:old]
    horizon = cut + timedelta(days=HORIZON)
    ends = [
        n for n in range(1, MONTHS + 4) if cut < account.start + relativedelta(months=n) <= horizon
    ]
    return Row(
        account.id,
        cut,
        features(account, known),
        left=account.left is not None and account.left <= horizon,
        renewal=renewal_risk(known, cut),
        oracle=1 - (1 - account.risk) ** len(ends),
        knowable=knowable(account, old // 30, len(ends)),
    )


def knowable(account: Account, survived: int, months: int) -> float:
    """Return the chance for somebody who knows the true behaviour and that the account has stayed
    so far, but not its satisfaction. No forecast can know more."""
    stays = [(1 - risk) ** survived for risk in account.risks]
    leaves = [1 - (1 - risk) ** months for risk in account.risks]
    return sum(map(float.__mul__, stays, leaves)) / sum(stays)


def features(account: Account, known: Any) -> dict[str, float]:
    recent = known[-LOOK_BACK:]
    rate = recent.sum(axis=0) * 30 / len(recent)
    found = {f"log_{n}": float(np.log1p(value)) for n, value in enumerate(rate)}
    found["tenure"] = float(np.log(len(known)))
    found["age"] = account.age
    return found


def renewal_risk(known: Any, cut: date) -> float:
    """Return the index that the product's rule gives to the same account, of its use alone."""
    now = datetime.combine(cut, time(10)).astimezone()
    month, before = known[-30:].sum(axis=0), known[-60:-30].sum()
    days = np.flatnonzero(known.sum(axis=1))
    seen = now - timedelta(days=len(known) - int(days[-1])) if len(days) else None
    parts = [
        Feature(name, seen if count else None, int(count))
        for name, count in zip(OFFERED, month, strict=False)
    ]
    trend = float(100 * (month.sum() - before) / before) if len(known) >= 60 and before else None
    usage = Usage(int(month.sum() > 0), 1, seen, parts, (), len(parts), trend)
    rated = score(None, usage, None, {}, now)
    found = renewal(rated.value, None, usage, cut, engagement=rated.part("engagement").score)
    return 100 - (found.probability or 0)
