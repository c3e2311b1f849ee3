"""An event of the timeline as the API shows it, with an alert's state and reason in words."""

from dataclasses import asdict

from customer_health.api.http.models import Sentence
from customer_health.api.timeline import models
from customer_health.domain.timeline import Event
from customer_health.notify.text.history import reason_text, state_text


def event_answer(event: Event) -> models.Event:
    """The event for a client. Only a move of an alert, which has an axis, needs words."""
    shown = asdict(event)
    del shown["axis"], shown["reason"]
    axis, new, why = event.axis, event.new or "", event.why or ""
    if axis:
        shown["new_text"] = Sentence.of(lambda language: state_text(axis, new, language))
    if axis and why:
        shown["why_text"] = Sentence.of(lambda language: reason_text(why, event.reason, language))
    return models.Event(**shown)
