"""Check what a story has left behind: nothing wrong, nothing lost, nothing twice.

Each check returns its violations, in words. None uses the backend's code.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Any

from emulator_tests.chaos.story.outcome import Outcome
from tests.reference.metrics import child

from .figures import wrong_figures

Json = Any

SEVERE = {"warning": 1, "critical": 2}
OPEN = ("firing", "recovering")


def check(outcome: Outcome) -> list[str]:
    return [violation for one in CHECKS for violation in one(outcome)]


def unfinished_run(outcome: Outcome) -> Iterator[str]:
    run = child(outcome.after, "BatchRuns", str(outcome.day)) or {}
    if not (run.get("finishedAt") and run.get("planned")):
        yield f"the run of {outcome.day} has no end or no plan: {run}"
    if run.get("companies") != run.get("done", 0) + run.get("skipped", 0):
        yield f"the run of {outcome.day} left companies out: {run}"


def wrong_episodes(outcome: Outcome) -> Iterator[str]:
    """Yield each episode that was opened twice, or while another was open, and each gap."""
    lines: dict[str, list[Json]] = defaultdict(list)
    for history in outcome.after.get("AlertHistory", {}).values():
        for line in history.values():
            lines[line["episode"].rpartition(":")[0]].append(line)
    alerts = outcome.after.get("Alerts", {})
    for key in lines.keys() | alerts.keys():
        story = sorted(
            lines[key], key=lambda one: (int(one["episode"].rpartition(":")[2]), one["seq"])
        )
        yield from wrong_story(key, story, alerts.get(key))


def wrong_story(key: str, story: list[Json], alert: Json) -> Iterator[str]:
    if not (story and alert):
        yield f"{key} has an alert without history, or the reverse"
        return
    state = "none"
    episode = 0
    number = 0
    for line in story:
        own = int(line["episode"].rpartition(":")[2])
        number = number + 1 if own == episode else 1
        if line["seq"] != number:
            yield f"{key}: line {line['seq']} of episode {own} comes where {number} should"
        if (line["kind"] == "opened") != (own != episode):
            yield f"{key}: episode {own} is opened twice, or not at all"
        if own not in (episode, episode + 1):
            yield f"{key}: episode {own} follows on {episode}"
        if own != episode and state.startswith(OPEN):
            yield f"{key}: episode {own} opens while {episode} is {state}"
        if line["axis"] == "condition":
            was = "none" if own != episode else state
            if line["old"] != was:
                yield f"{key}: {line['kind']} from {line['old']}, but it was {was}"
            state = line["new"]
        episode = own
    if (alert["episode"], alert["seq"], condition(alert)) != (episode, number, state):
        now = f"{condition(alert)} in episode {alert['episode']}"
        yield f"{key} is {now}, its history ends as {state}"


def condition(alert: Json) -> str:
    is_open = alert["phase"] in OPEN
    return f"{alert['phase']}({alert['severity']})" if is_open else str(alert["phase"])


def unseen_breaches(outcome: Outcome) -> Iterator[str]:
    """Yield each breach without an open alert, and each firing alert without a breach."""
    alerts = outcome.after.get("Alerts", {})
    for company_id in outcome.linked:
        levels = child(outcome.after, "CustomerHealthMetrics", company_id, "levels") or {}
        for metric, level in levels.items():
            alert = alerts.get(f"{company_id}:{metric}", {})
            severity = SEVERE.get(alert.get("severity", ""), 0)
            is_firing = alert.get("phase") == "firing"
            if level in SEVERE and not (is_firing and severity >= SEVERE[level]):
                yield f"{company_id}:{metric} is {level}, its alert is {alert.get('phase')}"
            if level == "healthy" and is_firing:
                yield f"{company_id}:{metric} is healthy, its alert fires"
    for key, alert in alerts.items():
        if alert["phase"] in OPEN and key.rpartition(":")[0] not in outcome.linked:
            yield f"{key} is open, and its company is not tracked"


def lost_messages(outcome: Outcome) -> Iterator[str]:
    """Yield each message that was not sent, and each alert that nobody was told of."""
    posted = {message["ts"] for channel in outcome.messages.values() for message in channel}
    for key, entry in outcome.after.get("Outbox", {}).items():
        if entry.get("state") != "sent":
            yield f"message {key} is {entry.get('state')}: {entry.get('error')}"
        elif "ts" in entry and entry["ts"] not in posted:
            yield f"message {key} is recorded as sent, and is not in Slack"
    for key, alert in outcome.after.get("Alerts", {}).items():
        row = child(outcome.after, "CustomerIndex", key.rpartition(":")[0]) or {}
        if is_news(alert) and "gone" not in row:
            told = alert.get("told") or {}
            place = child(outcome.after, "AlertMessages", f"{key}:{alert['episode']}") or {}
            if told.get("seq", -1) < alert["causeSeq"]:
                yield f"{key} is critical since line {alert['causeSeq']}, and nobody was told"
            elif told.get("own") and place.get("ts") not in posted:
                yield f"{key} was told, and its message is not in Slack"


def outdated_messages(outcome: Outcome) -> Iterator[str]:
    """Yield each message that does not say what became of its alert."""
    text_of = {m["ts"]: m["text"] for channel in outcome.messages.values() for m in channel}
    for key, alert in outcome.after.get("Alerts", {}).items():
        row = child(outcome.after, "CustomerIndex", key.rpartition(":")[0]) or {}
        place = child(outcome.after, "AlertMessages", f"{key}:{alert['episode']}")
        if not (place and "told" in alert) or "gone" in row:
            continue
        shown = alert["told"]["shows"].partition(",")[0]
        if shown != condition(alert):
            yield f"{key} is {condition(alert)}, its message shows {shown}"
        if alert["phase"] not in OPEN and "Critical:" in text_of.get(place["ts"], ""):
            yield f"{key} is over, its message says: {text_of[place['ts']]}"


def is_news(alert: Json) -> bool:
    return (
        alert["phase"] == "firing"
        and alert["severity"] == "critical"
        and child(alert, "triage", "kind") in (None, "open")
        and not alert.get("held")
        and len(alert.get("changes", ())) < 4
    )


def repeated_messages(outcome: Outcome) -> Iterator[str]:
    keys = Counter(
        (channel, message["metadata"]["event_payload"]["key"])
        for channel, messages in outcome.messages.items()
        for message in messages
        if message.get("metadata")
    )
    for (channel, key), count in keys.items():
        if count > 1:
            yield f"message {key} is in {channel} {count} times"


def wrong_money(outcome: Outcome) -> Iterator[str]:
    """Yield each amount that was given twice, not at all, or without an action that is done."""
    given: dict[str, int] = defaultdict(int)
    for id_, cents in outcome.given:
        given[id_] += cents
    for id_, action in outcome.after.get("Actions", {}).items():
        if "cents" not in action.get("params", {}):
            continue
        cents, found = action["params"]["cents"], given.pop(id_, 0)
        allowed = {"done": (cents,), "failed": (0, cents)}.get(action["state"], (0,))
        if found not in allowed:
            yield f"action {id_} of {cents} is {action['state']}, billing has given {found}"
    for id_, cents in given.items():
        yield f"billing has given {cents} for the unknown action {id_}"


def unfinished_actions(outcome: Outcome) -> Iterator[str]:
    for id_, action in outcome.after.get("Actions", {}).items():
        if action["state"] in ("approved", "executing") or action["settled"] < len(action["steps"]):
            yield f"action {id_} is {action['state']}, its steps are not finished"
    # An export is kept for a day, so most are gone by the end.
    for id_, export in outcome.before.get("Exports", {}).items():
        if export["state"] != "ready":
            yield f"export {id_} is {export['state']}"


def broken_audit(outcome: Outcome) -> Iterator[str]:
    """Yield each place where the chain is cut, and each step that is not in it once."""
    previous, steps = "0" * 64, Counter[tuple[str, int]]()
    entries = sorted(outcome.after.get("Audit", {}).items())
    for number, (key, entry) in enumerate(entries, start=1):
        fields = {name: value for name, value in entry.items() if name not in ("hash", "previous")}
        text = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        right = sha256(f"{previous}\n{text}".encode()).hexdigest()
        if (key, entry["previous"], entry["hash"]) != (f"n{number:012}", previous, right):
            yield f"the audit chain is cut at entry {number}"
        previous = entry["hash"]
        steps[entry["actionId"], entry["stepNumber"]] += 1
    for id_, action in outcome.after.get("Actions", {}).items():
        for number in range(1, len(action["steps"]) + 1):
            if steps[id_, number] != 1:
                count = steps[id_, number]
                yield f"step {number} of action {id_} is in the audit log {count} times"


CHECKS: tuple[Callable[[Outcome], Iterator[str]], ...] = (
    wrong_figures,
    unfinished_run,
    wrong_episodes,
    unseen_breaches,
    lost_messages,
    outdated_messages,
    repeated_messages,
    wrong_money,
    unfinished_actions,
    broken_audit,
)
