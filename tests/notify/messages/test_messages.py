"""Slack's messages, word for word, and within Slack's limits for any data.

`REWRITE_SLACK=1 pytest tests/notify/messages` writes the files in `slack/` anew; look at the
difference before keeping it.
"""

import json
import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customer_health.domain.actions.kinds.kind import ACTION_KINDS
from customer_health.domain.alerts.alert import DataState, Triage
from customer_health.domain.alerts.notifications import Reason
from customer_health.domain.alerts.reasons import CloseReason
from customer_health.domain.metrics.names import EMPLOYEES, LOGIN, METRICS, OPEN_SHIFTS, PERCENTAGES
from customer_health.flows.actions.notify import DECIDED, OUTCOMES
from customer_health.notify.messages import all as messages
from customer_health.notify.messages.alert import sentence, value
from customer_health.notify.messages.all import AlertFacts, Listed, Message, Party, Trend
from customer_health.notify.messages.digests import line
from customer_health.notify.text.language import LANGUAGES, Language
from customer_health.notify.text.markup import escape, mention, slack_link, units
from emulator_harness.fakes.slack.limits import is_too_long, message_problems, view_problems
from tests.notify.messages.facts import AS_OF, FACTS, RUN

FILES = Path(__file__).parent / "slack"
SEEN = datetime(2025, 11, 24, 14, 30, tzinfo=UTC)

LOGIN_FACTS = replace(
    FACTS,
    company="Boréal Café",
    rule=LOGIN,
    value=16,
    threshold=14,
    trend=Trend(2, 16),
    coverage_days=None,
    owner_name=None,
    owner_slack_id=None,
)
EMPLOYEE_FACTS = replace(
    FACTS, rule=EMPLOYEES, value=24, trend=Trend(150, 114), coverage_days=None, reason="escalated"
)
WARNING = replace(FACTS, severity="warning", threshold=10, value=10, reason="none:warning")
WARNINGS = [WARNING, replace(WARNING, owner_name=None), replace(WARNING, rule=LOGIN, days=1)]
PARTIES = [Party("crm1", "Maple Diner", "a@example.com"), Party("crm2", "<Maple>", None)]

REPORT = "https://health.example.com/reports?tab=success&month=2025-11"
SUCCESS = {
    "month": "2025-11",
    "measures": [
        {"name": "response_hours", "value": 11.42, "before": 30, "of": 18, "met": True},
        {"name": "answered_in_time", "value": 94.4, "before": 60, "of": 18},
        {"name": "contacted", "value": 66.7, "of": 3, "met": False},
        {"name": "context_in_time", "of": 0},
        {"name": "churn", "value": 2, "before": 2.5, "of": 150},
        {"name": "score", "value": 71.26, "before": 70, "of": 140},
        {"name": "logged_in", "value": 80, "before": 80, "of": 150},
        {"name": "run_reads", "value": 7312, "before": 7300, "of": 30},
        {"name": "run_bytes", "value": 8_850_000, "before": 8_800_000, "of": 30},
        {"name": "run_cents", "value": 1.27, "before": 1.26, "of": 30},
    ],
    "unexplained": 2,
}

APPROVALS = "https://health.example.com/approvals"
CREDIT = {
    "companyId": "maple",
    "company": "Maple Diner & Sons",
    "kind": "credit",
    "tier": 2,
    "step": "requested",
    "requester": "ann@pivotapp.ca",
    "at": "2025-11-24T11:00:00Z",
    "reason": "Two days without <time clock>",
    "amount": {"cents": 250_05, "currency": "CAD"},
}

SHORT = {
    "problem": "short",
    "short": 3,
    "companies": 40,
    "down": 1,
    "failed": ["acme: 503", "zeta: <no name>"],
}


def listed(facts: Sequence[AlertFacts], total: int | None = None) -> Listed:
    return Listed(facts, total or len(facts), "https://health.example.com/alerts")


