"""Sentences about the health score, the flags and the sources, in one language."""

from customer_health.domain.context.flags import Flag
from customer_health.domain.context.renewal import Reason
from customer_health.domain.context.score import Loss, Score, worst
from customer_health.domain.context.score_checks import Params
from customer_health.domain.context.source import SourceName
from customer_health.domain.context.source_results import FailureKind
from customer_health.domain.money import Money
from customer_health.notify.text.catalogue.score import SCORE
from customer_health.notify.text.formats import percent
from customer_health.notify.text.language import Language
from customer_health.notify.text.wording import Value, plain


def why_score(score: Score, language: Language) -> str:
    """What costs the score most points, and whether too little is known to judge."""
    loss = worst(score.parts)
    said = [why_lost(loss, language)] if loss else []
    if score.is_estimate:
        coverage = percent(score.coverage, language)
        return " ".join([*said, plain("score.too_little", language, coverage=coverage)])
    nothing = "score.no_data" if score.value is None else "score.all_well"
    return said[0] if said else plain(nothing, language)


def why_lost(loss: Loss, language: Language) -> str:
    """What a check found that costs points."""
    variant = loss.params.get("status") or loss.params.get("level")
    key = f"loss.{loss.code}.{variant}" if variant else f"loss.{loss.code}"
    return plain(key, language, **values(loss.params, language))


def why_at_risk(reason: Reason, language: Language) -> str:
    """What a customer's risk of leaving follows from."""
    days = reason.params.get("days")
    over = "over" if isinstance(days, int | float) and days < 0 else None
    variant = reason.params.get("level") or over
    key = f"risk.{reason.code}.{variant}" if variant else f"risk.{reason.code}"
    return plain(key, language, **values(reason.params, language))


def why_flagged(flag: Flag, language: Language) -> str:
    """What a flag follows from, or who set it."""
    if flag.set_by:
        return plain("flag.by_hand", language, who=flag.set_by)
    if flag.reasons:
        return " ".join(why_at_risk(reason, language) for reason in flag.reasons)
    reason = f"flag.{flag.name}.{flag.reason}"
    days = flag.params.get("days")
    over = "over" if isinstance(days, int | float) and days < 0 else flag.params.get("risk")
    known = (key for key in (f"{reason}.{over}", reason) if key in SCORE)
    return plain(next(known, "flag.unknown"), language, **values(flag.params, language))


def why_silent(source: SourceName, kind: FailureKind, language: Language) -> str:
    """Why a source gives no data."""
    special = f"silent.{kind}.{source}"
    key = special if special in SCORE else f"silent.{kind}"
    return plain(key, language, source=plain(f"source.{source}", language))


def values(params: Params, language: Language) -> dict[str, Value]:
    """The parameters as a phrase takes them. What is counted becomes `n`, without a sign."""
    found: dict[str, Value] = dict(params)
    if "metric" in params:
        found["metric"] = plain(f"name.{params['metric']}", language)
    for name, value in params.items():
        if name in ("count", "days"):
            found["n"] = abs(float(value))
        if name == "percent":
            found["percent"] = percent(abs(float(value)), language)
    if currency := params.get("currency"):
        for name, key in (("cents", "amount"), ("from", "from")):
            if name in params:
                found[key] = Money(int(params[name]), str(currency))
    return found
