"""Messages about one alert. Pure: facts and a language in, blocks out."""

from typing import Literal

from customer_health.domain.alerts.alert import TriageKind
from customer_health.domain.alerts.notifications import Reason
from customer_health.domain.instants import TORONTO
from customer_health.domain.metrics.names import EMPLOYEES, LOGIN
from customer_health.notify.messages.blocks import (
    Block,
    Message,
    context,
    fields,
    header,
    plain,
    section,
)
from customer_health.notify.messages.facts import AlertFacts
from customer_health.notify.text.catalogue.all import CATALOGUE
from customer_health.notify.text.language import Language
from customer_health.notify.text.markup import Markup, escape, mention, quoted
from customer_health.notify.text.wording import Unit, quantity, say

Button = Literal["open", "acknowledge", "snooze", "dismiss"]

ACTIONS: tuple[Button, ...] = ("open", "acknowledge", "snooze", "dismiss")
# An alert gets no button for the state that it is in.
DONE: dict[TriageKind, Button] = {
    "acknowledged": "acknowledge",
    "snoozed": "snooze",
    "dismissed": "dismiss",
}
STYLES: dict[Button, str] = {"open": "primary", "dismiss": "danger"}
TREND_UNITS: dict[str, Unit] = {LOGIN: "day", EMPLOYEES: "employee"}
WHYS: frozenset[Reason] = frozenset({"escalated", "reopened", "regressed", "repeat"})

DISMISS_FORM = "dismiss"
REASON = "reason"
LONGEST_REASON = 500


def alert(facts: AlertFacts, language: Language) -> Message:
    """An open alert: opened, escalated, reopened, repeated, or edited."""
    state = "recovering" if facts.recovering else facts.severity
    title = say(f"header.{state}", language, company=facts.name)
    lines = [sentence(facts, language)]
    if facts.recovering:
        lines.append(say("recovering", language))
    if facts.reason in WHYS:
        lines.append(say(f"why.{facts.reason}", language))
    return Message(
        f"{title}. {lines[0]}",
        (
            header(title),
            section(Markup(" ".join(lines))),
            fields(_fields(facts, language)),
            context(_context(facts, language)),
            _buttons(facts, language),
        ),
    )


def resolved(facts: AlertFacts, language: Language) -> Message:
    """What takes the message's place when the alert is over; `value` is the one that ended it."""
    title = say("header.resolved", language, company=facts.name)
    return _ended(
        title, Markup(f"{sentence(facts, language)} {_after(facts, language)}"), facts, language
    )


def resolved_reply(facts: AlertFacts, language: Language) -> Message:
    """The reply in the message's thread, with the duration."""
    text = _after(facts, language)
    return Message(text, (section(text),))


def closed(facts: AlertFacts, language: Language) -> Message:
    """What takes the message's place when the alert ended without being resolved."""
    title = say("header.closed", language, company=facts.name)
    metric = metric_name(facts, language)
    key = f"closed.{facts.why}"
    # Entries written by an earlier version have a sentence where the code is now.
    why = say(key, language) if key in CATALOGUE else escape(facts.why or "", LONGEST_REASON)
    return _ended(title, Markup(f"{metric}. {why}"), facts, language)


def dismiss_form(facts: AlertFacts, language: Language) -> Block:
    """The form that asks for a dismissal's reason."""
    return {
        "type": "modal",
        "callback_id": DISMISS_FORM,
        "private_metadata": facts.episode_id,
        "title": plain(say("form.title", language)),
        "submit": plain(say("form.submit", language)),
        "close": plain(say("form.cancel", language)),
        "blocks": [
            section(Markup(f"{facts.name}\n{sentence(facts, language)}")),
            {
                "type": "input",
                "block_id": REASON,
                "label": plain(say("form.reason", language)),
                "hint": plain(say("form.hint", language)),
                "element": {
                    "type": "plain_text_input",
                    "action_id": REASON,
                    "multiline": True,
                    "min_length": 3,
                    "max_length": LONGEST_REASON,
                },
            },
        ],
    }


def metric_name(facts: AlertFacts, language: Language) -> Markup:
    """Return the metric's name. That of the login speaks of no login if there never was one."""
    never = facts.never_logged_in and facts.value is not None
    return say(f"name.{facts.rule}.never" if never else f"name.{facts.rule}", language)


