"""`/v1/rules`: when an alert opens, and who changed that."""

from datetime import UTC, datetime

from flask import Blueprint

from customer_health.api.alerts.rule_models import Rule, RuleAmendment, Rules, Thresholds
from customer_health.api.http.auth import current_person
from customer_health.api.http.models import Metric
from customer_health.api.http.operation import operation
from customer_health.api.http.preconditions import expected_version
from customer_health.bootstrap import firebase
from customer_health.domain.alerts import rules
from customer_health.domain.metrics.levels import Threshold
from customer_health.errors import Conflicting
from customer_health.flows.alerts.change_rule import change_rule
from customer_health.stores.alerts.rules import RULES, read_rules, read_versions, versions_path

routes = Blueprint("rules", __name__)


@routes.get("/rules")
@operation(Rules)
def list_rules() -> Rules:
    """The rules as they are now."""
    found = read_rules(firebase.database().get(RULES))
    return Rules(rules=[as_answer(rule) for rule in found.values()])


@routes.get("/rules/<metric:metric>/versions")
@operation(Rules)
def rule_versions(metric: str) -> Rules:
    """Every version of a rule, the oldest first, with who made it and when."""
    made = read_versions(firebase.database().get(versions_path(metric)))
    return Rules(rules=[as_answer(rule) for rule in (rules.DEFAULT_RULES[metric], *made)])


@routes.put("/rules/<metric:metric>")
@operation(Rule, body=RuleAmendment, role="admin", refuses=(409,), if_match=True)
def amend_rule(metric: str, body: RuleAmendment) -> Rule:
    """Change a rule. The levels that are stored and shown stay those of the contract."""
    threshold = Threshold(body.thresholds.warning, body.thresholds.critical)
    (version, *_) = expected_version()
    try:
        amended = change_rule(
            firebase.database(),
            metric,
            threshold,
            current_person().email,
            datetime.now(UTC),
            enabled=body.enabled,
            version=version,
        )
    except ValueError as error:
        raise Conflicting(str(error), "thresholds") from error
    return as_answer(amended)


def as_answer(rule: rules.Rule) -> Rule:
    return Rule(
        metric=Metric(rule.metric),
        unit=rule.unit,
        thresholds=Thresholds(warning=rule.threshold.warning, critical=rule.threshold.critical),
        clears_after=rule.clears_after,
        enabled=rule.enabled,
        version=rule.version,
        changed_by=rule.changed_by,
        changed_at=rule.changed_at,
    )
