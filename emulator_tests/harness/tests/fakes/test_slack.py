"""The Slack fake, used with a plain HTTP client and from Python."""

import hashlib
import hmac
import html
import json
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs

import pytest
import requests

from emulator_harness.fakes.slack import SlackFake, SlackUser
from emulator_harness.ports import HOST, free_ports

SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "hello"}}
BUTTON = {
    "type": "button",
    "action_id": "ok",
    "text": {"type": "plain_text", "text": "OK"},
    "value": "maple:1",
}
Json = dict[str, Any]


@pytest.fixture(scope="module")
def running() -> Iterator[SlackFake]:
    with SlackFake(rate=None) as fake:
        yield fake


@pytest.fixture
def slack(running: SlackFake) -> Iterator[SlackFake]:
    running.reset()
    yield running
    running.rate = None


@pytest.fixture
def channel(slack: SlackFake) -> str:
    return slack.channel_id("customer-health")


def call(slack: SlackFake, method: str, **arguments: Any) -> Json:
    response = send(slack, method, **arguments)
    assert response.status_code == 200
    answer: Json = response.json()
    return answer


def send(slack: SlackFake, method: str, **arguments: Any) -> requests.Response:
    headers = {"Authorization": f"Bearer {slack.token}"}
    url = slack.api_url + method
    return requests.post(url, json=arguments, headers=headers, timeout=10)


def error(slack: SlackFake, method: str, **arguments: Any) -> str:
    answer = call(slack, method, **arguments)
    assert not answer["ok"]
    return str(answer["error"])


def test_the_token_is_checked(slack: SlackFake) -> None:
    url = f"{slack.api_url}auth.test"
    assert requests.post(url, timeout=10).json()["error"] == "not_authed"
    wrong = {"Authorization": "Bearer xoxb-wrong"}
    assert requests.post(url, headers=wrong, timeout=10).json()["error"] == "invalid_auth"
    assert call(slack, "auth.test")["team_id"].startswith("T")
    assert error(slack, "no.such") == "unknown_method"


def test_arguments_as_a_form(slack: SlackFake, channel: str) -> None:
    form = {"token": slack.token, "channel": channel, "blocks": json.dumps([SECTION])}
    assert requests.post(f"{slack.api_url}chat.postMessage", data=form, timeout=10).json()["ok"]
    assert slack.messages(channel)[0]["blocks"] == [SECTION]


def test_an_empty_or_invalid_json_body(slack: SlackFake, channel: str) -> None:
    headers = {"Authorization": f"Bearer {slack.token}", "Content-Type": "application/json"}
    url = f"{slack.api_url}auth.test"
    assert requests.post(url, data=b"", headers=headers, timeout=10).json()["ok"]
    answer = requests.post(url, data=b"{", headers=headers, timeout=10).json()
    assert answer == {"ok": False, "error": "invalid_json"}


def test_a_channel_by_id_or_by_name(slack: SlackFake, channel: str) -> None:
    assert call(slack, "chat.postMessage", channel="#customer-health", text="a")["channel"] == (
        channel
    )
    assert error(slack, "chat.update", channel="#customer-health", ts="1", text="b") == (
        "channel_not_found"
    )


def test_posts_to_channels_that_do_not_accept_them(slack: SlackFake) -> None:
    outside = slack.add_channel("outside", member=False)
    archived = slack.add_channel("old", archived=True)
    assert error(slack, "chat.postMessage", channel="C404", text="a") == "channel_not_found"
    assert error(slack, "chat.postMessage", channel=outside, text="a") == "not_in_channel"
    assert error(slack, "chat.postMessage", channel=archived, text="a") == "is_archived"


def test_limits_on_texts(slack: SlackFake, channel: str) -> None:
    assert error(slack, "chat.postMessage", channel=channel) == "no_text"
    assert error(slack, "chat.postMessage", channel=channel, text="a" * 40_001) == "msg_too_long"
    ts = call(slack, "chat.postMessage", channel=channel, text="a" * 40_000)["ts"]
    # An update has a lower limit than a post.
    long = {"channel": channel, "ts": ts, "text": "a" * 4_001}
    assert error(slack, "chat.update", **long) == "msg_too_long"


