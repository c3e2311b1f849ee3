"""Letters in both languages with any facts, and their delivery over SMTP."""

import re
import ssl
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from customer_health.errors import Misconfigured, Missing, SourceDown, SourceRefused
from customer_health.notify.mail import smtp
from customer_health.notify.mail.smtp import Mailer
from customer_health.notify.mail.templates import Template, render, templates
from customer_health.notify.text.catalogue.letters import LETTERS
from customer_health.notify.text.language import LANGUAGES, Language
from emulator_harness.fakes.smtp import SmtpFake
from emulator_harness.ports import HOST, free_ports
from tests.certificates import self_signed

SENDER = "care@pivot.example.com"
TO = "owner@maple-diner.example"
FACTS = {
    "name": "Ann",
    "company": "Maple Diner",
    "agent": "Bo",
    "percent": "12",
    "contract_end": "at the end of May",
    "amount": "CA$49.00",
    "invoice": "A-3",
    "plan": "Team",
}
HOSTILE = [
    "<script>alert(1)</script>",
    "{{ 7 * 7 }}{% raw %}",
    "Maple\r\nBcc: victim@example.com\r\n\r\nPay here",
    "Maple\n\nA paragraph of its own",
    "&lt;b&gt; &amp; 'quotes' \"too\"",
    "\u202egnp.exe\u2066 \x00\x1b[31m",
    "Café Zoé 🍁",
    "",
]


