"""Show the health score, the renewal and the flags as the API's models."""

from dataclasses import asdict

from customer_health.api.alerts.models import Alert
from customer_health.api.context import score_models as models
from customer_health.api.customers.models import Figures
from customer_health.api.customers.presenters import row_fields
from customer_health.api.http.models import Sentence
from customer_health.domain.context.flags import Flag
from customer_health.domain.context.renewal import Reason, Renewal
from customer_health.domain.context.score import Loss, Part
from customer_health.flows.context.view import Profile
from customer_health.notify.text.score import why_at_risk, why_flagged, why_lost


def health_data(found: Profile, alerts: list[Alert]) -> models.HealthData:
    known = {name for field, of in Figures.model_fields.items() for name in (field, of.alias)}
    figures = {name: value for name, value in row_fields(found.customer).items() if name in known}
    return models.HealthData(
        score=found.score.value,
        band=found.score.band,
        coverage=found.score.coverage,
        parts=[part_of(part) for part in found.score.parts],
        renewal=renewal_of(found.renewal),
        reviewed_at=found.customer.ran_at,
        last_review=models.Review(**asdict(found.review)) if found.review else None,
        history=[
            models.DayScore(date=day, score=kept.score, coverage=kept.coverage)
            for day, kept in sorted(found.scores.items())
        ],
        figures=Figures(**figures),
        alerts=alerts,
    )


def part_of(part: Part) -> models.ScorePart:
    return models.ScorePart(
        name=part.name,
        weight=part.weight,
        score=None if part.score is None else round(part.score),
        losses=[loss_of(loss) for loss in part.losses],
    )


def loss_of(loss: Loss) -> models.Loss:
    return models.Loss(
        code=loss.code,
        points=round(float(loss.points), 1),
        params=dict(loss.params),
        text=Sentence.of(lambda language: why_lost(loss, language)),
    )


def renewal_of(renewal: Renewal) -> models.Renewal:
    return models.Renewal(**asdict(renewal) | {"reasons": [*map(reason_of, renewal.reasons)]})


def reason_of(reason: Reason) -> models.RiskReason:
    return models.RiskReason(
        code=reason.code,
        params=dict(reason.params),
        text=Sentence.of(lambda language: why_at_risk(reason, language)),
    )


def flags_data(found: Profile) -> models.FlagsData:
    return models.FlagsData(flags=[flag_of(flag) for flag in found.flags])


def flag_of(flag: Flag) -> models.Flag:
    return models.Flag(
        name=flag.name,
        on=flag.on,
        level=flag.level,
        text=Sentence.of(lambda language: why_flagged(flag, language)),
        set_by=flag.set_by,
    )
