"""Put together the services of this instance."""

from datetime import UTC, datetime
from functools import cache, partial

from customer_health.bootstrap import effects, firebase, instance, notifiers, tasks, vendors
from customer_health.bootstrap.vendors import FOR_A_PERSON, FOR_A_SYNC
from customer_health.config import config
from customer_health.services import Services


@cache
def services(timeout_budget: float = FOR_A_PERSON) -> Services:
    """Return the services; a request to a vendor may take `timeout_budget` seconds."""
    return Services(
        config=config(),
        now=partial(datetime.now, UTC),
        verify_token=firebase.verify_token,
        claims_now=firebase.claims_now,
        verify_app=firebase.verify_app,
        user_by_email=firebase.user_by_email,
        database=firebase.database,
        bulk_database=firebase.bulk_database,
        customer_table=instance.customer_table,
        master_accounts=instance.master_accounts,
        wait_for_masters=instance.wait_for_masters,
        rule_versions=instance.rule_versions,
        threads=instance.threads,
        request_counts=instance.request_counts,
        connectors=partial(vendors.connectors, timeout_budget),
        context=partial(vendors.context, timeout_budget),
        action_vendors=partial(effects.action_vendors, timeout_budget),
        crm=partial(vendors.hubspot, FOR_A_SYNC),
        messenger=notifiers.messenger,
        enqueue_action=tasks.enqueue_action,
        enqueue_delivery=tasks.enqueue_delivery,
        enqueue_shard=tasks.enqueue_shard,
    )