Rendered = Message | list[Message] | dict[str, Any]
CASES: dict[str, Callable[[Language], Rendered]] = {
    "alert": lambda language: messages.alert(FACTS, language),
    "alert_recovering": lambda language: messages.alert(
        replace(FACTS, reason="edited", value=9.5, recovering=True), language
    ),
    "alert_login": lambda language: messages.alert(LOGIN_FACTS, language),
    "alert_employees": lambda language: messages.alert(EMPLOYEE_FACTS, language),
    "alert_repeated": lambda language: messages.alert(replace(FACTS, reason="repeat"), language),
    "alert_acknowledged": lambda language: messages.alert(
        replace(FACTS, reason="edited", triage=Triage("acknowledged", "Ann Roy", SEEN)), language
    ),
    "alert_snoozed_without_data": lambda language: messages.alert(
        replace(FACTS, data="stale", triage=Triage("snoozed", "Ann Roy", SEEN, until=AS_OF)),
        language,
    ),
    "resolved": lambda language: messages.resolved(replace(FACTS, value=8), language),
    "resolved_reply": lambda language: messages.resolved_reply(replace(FACTS, value=8), language),
    "closed": lambda language: messages.closed(replace(FACTS, why="unmeasurable"), language),
    "dismiss_form": lambda language: messages.dismiss_form(FACTS, language),
    "summary": lambda language: messages.summary(
        RUN, listed([FACTS, LOGIN_FACTS, EMPLOYEE_FACTS] * 10), language
    ),
    "first_run_digest": lambda language: messages.first_run_digest(
        RUN, listed([FACTS, LOGIN_FACTS, *WARNINGS]), language
    ),
    "warning_digest": lambda language: messages.warning_digest(RUN, listed(WARNINGS), language),
    "data_fault": lambda language: messages.data_fault(OPEN_SHIFTS, 34.0, 12, language),
    "matching_none": lambda language: messages.matching(
        Party("maple", "Maple Diner", None), "none", [], language
    ),
    "matching_several": lambda language: messages.matching(
        Party("maple", "Maple Diner", "a@example.com"), "several", PARTIES, language
    ),
    "approval": lambda language: messages.approval(CREDIT, language, APPROVALS),
    "approval_retiered": lambda language: messages.approval(
        {**CREDIT, "step": "retiered", "tier": 3}, language, APPROVALS
    ),
    "decided_approved": lambda language: messages.decided(
        {**CREDIT, "step": "approved", "decidedBy": "sue@pivotapp.ca"}, language, APPROVALS
    ),
    "decided_rejected": lambda language: messages.decided(
        {**CREDIT, "step": "rejected", "decidedBy": "sue@pivotapp.ca", "why": "Twice & too much"},
        language,
        APPROVALS,
    ),
    "decision_rejected": lambda language: messages.decision(
        {**CREDIT, "step": "rejected", "approver": "sue@pivotapp.ca", "why": "Twice & too much"},
        language,
        APPROVALS,
    ),
    "decision_expired": lambda language: messages.decision(
        {**CREDIT, "step": "expired", "kind": "upgrade"}, language, APPROVALS
    ),
    "run_problem": lambda language: messages.run_problem(RUN, SHORT, language),
    "success": lambda language: messages.success_digest(SUCCESS, language, REPORT),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", CASES)
def test_each_message_equals_its_file(name: str, language: Language) -> None:
    rendered = as_json(CASES[name](language))
    file = FILES / f"{name}.{language}.json"
    if os.environ.get("REWRITE_SLACK"):
        file.write_text(json.dumps(rendered, indent=2, ensure_ascii=False) + "\n")
    assert rendered == json.loads(file.read_text())


def test_every_file_has_a_message() -> None:
    names = {f"{name}.{language}.json" for name in CASES for language in LANGUAGES}
    assert {file.name for file in FILES.iterdir()} == names


def test_the_sentence_about_an_alerts_state() -> None:
    assert sentence(FACTS, "en") == (
        "Open shifts average 22.3% over the last 14 days, above the critical threshold of 20%."
    )
    assert sentence(WARNING, "en").endswith(
        "average 10% over the last 14 days, at the warning threshold of 10%."
    )
    grown = replace(EMPLOYEE_FACTS, value=-5)
    assert sentence(grown, "en") == "The number of employees did not go down in 30 days."
    assert sentence(replace(FACTS, value=None), "fr").endswith("Quarts ouverts.")


def test_the_sentence_about_an_account_that_never_logged_in() -> None:
    never = replace(LOGIN_FACTS, value=60.5, never_logged_in=True)
    assert sentence(never, "en") == (
        "The master account has never logged in. The company was created 60 days ago, above the "
        "critical threshold of 14 days."
    )
    assert "jamais connecté. L’entreprise a été créée il y a 60 jours" in sentence(never, "fr")


def test_the_sentence_about_a_login_that_came() -> None:
    """An alert that is over must not say that nobody has logged in."""
    logged_in = replace(LOGIN_FACTS, value=1)
    assert sentence(logged_in, "en") == (
        "The master account’s last login was 1 day earlier, below the critical threshold of "
        "14 days."
    )
    assert sentence(logged_in, "fr").startswith("La dernière connexion du compte maître datait de")


def test_a_list_does_not_speak_of_the_login_of_an_account_that_never_logged_in() -> None:
    never = replace(LOGIN_FACTS, value=60.5, never_logged_in=True)
    assert ": Never logged in since the company’s creation, 60 days (" in line(never, "en")
    assert ": Aucune connexion depuis la création de l’entreprise, 60 jours (" in line(never, "fr")
    unknown = replace(never, value=None)
    assert ": Time since the master account’s last login, " in line(unknown, "en")


@pytest.mark.parametrize(
    ("days", "french"), [(0, "0 jour sur 14"), (1, "1 jour sur 14"), (2, "2 jours sur 14")]
)
def test_french_counts_the_days_with_data(days: int, french: str) -> None:
    [*_, facts, _] = as_json(messages.alert(replace(FACTS, coverage_days=days), "fr"))["blocks"]
    assert f"données pour {french}" in [one["text"] for one in facts["elements"]]


@pytest.mark.parametrize(
    ("figure", "threshold", "english", "french"),
    [(20.0, 20, "20%", "20\xa0%"), (20.04, 20, "more than 20%", "plus de 20\xa0%"),
     (20.0004, 20, "more than 20%", "plus de 20\xa0%"),
     (19.96, 20, "less than 20%", "moins de 20\xa0%"), (20.06, 20, "20.1%", "20,1\xa0%"),
     (20.04, 10, "20%", "20\xa0%"), (1100.0, 20, "1,100%", "1\xa0100\xa0%"),
     (-0.01, 20, "0%", "0\xa0%")],
)  # fmt: skip
def test_a_rounded_figure_never_equals_a_threshold_it_differs_from(
    figure: float, threshold: float, english: str, french: str
) -> None:
    facts = replace(FACTS, value=figure, threshold=threshold)
    assert (value(facts, "en"), value(facts, "fr")) == (english, french)


@pytest.mark.parametrize(
    ("days", "threshold", "shown"),
    [(6.999, 7, "6 days"), (7, 7, "7 days"), (7.001, 7, "more than 7 days"), (8.9, 7, "8 days"),
     (7.6, 7.5, "more than 7.5 days"), (1.5, 7, "1 day"), (0.2, 7, "0 days")],
)  # fmt: skip
def test_days_are_shown_as_whole_numbers(days: float, threshold: float, shown: str) -> None:
    assert value(replace(LOGIN_FACTS, value=days, threshold=threshold), "en") == shown


@pytest.mark.parametrize(
    ("trend", "words"),
    [(Trend(18.2, 22.34), "up from 18.2 to 22.3%"), (Trend(30, 22.3), "down from 30 to 22.3%"),
     (Trend(22.31, 22.34), "unchanged, 22.3%"), (None, "no figure from 30 days ago")],
)  # fmt: skip
def test_the_trend_in_words(trend: Trend | None, words: str) -> None:
    shown = texts(messages.alert(replace(FACTS, trend=trend), "en").blocks)
    assert f"*30-day trend*\n{words}" in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_possible_alert_has_words(language: Language) -> None:
    triages = [
        Triage(kind, "Ann", SEEN, "known", AS_OF)
        for kind in get_args(Triage.__annotations__["kind"])
    ]
    facts = [
        *(replace(FACTS, rule=rule, value=value) for rule in METRICS for value in (None, 5, 20)),
        *(replace(FACTS, data=data) for data in get_args(DataState)),
        *(replace(FACTS, reason=reason) for arm in get_args(Reason) for reason in get_args(arm)),
        *(replace(FACTS, triage=triage) for triage in triages),
    ]
    for one in facts:
        assert_sendable(messages.alert(one, language))
    for why in get_args(CloseReason):
        message = messages.closed(replace(FACTS, why=why), language)
        assert why not in message.text
        assert_sendable(message)
        assert "esolved" not in message.text
    for metric in METRICS:
        assert_sendable(messages.data_fault(metric, 31, 1, language))
    for kind in ACTION_KINDS:
        for step in sorted(OUTCOMES):
            action = {**CREDIT, "kind": kind, "step": step}
            assert_sendable(messages.decision(action, language, APPROVALS))
        for step in sorted(DECIDED):
            action = {**CREDIT, "kind": kind, "step": step, "decidedBy": "sue@pivotapp.ca"}
            assert_sendable(messages.decided(action, language, APPROVALS))
        assert_sendable(messages.approval({**CREDIT, "kind": kind}, language, APPROVALS))


def test_the_owner_is_pinged_on_an_alert_and_never_in_a_list() -> None:
    assert "*Owner*\n<@U0000000001>" in texts(messages.alert(FACTS, "en").blocks)
    for message in [
        *messages.warning_digest(RUN, listed([FACTS]), "en"),
        *messages.first_run_digest(RUN, listed([FACTS]), "en"),
        messages.summary(RUN, listed([FACTS]), "en"),
    ]:
        assert "<@" not in " ".join(texts(message.blocks))


def test_only_a_valid_slack_id_becomes_a_ping() -> None:
    assert mention("Ann", "!channel") == "Ann"
    assert mention("Ann", "U012>") == "Ann"
    assert mention("<!here>", None) == "&lt;!here&gt;"
    assert mention(None, None) is None
    assert mention(" ", "") is None


def test_the_button_of_a_decision_disappears() -> None:
    def offered(triage: Triage) -> list[str]:
        *_, actions = messages.alert(replace(FACTS, triage=triage), "en").blocks
        return [button["action_id"] for button in actions["elements"]]

    assert offered(Triage()) == ["open", "acknowledge", "snooze", "dismiss"]
    assert offered(Triage("acknowledged", "Ann", SEEN)) == ["open", "snooze", "dismiss"]
    assert offered(Triage("snoozed", "Ann", SEEN)) == ["open", "acknowledge", "dismiss"]


def test_an_alert_that_is_over_has_no_buttons() -> None:
    changed = replace(FACTS, why="rule_changed")
    for message in (messages.resolved(FACTS, "en"), messages.closed(changed, "en")):
        assert "actions" not in {block["type"] for block in message.blocks}


def test_a_stored_sentence_is_shown_unchanged() -> None:
    message = messages.closed(replace(FACTS, why="rule <changed>"), "fr")
    assert message.text.endswith("Quarts ouverts. rule &lt;changed&gt;")


def test_an_invisible_name_is_replaced_by_the_id() -> None:
    assert "maple" in messages.alert(replace(FACTS, company=" \x00\u202e"), "en").text


def test_a_digest_counts_the_alerts_that_it_does_not_list() -> None:
    many = listed([FACTS] * 300, total=1000)
    one = messages.summary(RUN, many, "en")
    assert "1,000 alerts" in one.text
    assert "… and 975 more" in " ".join(texts(one.blocks))
    for pages in (
        messages.first_run_digest(RUN, many, "en"),
        messages.warning_digest(RUN, many, "en"),
    ):
        assert "1,000 alerts" in pages[0].text
        last = texts(pages[-1].blocks)[-1]
        assert last.startswith("… and 700 more")
        assert "<https://health.example.com/alerts|see all alerts>" in last


def test_criticals_are_grouped_by_owner_with_unowned_last() -> None:
    mine, nobodys = FACTS, replace(FACTS, owner_name=None, owner_slack_id=None)
    [digest] = messages.first_run_digest(RUN, listed([nobodys, mine, WARNING]), "en")
    headings = [text.split("\n")[0] for text in texts(digest.blocks)[2:]]
    assert headings == ["*Critical: Ann Roy*", "*Critical: unassigned queue*", "*Warning: Ann Roy*"]
    top = messages.summary(RUN, listed([nobodys, mine] * 3), "en")
    headings = [text.split("\n")[0] for text in texts(top.blocks)[2:]]
    assert headings == ["*Ann Roy*", "*unassigned queue*"]


def test_a_long_first_digest_announces_the_first_run_once() -> None:
    pages = messages.first_run_digest(RUN, listed([FACTS] * 300), "en")
    assert [page.text for page in pages] == [
        f"First run, November 24, 2025: 300 alerts (1/{len(pages)})",
        *(f"Continued ({number}/{len(pages)})" for number in range(2, len(pages) + 1)),
    ]
    assert "First run" not in json.dumps([page.blocks for page in pages[1:]])


@pytest.mark.parametrize(
    ("down", "outage", "records"), [(0, False, True), (3, True, False), (1, True, True)]
)
def test_the_words_for_an_outage_and_a_bad_record_differ(
    down: int, outage: bool, records: bool
) -> None:
    [*_, advice] = texts(messages.run_problem(RUN, SHORT | {"down": down}, "en").blocks)
    assert ("did not answer" in advice) == outage
    assert ("Correct the records" in advice) == records


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_problem_of_a_run_has_words(language: Language) -> None:
    problems: list[dict[str, Any]] = [
        {"problem": "missing"},
        {"problem": "unfinished", "shards": 39, "shardCount": 40},
        {"problem": "slow", "minutes": 31},
        {"problem": "unplanned"},
        SHORT,
    ]
    for facts in problems:
        message = messages.run_problem(RUN, facts, language)
        assert_sendable(message)
        for count in (fact for fact in facts.values() if isinstance(fact, int) and fact):
            assert str(count) in str(message.blocks)


def test_without_alerts_there_is_no_digest() -> None:
    assert messages.warning_digest(RUN, listed([]), "en") == []
    assert messages.first_run_digest(RUN, listed([]), "en") == []


def test_a_long_digest_is_split_without_loss() -> None:
    long = [
        replace(WARNING, company=f"{number:03} {'🍁&' * 2500}", owner_name=f"Owner {number // 80}")
        for number in range(300)
    ]
    digest = messages.warning_digest(RUN, listed(long), "en")
    for message in digest:
        assert_sendable(message)
    shown = "\n".join(text for message in digest for text in texts(message.blocks))
    assert re.findall(r"\|(\d{3}) ", shown) == [f"{number:03}" for number in range(300)]
    assert digest[1].text.endswith(f"(2/{len(digest)})")
    # Each message must show the owners of its alerts.
    for message in digest:
        assert all(block["text"]["text"].startswith("*Owner ") for block in message.blocks[1:])


def test_many_owners_need_several_messages() -> None:
    many = [replace(WARNING, company="x", url="u", owner_name=f"o{n:03}") for n in range(120)]
    digest = messages.warning_digest(RUN, listed(many), "en")
    assert [len(message.blocks) for message in digest] == [50, 50, 23]


HOSTILE = st.sampled_from(
    ["<!channel>", "<@U0000000001>", "&", "&amp;", "<" * 5_000, "&" * 5_000, "x" * 5_000, "|", ">",
     "😀" * 5_000, "👨‍👩‍👧‍👦" * 99, "\u202e", "\ud83d", "\n*b*\n", "{value}", "{0.__class__}", "%s",
     "", " "]
)  # fmt: skip
NAMES = st.one_of(HOSTILE, st.text(st.characters()), st.lists(HOSTILE, max_size=4).map("".join))


@given(NAMES, NAMES, NAMES, NAMES, st.sampled_from(LANGUAGES), st.sampled_from(PERCENTAGES))
def test_any_data_gives_plain_text_within_slacks_limits(
    company: str, owner: str, path: str, why: str, language: Language, rule: str
) -> None:
    facts = replace(
        FACTS,
        company=company,
        owner_name=owner,
        owner_slack_id=path,
        rule=rule,
        url=f"https://health.example.com/{path[:200]}",
        triage=Triage("dismissed", owner, SEEN, why),
    )
    party = Party(path[:200], company, owner)
    action = CREDIT | {"company": company, "requester": owner or "?", "reason": why}
    for message in [
        messages.alert(facts, language),
        messages.resolved(facts, language),
        messages.resolved_reply(facts, language),
        messages.closed(replace(facts, why=why), language),
        messages.summary(RUN, listed([facts] * 26), language),
        *messages.first_run_digest(RUN, listed([facts] * 26), language),
        *messages.warning_digest(RUN, listed([facts] * 26), language),
        messages.matching(party, "several", [party] * 16, language),
        messages.run_problem(RUN, SHORT | {"failed": [why] * 10}, language),
        messages.run_problem(RUN, {"problem": why or "?", "toDo": company or "?"}, language),
        messages.approval(action, language, facts.url),
        messages.decided(
            action | {"step": "rejected", "decidedBy": owner, "why": why}, language, facts.url
        ),
        messages.decision(action | {"step": "failed", "why": why}, language, facts.url),
    ]:
        assert_sendable(message)
    form = messages.dismiss_form(facts, language)
    assert view_problems(form) == []
    assert_only_text(texts(form))


@given(NAMES, st.integers(2, 200))
def test_escaped_text_is_cut_only_above_the_limit(value: str, limit: int) -> None:
    escaped = escape(value, limit)
    assert units(escaped) <= limit
    assert_only_text([escaped])
    if units(escape(value, 10**6)) <= limit:
        assert escaped == escape(value, 10**6)
    else:
        assert escaped.endswith("…")


def test_no_text_can_break_a_link() -> None:
    assert slack_link("https://x.example.com/a>b|c d&e", escape("<n>")) == (
        "<https://x.example.com/a%3Eb%7Cc%20d&amp;e|&lt;n&gt;>"
    )
    assert slack_link(f"https://x.example.com/{'a' * 1000}", escape("n")) == "n"


def assert_sendable(message: Message) -> None:
    assert message.text.strip()
    assert units(message.text) <= 4_000
    assert message_problems(list(message.blocks)) == []
    assert not is_too_long(list(message.blocks))
    assert_only_text([message.text, *texts(message.blocks)])


def assert_only_text(found: Iterable[str]) -> None:
    """Check that the only markup is our own links and pings, and that the text can be encoded."""
    for text in found:
        text.encode()
        rest = re.sub(r"<(https://health\.example\.com/[^<>|]*\||@[UW][A-Z0-9]{2,20}>)", "", text)
        assert "<" not in rest
        assert not re.search(r"&(?!amp;|lt;|gt;)", text)


def texts(block: Any) -> list[str]:
    """Return the text of every text object."""
    return list(_texts(block))


def _texts(block: Any) -> Iterator[str]:
    if isinstance(block, list | tuple):
        for item in block:
            yield from _texts(item)
    elif isinstance(block, dict) and isinstance(block.get("text"), str):
        yield block["text"]
    elif isinstance(block, dict):
        yield from _texts(list(block.values()))


def as_json(rendered: Rendered) -> Any:
    if isinstance(rendered, list):
        return [as_json(one) for one in rendered]
    plain = rendered if isinstance(rendered, dict) else asdict(rendered)
    return json.loads(json.dumps(plain))
