"""Turn an outbox entry into Slack messages: what to post, edit or reply, and where."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from customer_health.domain.alerts import alert_facts
from customer_health.domain.codec import from_json
from customer_health.flows.alerts.deliver import Place
from customer_health.notify.messages import all as messages
from customer_health.notify.messages.all import AlertFacts, Listed, Party
from customer_health.notify.messages.blocks import Message
from customer_health.notify.slack.client import Posted, Slack
from customer_health.notify.text.language import Language

OutboxEntry = Mapping[str, Any]
EDITS = ("edited", "closed", "resolved", "resolved_quietly")
"""Reasons that only edit what was posted before."""

REQUESTS = ("approval", "decided")
"""Kinds that belong to the one message of a request for approval."""

OUTCOMES: Mapping[str, Any] = {"none": "none", "ambiguous": "several"}


@dataclass(frozen=True, slots=True)
class SlackMessenger:
    """`channels` by destination; `dashboard` is the address below which customers have pages."""

    slack: Slack
    channels: Mapping[str, str]
    language: Language
    dashboard: str

    def find(
        self, key: str, entry: OutboxEntry, under: Place | None, since: datetime
    ) -> Posted | None:
        channel = under.channel_id if under else self.channels[entry["destination"]]
        thread = (under.thread or under.ts) if under else None
        posted = self.slack.find(channel, key, since, thread)
        if posted and entry["kind"] in GROUPS:
            self._post_pages(posted, key, entry, since)
        return posted

    def send(
        self, key: str, entry: OutboxEntry, original: Place | None, group: Place | None
    ) -> Posted | None:
        if entry["kind"] == "alert":
            return self._send_alert(key, entry, original, group)
        first = GROUPS[entry["kind"]](self, entry["facts"])[0]
        if entry["kind"] in REQUESTS and (original or entry["kind"] == "decided"):
            return self._follow_request(key, entry, original, first)
        posted = self.slack.post(self.channels[entry["destination"]], first, key=key)
        self._post_pages(posted, key, entry, None)
        return posted

    def _post_pages(
        self, first: Posted, key: str, entry: OutboxEntry, since: datetime | None
    ) -> None:
        """Post the pages after the first into its thread. After an earlier attempt (`since`), only
        those that it did not post."""
        pages = GROUPS[entry["kind"]](self, entry["facts"])
        for number, page in enumerate(pages[1:], start=2):
            name, channel = f"{key}:{number}", first.channel_id
            if since is None or not self.slack.find(channel, name, since, first.ts):
                self.slack.post(channel, page, key=name, thread=first.ts)

    def _send_alert(
        self, key: str, entry: OutboxEntry, original: Place | None, group: Place | None
    ) -> Posted | None:
        facts = self.facts(entry["facts"])
        if original is None:
            if facts.reason in EDITS:
                return None  # it was never posted, so there is nothing to edit
            channel = self.channels[entry["destination"]]
            message = messages.alert(facts, self.language)
            return self.slack.post(channel, message, key=key, thread=group.ts if group else None)
        posted = Posted(original.channel_id, original.ts)
        self.slack.edit(posted, self._edited(facts), key=key)
        reply = self._reply(facts)
        where = original.thread or original.ts
        if reply is None:
            return None
        return self.slack.post(original.channel_id, reply, key=key, thread=where)

    def _follow_request(
        self, key: str, entry: OutboxEntry, original: Place | None, message: Message
    ) -> Posted | None:
        """Edit the message that asks for an approval, if it was ever posted. Other people who have
        to decide need a message that is new."""
        if original is None:
            return None
        self.slack.edit(Posted(original.channel_id, original.ts), message, key=key)
        if entry["kind"] == "decided":
            return None
        return self.slack.post(original.channel_id, message, key=key, thread=original.ts)

    def _edited(self, facts: AlertFacts) -> Message:
        if facts.reason in ("resolved", "resolved_quietly"):
            return messages.resolved(facts, self.language)
        if facts.reason == "closed":
            return messages.closed(facts, self.language)
        return messages.alert(facts, self.language)

    def _reply(self, facts: AlertFacts) -> Message | None:
        if facts.reason == "resolved":
            return messages.resolved_reply(facts, self.language)
        return None if facts.reason in EDITS else messages.alert(facts, self.language)

    def facts(self, node: Any) -> AlertFacts:
        return read_facts(node, self.dashboard)

    def listed(self, node: Mapping[str, Any]) -> Listed:
        alerts = [self.facts(one) for one in node["alerts"]]
        return Listed(alerts, node["total"], f"{self.dashboard}/alerts")


def read_facts(node: Any, dashboard: str) -> AlertFacts:
    stored = from_json(alert_facts.AlertFacts, node)
    known = {field.name: getattr(stored, field.name) for field in fields(stored)}
    return AlertFacts(**known, url=f"{dashboard}/customers/{stored.company_id}")


def day(facts: Mapping[str, Any]) -> date:
    return date.fromisoformat(facts["date"])


def summary(to: SlackMessenger, facts: Any) -> Sequence[Message]:
    return [messages.summary(day(facts), to.listed(facts), to.language)]


def first_run(to: SlackMessenger, facts: Any) -> Sequence[Message]:
    return messages.first_run_digest(day(facts), to.listed(facts), to.language)


def warnings(to: SlackMessenger, facts: Any) -> Sequence[Message]:
    return messages.warning_digest(day(facts), to.listed(facts), to.language)


def data_fault(to: SlackMessenger, facts: Any) -> Sequence[Message]:
    share = 100 * facts["worse"] / facts["measured"]
    return [messages.data_fault(facts["rule"], share, facts["held"], to.language)]


def run_problem(to: SlackMessenger, facts: Any) -> Sequence[Message]:
    return [messages.run_problem(day(facts), facts, to.language)]


def success(to: SlackMessenger, facts: Any) -> Sequence[Message]:
    url = f"{to.dashboard}/reports?tab=success&month={facts['month']}"
    return [messages.success_digest(facts, to.language, url)]


def match(to: SlackMessenger, facts: Any) -> Sequence[Message]:
    company = Party(facts["companyId"], facts.get("name", ""), facts.get("email"))
    candidates = [
        Party(c.get("crmId") or c.get("companyId", ""), c["name"], c.get("email"))
        for c in facts.get("candidates", ())
    ]
    return [messages.matching(company, OUTCOMES[facts["state"]], candidates, to.language)]


def approval(to: SlackMessenger, facts: Any) -> Sequence[Message]:
    return [messages.approval(facts, to.language, f"{to.dashboard}/approvals")]


def decided(to: SlackMessenger, facts: Any) -> Sequence[Message]:
    return [messages.decided(facts, to.language, f"{to.dashboard}/approvals")]


def decision(to: SlackMessenger, facts: Any) -> Sequence[Message]:
    url = f"{to.dashboard}/customers/{facts['companyId']}"
    return [messages.decision(facts, to.language, url)]


GROUPS: Mapping[str, Callable[[SlackMessenger, Any], Sequence[Message]]] = {
    "summary": summary,
    "first_run": first_run,
    "warnings": warnings,
    "data_fault": data_fault,
    "run_problem": run_problem,
    "success": success,
    "match": match,
    "approval": approval,
    "decided": decided,
    "decision": decision,
}
