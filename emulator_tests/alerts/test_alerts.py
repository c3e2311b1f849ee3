"""Alerts from the daily run, live events and people's clicks, and their messages in Slack.

A run takes its clock from the call, so a test lets days pass by calling runs of later days.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import requests

from emulator_harness import Database, Suite
from emulator_harness.fakes.slack import SlackFake
from emulator_harness.fakes.slack.clicks import signed
from emulator_tests.log_lines import lines_of

Json = Any
ToldRun = Callable[..., None]

LOGIN = "last_login_date_master_account"
EMPLOYEES = "numberofemployees"
CHANNEL = "customer-health"
DAY = timedelta(days=1)
LONG_AGO = "2025-01-01"
CSM = "csm@pivotapp.ca"


def now() -> datetime:
    """Return the time to the second, as instants are stored."""
    return datetime.now(UTC).replace(microsecond=0)


def today() -> date:
    return now().astimezone(ZoneInfo("America/Toronto")).date()


def iso(instant: datetime) -> str:
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")


def seen(days_ago: float) -> Json:
    return {"lastActive": iso(now() - days_ago * DAY)}


def companies(days_ago: Mapping[str, float], *, first_run: str | None = LONG_AGO) -> Json:
    """Load companies whose master accounts were seen this many days ago. Without a record of the
    first run, the next run is the first."""
    return {
        "Companies": {
            name: {"name": name.title(), "csmDashboardLinked": True, "masterUserId": f"m-{name}"}
            for name in days_ago
        },
        "PresenceStatus": {f"m-{name}": seen(days) for name, days in days_ago.items()},
        "AlertRuns": {"firstRun": first_run},
    }


def maple(days_ago: float = 20) -> Json:
    """A company whose master account is `boss`. An instance keeps the master accounts in memory
    for five minutes, so all tests with logins use the same account."""
    dump = companies({"maple": days_ago})
    dump["Companies"]["maple"]["masterUserId"] = "boss"
    dump["PresenceStatus"] = {"boss": seen(days_ago)}
    return dump


def alert_of(database: Database, rule: str = LOGIN, company: str = "maple") -> Json:
    return database.get(f"Alerts/{company}:{rule}")


def texts(slack: SlackFake) -> list[str]:
    return [message["text"] for message in slack.messages(CHANNEL)]


def threads(slack: SlackFake) -> list[tuple[Json, list[Json]]]:
    """Return each message of the channel with its replies."""
    messages = slack.messages(CHANNEL)
    return [
        (top, [reply for reply in messages if reply.get("thread_ts") == top["ts"]])
        for top in messages
        if "thread_ts" not in top
    ]


def staff(database: Database, count: int) -> None:
    """Set a last login without an event, so that only the run sees it."""
    people = {f"e{number}": {"name": "A"} for number in range(count)}
    database.put("Employees/maple", people, disable_triggers=True)


def lose_sight(database: Database, names: Iterable[str]) -> None:
    """Make the data of all master accounts say at once that they were last seen 40 days ago."""
    for name in names:
        database.put(f"PresenceStatus/m-{name}", seen(40), disable_triggers=True)
        database.delete(f"MasterLogins/{name}", disable_triggers=True)


@pytest.fixture
def ten_people(database: Database) -> date:
    """Load a company that had ten employees 30 days before each of the coming days, and has seven
    now. Returns the first of those days."""
    start = today()
    counts = {str(start + n * DAY): {EMPLOYEES: 10} for n in range(-31, -19)}
    dump = companies({"maple": 0})
    dump["CustomerHealthMetrics"] = {"maple": {"history": counts}}
    database.import_dump(dump)
    staff(database, 7)
    return start


def test_the_story_of_an_alert(
    database: Database, slack: SlackFake, told_run: ToldRun, ten_people: date
) -> None:
    """One message however often a run is repeated; a resolve, a relapse within three days in the
    same thread, and a flapping alert, which is edited only."""
    told_run(ten_people)
    told_run(ten_people)
    [(message, replies)] = threads(slack)
    assert "Critical: Maple" in message["text"]
    assert "30%" in message["text"]
    assert (replies, alert_of(database, EMPLOYEES)["phase"]) == ([], "firing")

    staff(database, 10)
    for _ in range(2):
        told_run(ten_people + DAY)
        [(edited, replies)] = threads(slack)
        assert (edited["ts"], replies) == (message["ts"], [])
        assert "Recovering: Maple" in edited["text"]
        assert alert_of(database, EMPLOYEES)["phase"] == "recovering"
    told_run(ten_people + 2 * DAY)
    [(edited, [resolved])] = threads(slack)
    assert edited["ts"] == message["ts"]
    assert "Resolved: Maple" in edited["text"]
    assert resolved["text"].startswith("Resolved after 2 days")

    staff(database, 7)
    told_run(ten_people + 3 * DAY)
    [(edited, [_, back])] = threads(slack)
    assert "Critical: Maple" in edited["text"]
    assert "It is back" in back["blocks"][1]["text"]["text"]

    staff(database, 10)
    told_run(ten_people + 4 * DAY)
    told_run(ten_people + 5 * DAY)
    (edited, replies), *digests = threads(slack)
    assert "Resolved: Maple" in edited["text"]
    assert replies == [resolved, back]
    assert all("To review" in digest["text"] for digest, _ in digests)
    history = database.get("AlertHistory/maple")
    assert [(history[key]["kind"], history[key]["seq"]) for key in sorted(history)] == [
        ("opened", 1), ("recovering", 2), ("resolved", 3), ("reopened", 4), ("recovering", 5),
        ("resolved", 6),
    ]  # fmt: skip


def test_a_later_relapse_is_a_new_episode(
    database: Database, slack: SlackFake, told_run: ToldRun, ten_people: date
) -> None:
    told_run(ten_people)
    staff(database, 10)
    told_run(ten_people + DAY)
    told_run(ten_people + 2 * DAY)
    staff(database, 7)
    # Else the missed days would be run too.
    database.put(f"BatchRuns/{ten_people + 5 * DAY}", {"request": "made up"})
    told_run(ten_people + 6 * DAY)

    alert = alert_of(database, EMPLOYEES)
    assert (alert["episode"], alert["previous"]) == (2, f"maple:{EMPLOYEES}:1")
    (first, _), (second, replies) = threads(slack)
    assert "Resolved: Maple" in first["text"]
    assert "Critical: Maple" in second["text"]
    assert replies == []


def test_events_that_come_twice_make_one_message(
    suite: Suite,
    database: Database,
    slack: SlackFake,
    told_run: ToldRun,
    ten_people: date,
    delivered: Callable[[], None],
    wait_until: Callable[..., Json],
) -> None:
    """Three of ten employees leave: first a warning, which sends nothing, then a critical alert."""
    staff(database, 10)
    told_run()
    database.faults({"events": {"duplicate": 1}})
    for number in range(3):
        database.delete(f"Employees/maple/e{number}")
    database.wait_for_events()
    wait_until(lambda: alert_of(database, EMPLOYEES), message="the alert")
    delivered()
    [(message, replies)] = threads(slack)
    assert "Critical: Maple" in message["text"]
    assert replies == []
    assert alert_of(database, EMPLOYEES)["severity"] == "critical"

    # One trace leads from the event to Slack.
    [entry] = database.get("Outbox").values()
    trace = message["metadata"]["event_payload"]["trace"]
    assert trace == entry["trace"]
    events = {line.get("event") for line in lines_of(suite, trace)}
    assert {"alert_moved", "outbox_delivered"} <= events


def test_a_login_resolves_at_once(
    database: Database,
    slack: SlackFake,
    told_run: ToldRun,
    delivered: Callable[[], None],
    wait_until: Callable[..., Json],
) -> None:
    database.import_dump(maple())
    told_run()
    assert "Critical: Maple" in texts(slack)[0]

    database.put("PresenceStatus/boss", seen(0))
    wait_until(lambda: alert_of(database)["phase"] == "resolved", message="the login's alert")
    delivered()
    [(message, [reply])] = threads(slack)
    assert "Resolved: Maple" in message["text"]
    assert reply["text"] == "Resolved the day it opened."


def test_the_first_run_posts_one_digest(
    database: Database, slack: SlackFake, told_run: ToldRun
) -> None:
    days = {"acer": 20, "birch": 30, "cedar": 400, "elm": 10, "fir": 9, "oak": 1}
    database.import_dump(companies(days, first_run=None))
    told_run(today())
    told_run(today())
    digest, warnings = sorted(texts(slack), key=lambda text: "arning" in text)
    assert "3 alerts" in digest
    assert "2 alerts" in warnings

    lose_sight(database, ["oak"])
    told_run(today() + DAY)
    singles = [text for text in texts(slack) if text.startswith("🔴")]
    assert len(singles) == 1
    assert "Oak" in singles[0]


def test_many_at_once_are_held_as_a_data_fault(
    database: Database, slack: SlackFake, told_run: ToldRun
) -> None:
    names = [f"c{number:02}" for number in range(20)]
    database.import_dump(companies(dict.fromkeys(names, 1)))
    told_run(today())
    assert texts(slack) == []

    lose_sight(database, names[:7])
    for day in (1, 1, 2):
        told_run(today() + day * DAY)
    [fault] = texts(slack)
    assert "35%" in fault
    assert {alert_of(database, company=name)["held"] for name in names[:7]} == {True}


def test_the_warnings_digest_comes_once_a_day(
    database: Database, slack: SlackFake, told_run: ToldRun
) -> None:
    database.import_dump(companies({"fir": 9, "elm": 8}))
    told_run(today())
    told_run(today())
    assert ["2 alerts" in text for text in texts(slack)] == [True]
    told_run(today() + DAY)
    assert len(texts(slack)) == 2


def test_an_unlinked_company_closes_its_alert(
    database: Database,
    slack: SlackFake,
    told_run: ToldRun,
    delivered: Callable[[], None],
    wait_until: Callable[..., Json],
) -> None:
    database.import_dump(maple())
    told_run()
    database.put("Companies/maple/csmDashboardLinked", False)
    wait_until(lambda: alert_of(database)["phase"] == "closed", message="the alert's end")
    delivered()
    [(message, replies)] = threads(slack)
    assert "Closed: Maple" in message["text"]
    assert "no longer tracked" in message["text"]
    assert replies == []


def amended(warning: float, critical: float) -> Json:
    return {
        "metric": LOGIN,
        "unit": "days",
        "threshold": {"warning": warning, "critical": critical},
        "clearsAfter": 1,
        "enabled": True,
        "version": 2,
        "changedBy": CSM,
    }


@pytest.mark.parametrize(
    ("rule", "episode", "phase", "posts"),
    [(amended(7, 18), 2, "firing", 2), (amended(30, 60), 1, "closed", 1)],
    ids=["still a breach", "no breach"],
)
def test_an_amended_rule_closes_the_alert(
    database: Database,
    slack: SlackFake,
    told_run: ToldRun,
    rule: Json,
    episode: int,
    phase: str,
    posts: int,
) -> None:
    """A new alert opens by the new thresholds; the closed one is not announced as resolved."""
    database.import_dump(maple())
    told_run()
    database.put(f"AlertRules/{LOGIN}", rule)
    told_run(today() + DAY)
    alert = alert_of(database)
    assert (alert["episode"], alert["phase"], alert["ruleVersion"]) == (
        episode,
        phase,
        2 if posts == 2 else 1,
    )
    closed, *others = threads(slack)
    assert "Closed: Maple" in closed[0]["text"]
    assert "thresholds were changed" in closed[0]["text"]
    assert ["Critical: Maple" in message["text"] for message, _ in others] == [True] * (posts - 1)
    assert [replies for _, replies in threads(slack)] == [[]] * posts


@pytest.fixture
def interactions(suite: Suite) -> str:
    return f"{suite.function_url('api')}/v1/slack/interactions"


@pytest.fixture
def message(database: Database, slack: SlackFake, told_run: ToldRun) -> Json:
    """Return the message of an alert that has just opened."""
    database.import_dump(maple())
    told_run()
    [message] = slack.messages(CHANNEL)
    return message


def buttons(message: Json) -> set[str]:
    return {
        e["action_id"] for b in message["blocks"] for e in b.get("elements", ()) if "value" in e
    }


@pytest.mark.parametrize(
    ("button", "triage"), [("acknowledge", "acknowledged"), ("snooze", "snoozed")]
)
def test_a_click_is_a_decision(
    database: Database,
    slack: SlackFake,
    message: Json,
    interactions: str,
    delivered: Callable[[], None],
    button: str,
    triage: str,
) -> None:
    user = slack.add_user(CSM)
    response = slack.click(message, button, user, interactions)
    assert (response.status_code, response.text) == (200, "")
    delivered()
    alert = alert_of(database)
    assert (alert["triage"]["kind"], alert["triage"]["who"]) == (triage, CSM)
    [(edited, replies)] = threads(slack)
    assert replies == []
    assert buttons(message) - buttons(edited) == {button}
    lines = database.get("AlertHistory/maple").values()
    [line] = [line for line in lines if line["axis"] == "triage"]
    assert (line["who"], line["old"]) == (CSM, "open")


def test_a_dismissal_asks_for_its_reason(
    database: Database,
    slack: SlackFake,
    message: Json,
    interactions: str,
    delivered: Callable[[], None],
) -> None:
    user = slack.add_user(CSM)
    assert slack.click(message, "dismiss", user, interactions).status_code == 200
    assert len(slack.views) == 1
    assert alert_of(database)["triage"]["kind"] == "open"

    empty = slack.submit_view({"reason": {"reason": " "}}, user, interactions)
    assert empty.json()["response_action"] == "errors"
    assert alert_of(database)["triage"]["kind"] == "open"

    sent = slack.submit_view({"reason": {"reason": "Seasonal: closed"}}, user, interactions)
    assert (sent.status_code, sent.text) == (200, "")
    delivered()
    triage = alert_of(database)["triage"]
    assert (triage["kind"], triage["who"], triage["why"]) == ("dismissed", CSM, "Seasonal: closed")
    assert "Seasonal: closed" in str(slack.messages(CHANNEL)[0]["blocks"])


@pytest.mark.parametrize(
    "user",
    [
        {"email": "ann@example.com"},
        {"email": None},
        {"email": CSM, "team_id": "T0000000002"},
        {"email": CSM, "is_email_confirmed": False},
    ],
    ids=["another domain", "no address", "another workspace", "unconfirmed"],
)
def test_a_strangers_click_changes_nothing(
    database: Database, slack: SlackFake, message: Json, interactions: str, user: Json
) -> None:
    before = alert_of(database)
    stranger = slack.add_user(**user)
    slack.click(message, "acknowledge", stranger, interactions)
    assert [whisper["user"] for whisper in slack.whispers] == [stranger]
    assert alert_of(database) == before


def forged(body: bytes, headers: dict[str, str]) -> Iterable[tuple[bytes, dict[str, str]]]:
    yield body, {}
    yield body, headers | {"X-Slack-Signature": "v0=" + "0" * 64}
    yield body + b"&more=1", headers


def test_only_slack_may_click(database: Database, slack: SlackFake, interactions: str) -> None:
    payload = {"type": "block_actions", "user": {"id": slack.add_user(CSM)}}
    requests_to_refuse = [
        *forged(*signed(payload, slack.signing_secret)),
        signed(payload, "another secret"),
        signed(payload, slack.signing_secret, at=(now() - timedelta(minutes=6)).timestamp()),
    ]
    answers = [
        requests.post(interactions, data=body, headers=headers, timeout=30).status_code
        for body, headers in requests_to_refuse
    ]
    assert answers == [401] * 5