def sentence(facts: AlertFacts, language: Language) -> Markup:
    """Say how the figure stands against the threshold."""
    if facts.value is None:
        return say("is.unknown", language, metric=metric_name(facts, language))
    if facts.rule == EMPLOYEES and facts.value <= 0:
        return say(f"is.{EMPLOYEES}.growing", language)
    side = "at"
    if facts.value != facts.threshold:
        side = "above" if facts.value > facts.threshold else "below"
    threshold = quantity(facts.threshold, facts.unit, language)
    limit = say(f"limit.{side}.{facts.severity}", language, threshold=threshold)
    key = f"is.{facts.rule}"
    if facts.never_logged_in:
        key += ".never"
    elif facts.rule == LOGIN and side == "below":
        key += ".below"
    return say(key, language, value=value(facts, language), limit=limit)


def value(facts: AlertFacts, language: Language) -> Markup:
    """The figure, never rounded to the threshold that it is not: 20.04% is "more than 20%"."""
    if facts.value is None:
        return say("unknown", language)
    shown = rounded(facts.value, facts.unit)
    limit = quantity(facts.threshold, facts.unit, language)
    if facts.value > facts.threshold >= shown:
        return say("more_than", language, limit=limit)
    if facts.value < facts.threshold <= shown:
        return say("less_than", language, limit=limit)
    return quantity(shown, facts.unit, language)


def rounded(figure: float, unit: Unit) -> float:
    """As people say it: whole days that have gone by, else one decimal."""
    return int(figure) if unit == "day" else round(figure, 1)


def in_state(facts: AlertFacts, language: Language) -> Markup:
    return quantity(facts.days, "day", language) if facts.days > 0 else say("today", language)


def _fields(facts: AlertFacts, language: Language) -> list[Markup]:
    owner = mention(facts.owner_name, facts.owner_slack_id) or say("unassigned", language)
    shown = {
        "value": value(facts, language),
        "threshold": quantity(facts.threshold, facts.unit, language),
        "days": in_state(facts, language),
        "trend": _trend(facts, language),
        "owner": owner,
    }
    return [say(f"field.{name}", language, value=text) for name, text in shown.items()]


def _trend(facts: AlertFacts, language: Language) -> Markup:
    trend = facts.trend
    if trend is None:
        return say("trend.none", language)
    unit = TREND_UNITS.get(facts.rule, "percent")
    before, now = rounded(trend.before, unit), rounded(trend.now, unit)
    way = "same" if before == now else "up" if now > before else "down"
    return say(f"trend.{way}", language, before=before, now=quantity(now, unit, language))


def _context(facts: AlertFacts, language: Language) -> list[Markup]:
    texts = [say("as_of", language, at=facts.as_of)]
    if facts.coverage_days is not None:
        texts.append(say("coverage", language, n=facts.coverage_days))
    if facts.data != "fresh":
        texts.append(say(f"data.{facts.data}", language))
    triage = facts.triage
    if triage.kind != "open":
        until = triage.until or ""
        why = escape(triage.why or "", LONGEST_REASON)
        phrase = f"triage.{triage.kind}"
        texts.append(say(phrase, language, who=triage.who or "", until=until, why=why))
    return texts


def _buttons(facts: AlertFacts, language: Language) -> Block:
    done = DONE.get(facts.triage.kind)
    return {
        "type": "actions",
        "elements": [_button(facts, action, language) for action in ACTIONS if action != done],
    }


def _button(facts: AlertFacts, action: Button, language: Language) -> Block:
    button: Block = {
        "type": "button",
        "action_id": action,
        "text": plain(say(f"button.{action}", language)),
        "value": facts.episode_id,
    }
    if action in STYLES:
        button["style"] = STYLES[action]
    if action == "open":
        button["url"] = quoted(facts.url)
    return button


def _ended(title: Markup, text: Markup, facts: AlertFacts, language: Language) -> Message:
    seen = say("as_of", language, at=facts.as_of)
    return Message(f"{title}. {text}", (header(title), section(text), context([seen])))


def _after(facts: AlertFacts, language: Language) -> Markup:
    days = (facts.as_of.astimezone(TORONTO).date() - facts.opened).days
    if days <= 0:
        return say("resolved.today", language)
    duration = quantity(days, "day", language)
    return say("resolved.after", language, duration=duration, opened=facts.opened)
