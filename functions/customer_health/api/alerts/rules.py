"""`/v1/rules`: when an alert opens, and who changed it."""

from flask import Blueprint

from customer_health.api.alerts.rule_models import Rule, RuleAmendment, Rules, Thresholds
from customer_health.api.http.auth import current_person
from customer_health.api.http.models import Metric
from customer_health.api.http.operation import Operation
from customer_health.api.http.preconditions import expected_version
from customer_health.api.http.services import services
from customer_health.domain.alerts import rules
from customer_health.domain.metrics.levels import Threshold
from customer_health.errors import Conflicting
from customer_health.flows.alerts.change_rule import change_rule
from customer_health.stores.alerts.rules import RULES, read_rules, read_versions, versions_path

rules_routes = Blueprint("rules", __name__)


@rules_routes.get("/rules")
@Operation(Rules)
def list_rules() -> Rules:
    """List the rules as they are now."""
    found = read_rules(services().database().get(RULES))
    return Rules(rules=[as_answer(rule) for rule in found.values()])


@rules_routes.get("/rules/<metric:metric>/versions")
@Operation(Rules)
def rule_versions(metric: str) -> Rules:
    """List every version of a rule, the oldest first, with who made it and when."""
    made = read_versions(services().database().get(versions_path(metric)))
    return Rules(rules=[as_answer(rule) for rule in (rules.DEFAULT_RULES[metric], *made)])


@rules_routes.put("/rules/<metric:metric>")
@Operation(Rule, body=RuleAmendment, role="admin", refuses=(409,), if_match=True)
def amend_rule(metric: str, body: RuleAmendment) -> Rule:
    """Change when alerts of a metric open and end. The levels of customers do not change."""
    threshold = Threshold(body.thresholds.warning, body.thresholds.critical)
    (version, *_) = expected_version()
    try:
        amended = change_rule(
            services().database(),
            metric,
            threshold,
            current_person().email,
            services().now(),
            clears_after=body.clears_after,
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
