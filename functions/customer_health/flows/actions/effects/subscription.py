"""Changes of the subscription in billing: its trial, its plan, and pauses."""

from collections.abc import Mapping

from customer_health.domain.actions.kinds.kind import ActionKind
from customer_health.domain.actions.kinds.subscription import NewPlan, Pause, Trial
from customer_health.domain.context.billing_record import for_seats
from customer_health.errors import Conflicting, SourceRefused
from customer_health.flows.actions.effects.effect import Effect, Work, check_ahead
from customer_health.flows.actions.subject import Subject


def check_end(subject: Subject, trial: Trial) -> None:
    check_ahead(subject, trial.until)
    subject.billing()


def check_trial(subject: Subject, trial: Trial) -> None:
    """Raises SourceRefused unless the customer has a trial that ends no later than asked for."""
    billing, customer_id = subject.billing()
    billing.check_trial(customer_id, trial.until)


def extend_trial(work: Work, trial: Trial) -> str:
    billing, customer_id = work.subject.billing()
    return billing.extend_trial(customer_id, trial.until, work.billing_key)


def check_downgrade(subject: Subject, plan: NewPlan) -> None:
    """Raises Conflicting if the plan costs more: an upgrade called a downgrade would be decided by
    people who may not decide about upgrades."""
    if costs_more(subject, plan.price_id):
        message = "this plan costs more than the present one: ask for an upgrade"
        raise Conflicting(message, "costs_more")


def check_upgrade(subject: Subject, plan: NewPlan) -> None:
    """Raises Conflicting if the plan costs no more. The present plan itself passes: the action may
    have been done before a crash."""
    if not costs_more(subject, plan.price_id) and subject.plan.id != plan.price_id:
        message = "this plan costs no more than the present one: ask for a downgrade"
        raise Conflicting(message, "costs_no_more")


def costs_more(subject: Subject, price_id: str) -> bool:
    """Return whether a plan costs more a day than the present one, for as many seats."""
    present = subject.plan
    billing, _ = subject.billing()
    wanted = billing.price(price_id)
    if wanted.amount.currency != present.amount.currency:
        raise SourceRefused(f"{wanted.name} is in {wanted.amount.currency}", "other_currency")
    return for_seats(wanted, present.seats).costs_more_than(present)


def change_plan(work: Work, plan: NewPlan) -> str:
    billing, customer_id = work.subject.billing()
    return billing.change_plan(customer_id, plan.price_id, work.billing_key)


def check_pause(subject: Subject, pause: Pause) -> None:
    if pause.resume_at:
        check_ahead(subject, pause.resume_at)
    subject.billing()


def pause_billing(work: Work, pause: Pause) -> str:
    billing, customer_id = work.subject.billing()
    return billing.pause(customer_id, pause.resume_at, work.billing_key)


EFFECTS: Mapping[ActionKind, Effect] = {
    "extend_trial": Effect(extend_trial, check_end, check_trial),
    "downgrade": Effect(change_plan, check_downgrade),
    "upgrade": Effect(change_plan, check_upgrade),
    "pause_billing": Effect(pause_billing, check_pause),
}