def plain(length: int) -> Json:
    return {"type": "plain_text", "text": "x" * length}


def text(length: int) -> Json:
    return {"type": "mrkdwn", "text": "x" * length}


@pytest.mark.parametrize(
    ("most", "more"),
    [
        ([SECTION] * 50, [SECTION] * 51),
        ([{"type": "section", "text": text(3000)}], [{"type": "section", "text": text(3001)}]),
        ([{"type": "header", "text": plain(150)}], [{"type": "header", "text": plain(151)}]),
        ([{"type": "header", "text": plain(1)}], [{"type": "header", "text": text(1)}]),
        ([{"type": "section", "text": text(1)}], [{"type": "section", "text": text(0)}]),
        ([{"type": "section", "fields": [text(2000)]}], [{"type": "section"}]),
        (
            [{"type": "section", "fields": [text(1)] * 10}],
            [{"type": "section", "fields": [text(1)] * 11}],
        ),
        (
            [{"type": "section", "fields": [text(2000)]}],
            [{"type": "section", "fields": [text(2001)]}],
        ),
        (
            [{"type": "context", "elements": [text(1)] * 10}],
            [{"type": "context", "elements": [text(1)] * 11}],
        ),
        (
            [{"type": "actions", "elements": [{**BUTTON, "text": plain(75)}]}],
            [{"type": "actions", "elements": [{**BUTTON, "text": plain(76)}]}],
        ),
        (
            [{"type": "actions", "elements": [BUTTON, {**BUTTON, "action_id": "no"}]}],
            [{"type": "actions", "elements": [BUTTON, BUTTON]}],
        ),
        (
            [{"type": "actions", "elements": [{**BUTTON, "url": "https://example.com"}]}],
            [{"type": "actions", "elements": [{**BUTTON, "url": "javascript:1"}]}],
        ),
        (
            [{"type": "actions", "elements": [{**BUTTON, "value": "x" * 2000}]}],
            [{"type": "actions", "elements": [{**BUTTON, "value": "x" * 2001}]}],
        ),
        ([{"type": "divider"}], [{"type": "unheard_of"}]),
    ],
)
def test_limits_on_blocks(
    slack: SlackFake, channel: str, most: list[Json], more: list[Json]
) -> None:
    assert call(slack, "chat.postMessage", channel=channel, text="t", blocks=most)["ok"]
    answer = call(slack, "chat.postMessage", channel=channel, text="t", blocks=more)
    assert answer["error"] == "invalid_blocks"
    assert answer["response_metadata"]["messages"]


def test_the_limit_on_all_blocks_together(slack: SlackFake, channel: str) -> None:
    blocks = [{"type": "section", "text": text(2900)}] * 5
    assert error(slack, "chat.postMessage", channel=channel, blocks=blocks) == (
        "msg_blocks_too_long"
    )


def test_one_post_a_second_and_channel(slack: SlackFake, channel: str) -> None:
    slack.rate = 0.001
    assert send(slack, "chat.postMessage", channel=channel, text="a").status_code == 200
    second = send(slack, "chat.postMessage", channel="#customer-health", text="b")
    assert second.status_code == 429
    assert 1 <= int(second.headers["Retry-After"]) <= 1000
    assert second.json()["error"] == "ratelimited"
    # Another channel, and updates, have limits of their own.
    assert send(slack, "chat.postMessage", channel="support-logs", text="a").status_code == 200
    ts = slack.messages(channel)[0]["ts"]
    assert send(slack, "chat.update", channel=channel, ts=ts, text="c").status_code == 200


