"""Slack's client against the fake, over loopback HTTP: messages, retries, the search after a lost
answer, and the messages of errors."""

from datetime import UTC, datetime, timedelta

import pytest

from customer_health.errors import SlackDown, SlackRefused
from customer_health.notify.messages.blocks import Message, section
from customer_health.notify.slack.client import Posted, Slack
from customer_health.notify.text.markup import escape
from emulator_harness.fakes.slack import SlackFake
from emulator_harness.ports import free_ports

HELLO = Message("Hello", (section(escape("Hello <!channel>")),))
BYE = Message("Bye", (section(escape("Bye")),))
KEY = "maple:last_login:1:1:C0000000001"


@pytest.fixture
def channel(fake: SlackFake) -> str:
    return fake.channel_id("customer-health")


@pytest.fixture
def slack(fake: SlackFake) -> Slack:
    return Slack(fake.token, fake.api_url)


def an_hour_ago() -> datetime:
    return datetime.now(UTC) - timedelta(hours=1)


def calls(fake: SlackFake, method: str) -> int:
    return [name for name, _ in fake.calls].count(method)


def test_a_post_and_its_thread(fake: SlackFake, slack: Slack, channel: str) -> None:
    first = slack.post(channel, HELLO, key=KEY)
    reply = slack.post(channel, BYE, key="other", thread=first.ts)
    assert [(one["ts"], one["text"], one.get("thread_ts")) for one in fake.messages(channel)] == [
        (first.ts, "Hello", None),
        (reply.ts, "Bye", first.ts),
    ]
    assert fake.messages(channel)[0]["blocks"] == list(HELLO.blocks)


def test_an_edited_message_can_still_be_found(fake: SlackFake, slack: Slack, channel: str) -> None:
    posted = slack.post(channel, HELLO, key=KEY)
    slack.edit(posted, BYE, key="maple:last_login:1:2")
    (message,) = fake.messages(channel)
    assert message["text"] == "Bye"
    assert message["edited"]
    assert slack.find(channel, KEY, an_hour_ago()) == posted
    assert fake.calls[1][1]["parse"] == "none"


def test_after_a_lost_answer_the_message_is_found_not_repeated(
    fake: SlackFake, slack: Slack, channel: str
) -> None:
    fake.fail(method="chat.postMessage", lose_answer=True)
    with pytest.raises(SlackDown) as lost:
        slack.post(channel, HELLO, key=KEY)
    assert lost.value.retry_after is None
    (message,) = fake.messages(channel)
    assert slack.find(channel, KEY, an_hour_ago()) == Posted(channel, message["ts"])
    assert slack.find(channel, "another", an_hour_ago()) is None


def test_a_lost_reply_is_found_in_its_thread(fake: SlackFake, slack: Slack, channel: str) -> None:
    first = slack.post(channel, HELLO, key="first")
    fake.fail(method="chat.postMessage", lose_answer=True)
    with pytest.raises(SlackDown):
        slack.post(channel, BYE, key=KEY, thread=first.ts)
    _, reply = fake.messages(channel)
    assert slack.find(channel, KEY, an_hour_ago()) is None
    found = slack.find(channel, KEY, an_hour_ago(), thread=first.ts)
    assert found == Posted(channel, reply["ts"])


def test_a_message_is_found_among_many_later_ones(
    fake: SlackFake, slack: Slack, channel: str
) -> None:
    wanted = slack.post(channel, HELLO, key=KEY)
    stored = fake.workspace.channels[channel].messages
    second = float(wanted.ts)
    stored += [{**stored[0], "ts": f"{second + n:.6f}", "metadata": {}} for n in range(1, 450)]
    assert slack.find(channel, KEY, an_hour_ago()) == wanted
    assert calls(fake, "conversations.history") == 3
    assert slack.find(channel, KEY, datetime.now(UTC) + timedelta(seconds=5)) is None


def test_a_channel_is_found_by_its_name(fake: SlackFake, slack: Slack, channel: str) -> None:
    posted = slack.post("#customer-health", HELLO, key=KEY)
    assert slack.find("#customer-health", KEY, an_hour_ago()) == posted
    assert posted.channel_id == channel
    with pytest.raises(SlackRefused, match="no such channel"):
        slack.find("#nowhere", KEY, an_hour_ago())


