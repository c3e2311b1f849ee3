"""`/v1/rules/{metric}/rehearsals`: which alerts a draft of a rule would have opened."""

from collections.abc import Mapping

from flask import Blueprint

from customer_health.api.alerts.rule_models import Thresholds
from customer_health.api.http.models import Metric
from customer_health.api.http.operation import Operation
from customer_health.api.http.services import services
from customer_health.api.insights import rehearsal_models as models
from customer_health.domain.alerts.rules import Rule
from customer_health.domain.customers.customer import Customer
from customer_health.domain.customers.customer_list import Query
from customer_health.domain.insights.comparison import Count, CustomerChange
from customer_health.domain.metrics.levels import Threshold
from customer_health.errors import Conflicting
from customer_health.flows.insights.rehearse import Draft, Rehearsal, rehearse
from customer_health.stores.customer_list import customer_of

rehearsals_routes = Blueprint("rehearsals", __name__)

MOST_CUSTOMERS = 2000
"""More would take longer than a request may. The command line has no limit."""


@rehearsals_routes.post("/rules/<metric:metric>/rehearsals")
@Operation(models.Rehearsal, body=models.RuleDraft, role="admin", refuses=(409,))
def rehearse_rule(metric: str, body: models.RuleDraft) -> models.Rehearsal:
    """Play a draft of a rule over the past daily runs. It changes nothing, and nobody is notified.

    Up to 2,000 customers; for more, use the command line.
    """
    customers = few_enough_customers()
    threshold = Threshold(body.thresholds.warning, body.thresholds.critical)
    draft = Draft(metric, threshold, body.clears_after, body.enabled)
    try:
        found = rehearse(
            services().database(), draft, customers.values(), body.days, services().now()
        )
    except ValueError as error:
        raise Conflicting(str(error), "thresholds") from error
    return as_answer(found, customers)


def few_enough_customers() -> Mapping[str, Customer]:
    """Return all customers by id. Raises Conflicting if they are too many for a request."""
    entries = services().customer_table().all(Query())
    if len(entries) > MOST_CUSTOMERS:
        raise Conflicting(
            f"{len(entries)} customers are too many to rehearse in a request, which may have "
            f"{MOST_CUSTOMERS}: use the command line",
            "too_many_customers",
        )
    return {entry.id: customer_of(entry) for entry in entries}


def as_answer(found: Rehearsal, customers: Mapping[str, Customer]) -> models.Rehearsal:
    compared = found.comparison
    changes = sorted(compared.customers, key=most_alerts_first)
    return models.Rehearsal(
        metric=Metric(found.present.metric),
        unit=found.present.unit,
        first=found.first,
        last=found.last,
        compared=len(customers),
        now=rehearsed(found.present, compared.now),
        draft=rehearsed(found.draft, compared.draft),
        acted_on=compared.acted_on,
        lost=compared.lost,
        days_earlier=compared.days_earlier,
        real=compared.real,
        reproduced=compared.reproduced,
        customers=[changed(one, customers[one.company_id].name) for one in changes],
    )


def most_alerts_first(change: CustomerChange) -> tuple[int, str]:
    return -max(change.now, change.draft), change.company_id


def rehearsed(rule: Rule, count: Count) -> models.RehearsedRule:
    bounds = rule.threshold
    return models.RehearsedRule(
        thresholds=Thresholds(warning=bounds.warning, critical=bounds.critical),
        clears_after=rule.clears_after,
        enabled=rule.enabled,
        alerts=count.alerts,
        opened=count.opened,
        critical=count.critical,
        customers=count.customers,
    )


def changed(change: CustomerChange, name: str) -> models.RehearsedCustomer:
    return models.RehearsedCustomer(
        id=change.company_id,
        name=name,
        now=change.now,
        draft=change.draft,
        acted_on=change.acted_on,
        lost=change.lost,
        days_earlier=change.days_earlier,
    )