def test_an_update_keeps_what_it_does_not_mention(slack: SlackFake, channel: str) -> None:
    metadata = {"event_type": "e", "event_payload": {"key": "k"}}
    where = {"channel": channel}
    ts = call(
        slack, "chat.postMessage", **where, text="a", blocks=[SECTION], metadata=metadata
    )["ts"]  # fmt: skip
    call(slack, "chat.update", **where, ts=ts, text="b", blocks=[SECTION])
    (message,) = slack.messages(channel)
    assert (message["text"], message["metadata"]) == ("b", metadata)
    assert message["edited"]["ts"] > ts
    call(slack, "chat.update", **where, ts=ts, text="c", metadata={})
    (message,) = slack.messages(channel)
    assert not {"blocks", "metadata"} & set(message)
    assert error(slack, "chat.update", **where, ts="1.1", text="d") == "message_not_found"


def test_invalid_metadata_is_refused(slack: SlackFake, channel: str) -> None:
    bad = {"channel": channel, "text": "a", "metadata": {"event_payload": {}}}
    assert error(slack, "chat.postMessage", **bad) == "invalid_metadata_format"


def test_history_is_the_newest_first_in_pages_without_replies(
    slack: SlackFake, channel: str
) -> None:
    metadata = {"event_type": "e", "event_payload": {}}
    posts = [
        call(slack, "chat.postMessage", channel=channel, text=str(n), metadata=metadata)["ts"]
        for n in range(5)
    ]
    call(slack, "chat.postMessage", channel=channel, text="reply", thread_ts=posts[0])
    asked: Json = {"channel": channel, "limit": 2, "include_all_metadata": True}
    first = call(slack, "conversations.history", **asked)
    assert [one["text"] for one in first["messages"]] == ["4", "3"]
    assert first["messages"][0]["metadata"] == metadata
    asked["cursor"] = first["response_metadata"]["next_cursor"]
    rest = call(slack, "conversations.history", **{**asked, "limit": 9})
    assert [one["text"] for one in rest["messages"]] == ["2", "1", "0"]
    assert (first["has_more"], rest["has_more"]) == (True, False)
    since = call(slack, "conversations.history", channel=channel, oldest=posts[3])
    assert [one["text"] for one in since["messages"]] == ["4"]
    assert "metadata" not in since["messages"][0]
    since = call(slack, "conversations.history", channel=channel, oldest=posts[3], inclusive=1)
    assert [one["text"] for one in since["messages"]] == ["4", "3"]


def test_a_thread_begins_with_its_parent(slack: SlackFake, channel: str) -> None:
    parent = call(slack, "chat.postMessage", channel=channel, text="parent")["ts"]
    reply = call(slack, "chat.postMessage", channel=channel, text="1", thread_ts=parent)["ts"]
    # A reply to a reply belongs to the same parent.
    call(slack, "chat.postMessage", channel=channel, text="2", thread_ts=reply)
    thread = call(slack, "conversations.replies", channel=channel, ts=parent)["messages"]
    assert [one["text"] for one in thread] == ["parent", "1", "2"]
    assert error(slack, "conversations.replies", channel=channel, ts="9.9") == "thread_not_found"
    assert error(slack, "chat.postMessage", channel=channel, text="x", thread_ts="9.9") == (
        "thread_not_found"
    )


def test_users_and_channels(slack: SlackFake) -> None:
    user = slack.add_user("ann@example.com", "Ann")
    profile = call(slack, "users.info", user=user)["user"]["profile"]
    assert profile == {"real_name": "Ann", "email": "ann@example.com"}
    assert error(slack, "users.info", user="U404") == "user_not_found"
    names = [one["name"] for one in call(slack, "conversations.list")["channels"]]
    assert names[:2] == ["customer-health", "support-logs"]


def test_faults(slack: SlackFake, channel: str) -> None:
    post = {"channel": channel, "text": "a"}
    slack.fail(times=2, method="chat.postMessage", status=503)
    slack.fail(method="chat.postMessage", status=429, retry_after=7)
    slack.fail(error="fatal_error")
    assert call(slack, "conversations.history", channel=channel)["error"] == "fatal_error"
    statuses = [send(slack, "chat.postMessage", **post) for _ in range(4)]
    assert [one.status_code for one in statuses] == [503, 503, 429, 200]
    assert statuses[2].headers["Retry-After"] == "7"
    assert len(slack.messages(channel)) == 1