def test_a_short_wait_is_waited_out(fake: SlackFake, slack: Slack, channel: str) -> None:
    fake.fail(status=429, retry_after=0)
    slack.post(channel, HELLO, key=KEY)
    assert calls(fake, "chat.postMessage") == 2
    assert len(fake.messages(channel)) == 1


def test_a_long_wait_is_left_to_the_queue(fake: SlackFake, slack: Slack, channel: str) -> None:
    fake.fail(status=429, retry_after=30)
    with pytest.raises(SlackDown, match="wait 30 s") as limited:
        slack.post(channel, HELLO, key=KEY)
    assert limited.value.retry_after == 30
    assert calls(fake, "chat.postMessage") == 1


@pytest.mark.parametrize("fault", [{"status": 503}, {"status": 500}, {"error": "internal_error"}])
def test_an_error_of_slack_is_an_outage(
    fake: SlackFake, slack: Slack, channel: str, fault: dict[str, object]
) -> None:
    fake.fail(**fault)
    with pytest.raises(SlackDown):
        slack.post(channel, HELLO, key=KEY)
    assert fake.messages(channel) == []
    slack.post(channel, HELLO, key=KEY)


def test_no_connection_is_an_outage() -> None:
    (port,) = free_ports(1)
    with pytest.raises(SlackDown, match="no answer"):
        Slack("t", f"http://127.0.0.1:{port}/").post("C1", HELLO, key=KEY)


def test_a_refusal_says_what_to_do(fake: SlackFake, slack: Slack) -> None:
    private = fake.add_channel("private", member=False)
    archived = fake.add_channel("archived", archived=True)
    advice = {private: "invite the bot", archived: "unarchive", "C9": "settings"}
    for channel, words in advice.items():
        with pytest.raises(SlackRefused, match=words):
            slack.post(channel, HELLO, key=KEY)


def test_a_wrong_token_is_refused(fake: SlackFake, channel: str) -> None:
    with pytest.raises(SlackRefused, match=r"invalid_auth.*bot token"):
        Slack("xoxb-wrong", fake.api_url).post(channel, HELLO, key=KEY)


def test_blocks_beyond_the_limits_are_refused_with_the_place(slack: Slack, channel: str) -> None:
    long = Message("x", (section(escape("x" * 3001, 5000)),))
    with pytest.raises(SlackRefused, match=r"invalid_blocks.*/blocks/0/text/text"):
        slack.post(channel, long, key=KEY)


def test_editing_a_message_that_is_gone(slack: Slack, channel: str) -> None:
    with pytest.raises(SlackRefused, match="deleted"):
        slack.edit(Posted(channel, "1.000001"), BYE, key=KEY)


def test_a_form_can_be_opened_once(fake: SlackFake, slack: Slack) -> None:
    view = {
        "type": "modal",
        "title": {"type": "plain_text", "text": "Sure?"},
        "blocks": list(HELLO.blocks),
    }
    trigger = fake.workspace.new_trigger()
    slack.open_form(trigger, view)
    assert fake.views[-1]["title"]["text"] == "Sure?"
    with pytest.raises(SlackRefused, match="exchanged_trigger_id"):
        slack.open_form(trigger, view)


def test_a_message_to_one_user(fake: SlackFake, slack: Slack, channel: str) -> None:
    user = fake.add_user("ann@example.com")
    slack.tell(channel, user, BYE)
    assert [(one["user"], one["text"]) for one in fake.whispers] == [(user, "Bye")]
    assert fake.messages(channel) == []


def test_a_user_is_found_by_address(fake: SlackFake, slack: Slack) -> None:
    user = fake.add_user("lionel@example.com")
    assert slack.id_of("lionel@example.com") == user
    assert slack.id_of("nobody@example.com") is None
    fake.fail(status=500)
    assert slack.id_of("lionel@example.com") is None


def test_only_a_confirmed_member_counts_as_the_owner_of_an_address(
    fake: SlackFake, slack: Slack
) -> None:
    assert slack.email_of(fake.add_user("ann@example.com")) == "ann@example.com"
    for user in [
        fake.add_user(None),
        fake.add_user("ann@example.com", team_id="T9999999999"),
        fake.add_user("ann@example.com", is_email_confirmed=False),
        fake.add_user("ann@example.com", is_bot=True),
        fake.add_user("ann@example.com", deleted=True),
    ]:
        assert slack.email_of(user) is None
    with pytest.raises(SlackRefused, match="left the workspace"):
        slack.email_of("U9")
