"""An outbox entry as Slack messages: which to post, edit or answer, and where."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, cast

from customer_health.domain import alert_facts
from customer_health.domain.alert_json import from_json
from customer_health.domain.evaluation import CloseReason
from customer_health.flows.delivery import Place
from customer_health.notify import messages
from customer_health.notify.blocks import Message
from customer_health.notify.messages import AlertFacts, Party
from customer_health.notify.slack import Posted, Slack
from customer_health.notify.wording import Language

Entry = Mapping[str, Any]
EDITS = ("edited", "closed", "resolved")
"""Reasons that only mend what was posted before."""

OUTCOMES: Mapping[str, Any] = {"none": "none", "ambiguous": "several"}


@dataclass(frozen=True, slots=True)
class SlackMessenger:
    """`channels` by destination; `dashboard` is the address below which customers have pages."""

    slack: Slack
    channels: Mapping[str, str]
    language: Language
    dashboard: str

    def find(self, key: str, entry: Entry, under: Place | None, since: datetime) -> Posted | None:
        channel = under.channel_id if under else self.channels[entry["destination"]]
        thread = (under.thread or under.ts) if under else None
        return self.slack.find(channel, key, since, thread)

    def send(
        self, key: str, entry: Entry, original: Place | None, group: Place | None
    ) -> Posted | None:
        if entry["kind"] == "alert":
            return self._send_alert(key, entry, original, group)
        first, *rest = GROUPS[entry["kind"]](self, entry["facts"])
        channel = self.channels[entry["destination"]]
        posted = self.slack.post(channel, first, key=key)
        for page, message in enumerate(rest, start=2):
            self.slack.post(channel, message, key=f"{key}:{page}", thread=posted.ts)
        return posted

    def _send_alert(
        self, key: str, entry: Entry, original: Place | None, group: Place | None
    ) -> Posted | None:
        facts = self.facts(entry["facts"])
        if original is None:
            if facts.reason in EDITS:
                return None  # it was never posted, so there is nothing to mend
            channel = self.channels[entry["destination"]]
            message = messages.alert(facts, self.language)
            return self.slack.post(channel, message, key=key, thread=group.ts if group else None)
        posted = Posted(original.channel_id, original.ts)
        self.slack.edit(posted, self._edited(facts, entry["facts"].get("why")), key=key)
        reply = self._reply(facts)
        where = original.thread or original.ts
        if reply is None:
            return None
        return self.slack.post(original.channel_id, reply, key=key, thread=where)

    def _edited(self, facts: AlertFacts, why: str | None) -> Message:
        if facts.reason == "resolved":
            return messages.resolved(facts, self.language)
        if facts.reason == "closed":
            return messages.closed(facts, cast(CloseReason, why), self.language)
        return messages.alert(facts, self.language)

    def _reply(self, facts: AlertFacts) -> Message | None:
        if facts.reason == "resolved":
            return messages.resolved_reply(facts, self.language)
        return None if facts.reason in EDITS else messages.alert(facts, self.language)

    def facts(self, node: Any) -> AlertFacts:
        return read_facts(node, self.dashboard)

    def all_facts(self, node: Mapping[str, Any]) -> list[AlertFacts]:
        return [self.facts(one) for one in node["alerts"]]


def read_facts(node: Any, dashboard: str) -> AlertFacts:
    stored = from_json(alert_facts.AlertFacts, node)
    known = {f.name: getattr(stored, f.name) for f in fields(stored) if f.name != "why"}
    if stored.trend:
        known["trend"] = messages.Trend(stored.trend.before, stored.trend.now)
    return AlertFacts(**known, url=f"{dashboard}/customers/{stored.company_id}")


def day(facts: Mapping[str, Any]) -> date:
    return date.fromisoformat(facts["date"])


def summary(to: SlackMessenger, facts: Any) -> Sequence[Message]:
    return [messages.summary(day(facts), to.all_facts(facts), to.language)]


def first_run(to: SlackMessenger, facts: Any) -> Sequence[Message]:
    return messages.first_run_digest(day(facts), to.all_facts(facts), to.language)


def warnings(to: SlackMessenger, facts: Any) -> Sequence[Message]:
    return messages.warning_digest(day(facts), to.all_facts(facts), to.language)


def data_fault(to: SlackMessenger, facts: Any) -> Sequence[Message]:
    share = 100 * facts["worse"] / facts["measured"]
    return [messages.data_fault(facts["rule"], share, facts["held"], to.language)]


def run_problem(to: SlackMessenger, facts: Any) -> Sequence[Message]:
    return [messages.run_problem(day(facts), facts["problem"], facts["toDo"], to.language)]


def match(to: SlackMessenger, facts: Any) -> Sequence[Message]:
    company = Party(facts["companyId"], facts.get("name", ""), facts.get("email"))
    candidates = [
        Party(c.get("crmId") or c.get("companyId", ""), c["name"], c.get("email"))
        for c in facts.get("candidates", ())
    ]
    return [messages.matching(company, OUTCOMES[facts["state"]], candidates, to.language)]


GROUPS: Mapping[str, Callable[[SlackMessenger, Any], Sequence[Message]]] = {
    "summary": summary,
    "first_run": first_run,
    "warnings": warnings,
    "data_fault": data_fault,
    "run_problem": run_problem,
    "match": match,
}