def test_a_message_is_posted_although_its_answer_is_lost(slack: SlackFake, channel: str) -> None:
    slack.fail(lose_answer=True, delay=0.01)
    with pytest.raises(requests.ConnectionError):
        send(slack, "chat.postMessage", channel=channel, text="a")
    assert len(slack.messages(channel)) == 1


def test_reading_and_resetting_over_http(slack: SlackFake, channel: str) -> None:
    call(slack, "chat.postMessage", channel=channel, text="a")
    url = f"{slack.url}/__/messages"
    listed = requests.get(url, timeout=10).json()
    assert [one["text"] for one in listed["customer-health"]] == ["a"]
    assert requests.delete(url, timeout=10).status_code == 200
    assert slack.messages(channel) == []


def test_the_page_escapes_messages(slack: SlackFake, channel: str) -> None:
    ann = slack.add_user("ann@example.com", "Ann")
    markup = f"*Bold* <https://example.com/?a=1&amp;b=2|A &lt;b&gt;> <@{ann}> <!here> <x:1|<i>>"
    blocks = [
        {"type": "header", "text": {"type": "plain_text", "text": "&lt;script&gt; & <script>"}},
        {"type": "section", "text": {"type": "mrkdwn", "text": markup}},
        {"type": "actions", "elements": [BUTTON]},
    ]
    parent = call(slack, "chat.postMessage", channel=channel, text="t", blocks=blocks)["ts"]
    call(slack, "chat.postMessage", channel=channel, text="<b>reply", thread_ts=parent)
    page = requests.get(slack.url, timeout=10).text
    assert '<b>Bold</b> <a href="https://example.com/?a=1&amp;b=2">A &lt;b&gt;</a>' in page
    assert "<b>@Ann</b> <b>@here</b>" in page
    assert "&lt;script&gt; &amp; " in page
    assert "reply" in page
    for tag in ("<script", "<i>", 'href="x:1'):
        assert tag not in page


