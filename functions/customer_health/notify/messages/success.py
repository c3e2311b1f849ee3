"""The message about the success metrics of the month before."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from customer_health.domain.insights.success import GOALS, MeasureName
from customer_health.notify.messages.blocks import Message, header, section
from customer_health.notify.text.formats import month_name
from customer_health.notify.text.language import Language
from customer_health.notify.text.markup import Markup, slack_link
from customer_health.notify.text.wording import quantity, say, written

MB = 1e6
ALL = 100
"""Percent. There is no more than that: "at least" would be odd."""
SIGNS = {True: "✅", False: "⚠️", None: "•"}


def success_digest(facts: Mapping[str, Any], language: Language, url: str) -> Message:
    """Return the measures of a month, each beside its goal and the month before, and a link to the
    report."""
    month = month_name(date.fromisoformat(f"{facts['month']}-01"), language)
    title = say("success", language, month=month)
    lines = [_line(one, language) for one in facts["measures"]]
    texts = [Markup("\n".join(lines))]
    if facts["unexplained"]:
        texts.append(say("success.unexplained", language, n=facts["unexplained"]))
    texts.append(slack_link(url, say("success.page", language)))
    return Message(title, (header(title), *map(section, texts)))


def _line(measure: Mapping[str, Any], language: Language) -> Markup:
    name = measure["name"]
    known = {
        "sign": Markup(SIGNS[measure.get("met")]),
        "name": say(f"success.name.{name}", language),
        "value": _value(name, measure.get("value"), language),
        "before": _value(name, measure.get("before"), language),
        "of": measure["of"],
    }
    if name not in GOALS:
        return say("success.line", language, **known)
    return say("success.goal", language, **known, goal=_goal(name, language))


def _goal(name: MeasureName, language: Language) -> Markup:
    value = _value(name, GOALS[name], language)
    if GOALS[name] == ALL:
        return value
    limit = "success.below" if name == "response_hours" else "success.at_least"
    return say(limit, language, value=value)


def _value(name: str, value: float | None, language: Language) -> Markup:
    if value is None:
        return say("success.unknown", language)
    match name:
        case "response_hours":
            return say("success.hours", language, value=value)
        case "run_bytes":
            return say("success.megabytes", language, value=value / MB)
        case "run_cents":
            return say("success.cents", language, value=value)
        case "score" | "run_reads":
            return Markup(written(value, language))
    return quantity(value, "percent", language)