class Reader(HTMLParser):
    """A parser that keeps a page's text, and the names of its elements."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text = ""
        self.tags: list[str] = []
        self.feed(page)

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)


@pytest.mark.parametrize("template", templates(), ids=lambda one: one.name)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_contains_every_fact(template: Template, language: Language) -> None:
    mail = render(template.name, language, {name: FACTS[name] for name in template.fields})
    for name in template.fields:
        assert FACTS[name] in mail.subject + mail.text
    assert "\n" not in mail.subject
    assert "{" not in mail.text
    assert f'lang="{language}"' in mail.html
    assert re.sub(r"\s+", "", mail.text) in re.sub(r"\s+", "", Reader(mail.html).text)


def test_every_letter_of_the_catalogue_is_a_template() -> None:
    found = {key.split(".")[1] for key in LETTERS} - {"greeting", "signature"}
    assert {one.name for one in templates()} == found
    assert len(found) >= 6


@pytest.mark.parametrize(
    ("template", "typed", "english", "french"),
    [
        ("renewal", {"contract_end": "2026-01-31"}, "on January 31, 2026.", "le 31 janvier 2026."),
        ("renewal", {"contract_end": "2026-02-30"}, "on 2026-02-30.", "le 2026-02-30."),
        ("open_shifts_help", {"percent": "12.5"}, "12.5% of", "12,5\xa0% des"),
        ("open_shifts_help", {"percent": "12,50"}, "12.5% of", "12,5\xa0% des"),
        (
            "payment_failed",
            {"amount": "1450.00 CAD"},
            "of $1,450.00 for",
            "de 1\xa0450,00\xa0$ pour",
        ),
        ("payment_failed", {"amount": "$5"}, "of $5 for", "de $5 pour"),
        ("open_shifts_help", {"percent": "about 10"}, "about 10% of", "about 10\xa0% des"),
    ],
)
def test_typed_numbers_and_dates_follow_the_language(
    template: str, typed: dict[str, str], english: str, french: str
) -> None:
    assert english in render(template, "en", FACTS | typed).text
    assert french in render(template, "fr", FACTS | typed).text


def test_an_empty_name_gets_a_neutral_greeting() -> None:
    assert render("check_in", "fr", FACTS | {"name": " \x00"}).text.startswith("Bonjour,\n")
    assert render("check_in", "fr", FACTS).text.startswith("Bonjour Ann,\n")


@pytest.mark.parametrize("template", templates(), ids=lambda one: one.name)
@pytest.mark.parametrize("language", LANGUAGES)
def test_languages_need_the_same_facts(template: Template, language: Language) -> None:
    for absent in template.fields:
        with pytest.raises(Missing, match=absent):
            render(template.name, language, {k: v for k, v in FACTS.items() if k != absent})
    render(template.name, language, dict.fromkeys(template.fields, "x"))


@pytest.mark.parametrize("fact", HOSTILE)
@pytest.mark.parametrize("template", templates(), ids=lambda one: one.name)
def test_a_fact_is_never_markup(template: Template, fact: str) -> None:
    plain = render(template.name, "en", dict.fromkeys(template.fields, "x"))
    mail = render(template.name, "en", dict.fromkeys(template.fields, fact))
    assert Reader(mail.html).tags == Reader(plain.html).tags
    assert mail.text.count("\n\n") == plain.text.count("\n\n")
    for text in (mail.subject, mail.text, mail.html):
        assert not re.search("[\r\x00\x1b\u202e\u2066]", text)
    assert "49" not in mail.text


@pytest.mark.parametrize(("name", "language"), [("none", "en"), ("check_in", "de"), ("../x", "en")])
def test_an_unknown_letter_is_refused(name: str, language: Language) -> None:
    with pytest.raises(Missing, match="no mail template"):
        render(name, language, FACTS)


@pytest.fixture(scope="module")
def running() -> Iterator[SmtpFake]:
    with SmtpFake() as fake:
        yield fake


@pytest.fixture
def sink(running: SmtpFake) -> SmtpFake:
    running.reset()
    return running


def test_answers_go_to_the_agent(sink: SmtpFake) -> None:
    mailer = Mailer(sink.smtp_url, SENDER)
    mailer.send(TO, "Hi", "", "", "key", reply_to="ann@pivot.example.com")
    headers = {name.lower(): value for name, value in dict(sink.messages[-1]["headers"]).items()}
    assert headers["reply-to"] == "ann@pivot.example.com"
    mailer.send(TO, "Hi", "", "", "key-2")
    assert "reply-to" not in {name.lower() for name in dict(sink.messages[-1]["headers"])}


def send(sink: SmtpFake, to: str = TO, subject: str = "Hello", key: str = "action-7") -> str:
    return Mailer(sink.smtp_url, SENDER).send(to, subject, "Text é\n", "<p>Text é</p>", key)


def test_a_mail_arrives(sink: SmtpFake) -> None:
    name = send(sink, subject="Café Zoé: 12 % of shifts")
    [mail] = sink.messages
    assert (mail["from"], mail["to"]) == (SENDER, [TO])
    assert mail["subject"] == "Café Zoé: 12 % of shifts"
    assert mail["messageId"] == name
    assert re.fullmatch(r"<[0-9a-f]{32}@pivot\.example\.com>", name)
    assert mail["text"].split() == ["Text", "é"]
    assert mail["html"].strip() == "<p>Text é</p>"
    headers = dict(mail["headers"])
    assert headers["From"] == SENDER
    assert headers["Date"]


def test_the_message_id_follows_from_the_key(sink: SmtpFake) -> None:
    assert send(sink) == send(sink) != send(sink, key="another")


@pytest.mark.parametrize(
    "to",
    [
        "",
        "ann",
        "ann@",
        "a@b.example, c@d.example",
        "a@b.example\r\nBcc: c@d.example",
        "Ann <a@b.example>",
        "a@b.example\n",
        "a b@c.example",
    ],
)
def test_an_invalid_address_is_refused(sink: SmtpFake, to: str) -> None:
    with pytest.raises(SourceRefused, match="correct the address"):
        send(sink, to)
    assert sink.messages == []


def test_a_subject_with_line_breaks_is_refused(sink: SmtpFake) -> None:
    with pytest.raises(SourceRefused):
        send(sink, subject="Hello\r\nBcc: victim@example.com")
    assert sink.messages == []


@pytest.mark.parametrize(
    ("code", "kind"), [(550, SourceRefused), (552, SourceRefused), (451, SourceDown)]
)
def test_an_address_refused_by_the_server(sink: SmtpFake, code: int, kind: type[Exception]) -> None:
    sink.refuse(address=TO, code=code)
    with pytest.raises(kind, match=f"answered {code} {TO} is refused"):
        send(sink)
    send(sink, "other@example.com")
    send(sink)
    assert [mail["to"] for mail in sink.messages] == [["other@example.com"], [TO]]


def test_a_mail_sent_again_has_the_same_message_id(sink: SmtpFake) -> None:
    sink.refuse(lose_answer=True)
    with pytest.raises(SourceDown, match="no answer"):
        send(sink)
    send(sink)
    first, second = sink.messages
    assert first["messageId"] == second["messageId"], "a mailbox shows one"


def test_a_slow_server_times_out(sink: SmtpFake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp, "TIMEOUT", 0.2)
    sink.refuse(delay=1)
    with pytest.raises(SourceDown, match="no answer"):
        send(sink)


def test_a_server_that_is_down() -> None:
    [port] = free_ports(1)
    with pytest.raises(SourceDown, match="no answer"):
        Mailer(f"smtp://{HOST}:{port}", SENDER).send(TO, "", "", "", "key")


@pytest.mark.parametrize("url", ["", "localhost:25", "http://localhost", "smtp://"])
def test_an_invalid_server_setting_is_refused(url: str) -> None:
    with pytest.raises(Misconfigured, match="SMTP_URL"):
        Mailer(url, SENDER)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    path.write_bytes(self_signed())
    return path


@pytest.fixture
def private(certificate: Path) -> Iterator[SmtpFake]:
    """A server with STARTTLS and a login."""
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(certificate)
    with SmtpFake(tls=tls, login=("care@pivot", "p@ss/word")) as fake:
        yield fake


def test_starttls_and_a_login(
    private: SmtpFake, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    place = f"{HOST}:{private.smtp_port}"
    Mailer(f"smtp://care%40pivot:p%40ss%2Fword@{place}", SENDER).send(TO, "Hi", "", "", "key")
    assert len(private.messages) == 1
    with pytest.raises(SourceRefused, match="535"):
        Mailer(f"smtp://care%40pivot:wrong@{place}", SENDER).send(TO, "Hi", "", "", "key")
    with pytest.raises(SourceRefused, match="530"):
        Mailer(f"smtp://{place}", SENDER).send(TO, "Hi", "", "", "key")


def test_an_untrusted_certificate_is_refused(private: SmtpFake) -> None:
    with pytest.raises(SourceDown, match="certificate"):
        Mailer(private.smtp_url, SENDER).send(TO, "Hi", "", "", "key")


def test_no_password_is_sent_unencrypted(sink: SmtpFake) -> None:
    with pytest.raises(SourceRefused, match="in the clear"):
        Mailer(f"smtp://ann:secret@{HOST}:{sink.smtp_port}", SENDER).send(TO, "", "", "", "key")
    assert sink.messages == []