class App(BaseHTTPRequestHandler):
    """An app that stores what Slack sends, and answers `status` with `answer` as JSON."""

    received: list[tuple[dict[str, str], bytes]]
    status = 200
    answer: Json | None = None

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.received.append((dict(self.headers), body))
        self.send_response(self.status)
        if self.answer is not None:
            self.send_header("Content-Type", "application/json")
        self.end_headers()
        if self.answer is not None:
            self.wfile.write(json.dumps(self.answer).encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def app() -> Iterator[tuple[str, list[tuple[dict[str, str], bytes]]]]:
    App.received, App.status, App.answer = [], 200, None
    with HTTPServer((HOST, 0), App) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://{HOST}:{server.server_port}/slack", App.received
        server.shutdown()


def test_a_click_and_a_form(
    slack: SlackFake, channel: str, app: tuple[str, list[tuple[dict[str, str], bytes]]]
) -> None:
    url, received = app
    ann = slack.add_user("ann@example.com", "Ann")
    blocks = [SECTION, {"type": "actions", "elements": [BUTTON]}]
    call(slack, "chat.postMessage", channel=channel, text="t", blocks=blocks)
    (message,) = slack.messages(channel)
    assert slack.click(message, "ok", ann, url).status_code == 200
    headers, body = received.pop()
    signed = f"v0:{headers['X-Slack-Request-Timestamp']}:".encode() + body
    digest = hmac.new(slack.signing_secret.encode(), signed, hashlib.sha256).hexdigest()
    assert headers["X-Slack-Signature"] == f"v0={digest}"
    payload = payload_of(body)
    assert payload["actions"][0]["value"] == "maple:1"
    assert payload["user"]["id"] == ann
    assert payload["container"]["channel_id"] == channel
    assert payload["container"]["message_ts"] == message["ts"]

    field = {
        "type": "input",
        "block_id": "why",
        "label": {"type": "plain_text", "text": "Why?"},
        "element": {"type": "plain_text_input", "action_id": "why"},
    }
    view = {"type": "modal", "title": plain(24), "private_metadata": "m", "blocks": [field]}
    opening = {"trigger_id": payload["trigger_id"], "view": view}
    long = {**opening, "view": {**view, "title": plain(25)}}
    assert error(slack, "views.open", **long) == "invalid_arguments"
    assert call(slack, "views.open", **opening)["ok"]
    assert error(slack, "views.open", **opening) == "exchanged_trigger_id"
    assert error(slack, "views.open", **{**opening, "trigger_id": "1"}) == "invalid_trigger_id"

    slack.submit_view({"why": {"why": "Because."}}, ann, url)
    submitted = payload_of(received.pop()[1])
    assert submitted["type"] == "view_submission"
    assert submitted["view"]["private_metadata"] == "m"
    assert submitted["view"]["state"]["values"]["why"]["why"]["value"] == "Because."


ANN = SlackUser("U0ANN", "Ann <b>", "ann@example.com")
BO = SlackUser("U0BO", "Bo", "bo@example.com")


@pytest.fixture
def clickable(app: tuple[str, list[tuple[dict[str, str], bytes]]]) -> Iterator[SlackFake]:
    """A workspace with two users, and a message with a button that works on the page."""
    with SlackFake(users=[ANN, BO], interactions_url=app[0], rate=None) as fake:
        blocks = [SECTION, {"type": "actions", "elements": [BUTTON]}]
        call(fake, "chat.postMessage", channel="customer-health", text="t", blocks=blocks)
        yield fake


def press(slack: SlackFake, user: str) -> requests.Response:
    """Load the page as a user, and press the first button in it."""
    page = requests.get(slack.url, params={"user": user}, timeout=10).text
    form = page.split('action="/__/click">')[1].split("</form>")[0]
    fields = dict(re.findall('name="(.*?)" value="(.*?)"', form))
    return requests.post(f"{slack.url}/__/click", data=fields, timeout=10)


def test_users_have_their_ids_names_and_addresses(clickable: SlackFake) -> None:
    for user in (ANN, BO):
        found = call(clickable, "users.lookupByEmail", email=user.email)["user"]
        assert found == call(clickable, "users.info", user=user.id)["user"]
        assert (found["id"], found["name"]) == (user.id, user.name)
    assert clickable.add_user("cy@example.com") not in (ANN.id, BO.id)


@pytest.mark.parametrize("user", [ANN, BO])
def test_a_button_of_the_page_is_clicked_as_the_chosen_user(
    clickable: SlackFake, user: SlackUser
) -> None:
    page = press(clickable, user.id)
    assert page.url == f"{clickable.url}/?user={user.id}"
    assert f"<b>{html.escape(user.name)}</b>" in page.text
    ((headers, body),) = App.received
    signed = f"v0:{headers['X-Slack-Request-Timestamp']}:".encode() + body
    digest = hmac.new(clickable.signing_secret.encode(), signed, hashlib.sha256).hexdigest()
    assert headers["X-Slack-Signature"] == f"v0={digest}"
    payload = payload_of(body)
    assert payload["user"]["id"] == user.id
    assert payload["actions"][0]["value"] == "maple:1"
    assert payload["container"]["message_ts"] == clickable.messages("customer-health")[0]["ts"]


def test_the_page_shows_the_apps_error(clickable: SlackFake) -> None:
    App.status, App.answer = 401, {"title": "<i>no"}
    assert "The app answered 401: {&#x27;title&#x27;: &#x27;&lt;i&gt;no&#x27;}" in (
        press(clickable, ANN.id).text
    )
    (port,) = free_ports(1)
    clickable.interactions_url = f"http://{HOST}:{port}/slack"
    assert "does not answer" in press(clickable, ANN.id).text


def test_a_form_on_the_page(clickable: SlackFake) -> None:
    press(clickable, ANN.id)
    trigger = payload_of(App.received.pop()[1])["trigger_id"]
    field = {
        "type": "input",
        "block_id": "why",
        "label": {"type": "plain_text", "text": "Why?"},
        "element": {"type": "plain_text_input", "action_id": "text"},
    }
    view = {"type": "modal", "title": plain(24), "callback_id": "f", "blocks": [SECTION, field]}
    assert call(clickable, "views.open", trigger_id=trigger, view=view)["ok"]

    def page_of(user: SlackUser) -> str:
        return requests.get(clickable.url, params={"user": user.id}, timeout=10).text

    assert '<textarea name="why/text">' in page_of(ANN)
    assert 'http-equiv="refresh"' not in page_of(ANN)
    assert "<textarea" not in page_of(BO)

    def submit(user: SlackUser, path: str = "submit") -> requests.Response:
        fields = {"user": user.id, "why/text": "Because."}
        return requests.post(f"{clickable.url}/__/{path}", data=fields, timeout=10)

    assert submit(BO).status_code == 404
    App.answer = {"response_action": "errors", "errors": {"why": "Say more."}}
    page = submit(ANN).text
    assert "Say more." in page
    assert "<textarea" in page
    App.answer = None
    assert "<textarea" not in submit(ANN).text
    submitted = payload_of(App.received.pop()[1])
    assert submitted["user"]["id"] == ANN.id
    assert submitted["view"]["callback_id"] == "f"
    assert submitted["view"]["state"]["values"]["why"]["text"]["value"] == "Because."
    press(clickable, ANN.id)
    trigger = payload_of(App.received.pop()[1])["trigger_id"]
    assert call(clickable, "views.open", trigger_id=trigger, view=view)["ok"]
    App.received.clear()
    assert "<textarea" not in submit(ANN, "cancel").text
    assert App.received == []


def test_the_page_shows_an_ephemeral_message_to_its_user_only(clickable: SlackFake) -> None:
    where = {"channel": clickable.channel_id("customer-health"), "user": BO.id}
    call(clickable, "chat.postEphemeral", **where, text="<i>psst")
    pages = [requests.get(clickable.url, params={"user": one.id}, timeout=10) for one in (ANN, BO)]
    assert ["psst" in page.text for page in pages] == [False, True]
    assert "<i>" not in pages[1].text


def test_without_an_app_or_users_the_buttons_do_not_work(
    slack: SlackFake, clickable: SlackFake
) -> None:
    clickable.interactions_url = None
    assert 'action="/__/click"' not in requests.get(clickable.url, timeout=10).text
    for path in ("click", "submit", "cancel"):
        answer = requests.post(f"{slack.url}/__/{path}", data={"user": "U404"}, timeout=10)
        assert answer.status_code == 404
    gone = {"user": ANN.id, "ts": "1.1", "action_id": "ok"}
    assert requests.post(f"{clickable.url}/__/click", data=gone, timeout=10).status_code == 404


def test_a_click_on_a_missing_button(slack: SlackFake, channel: str) -> None:
    ann = slack.add_user("ann@example.com")
    call(slack, "chat.postMessage", channel=channel, text="t")
    with pytest.raises(LookupError, match="no button"):
        slack.click(slack.messages(channel)[0], "ok", ann, "http://127.0.0.1:9")


def payload_of(body: bytes) -> Json:
    payload: Json = json.loads(parse_qs(body.decode())["payload"][0])
    return payload


def test_the_command_line_runs_until_a_signal() -> None:
    (port,) = free_ports(1)
    command = [sys.executable, "-m", "emulator_harness.fakes.slack", "--port", str(port)]
    command += ["--user", "Ann=ann@example.com", "--interactions", f"http://{HOST}:9/slack"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        line = process.stdout.readline()
        assert "#customer-health C0000000001, #support-logs C0000000002" in line
        page = requests.get(f"http://{HOST}:{port}", timeout=10).text
        assert "Nothing yet" in page
        assert "Click as <b>Ann</b>" in page
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
