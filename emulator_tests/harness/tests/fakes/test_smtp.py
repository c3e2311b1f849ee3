"""The SMTP fake, used with smtplib and a plain HTTP client."""

import smtplib
from collections.abc import Iterator
from email.message import EmailMessage

import pytest
import requests

from emulator_harness.fakes.smtp import SmtpFake
from emulator_harness.ports import HOST


@pytest.fixture(scope="module")
def running() -> Iterator[SmtpFake]:
    with SmtpFake() as fake:
        yield fake


@pytest.fixture
def mail(running: SmtpFake) -> SmtpFake:
    running.reset()
    return running


def send(mail: SmtpFake, to: str = "ann@example.com", text: str = "Hello") -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "bo@example.com", to, "Café <b>"
    message.set_content(text)
    with smtplib.SMTP(HOST, mail.smtp_port, timeout=5) as server:
        server.send_message(message)


def test_a_mail_is_stored(mail: SmtpFake) -> None:
    send(mail)
    [kept] = mail.messages
    assert (kept["from"], kept["to"]) == ("bo@example.com", ["ann@example.com"])
    assert (kept["subject"], kept["text"].strip(), kept["html"]) == ("Café <b>", "Hello", "")


def test_the_page_escapes_mails(mail: SmtpFake) -> None:
    assert "Nothing yet" in requests.get(mail.url, timeout=5).text
    send(mail, text="<script>alert(1)</script>")
    page = requests.get(mail.url, timeout=5).text
    assert "Café &lt;b&gt;" in page
    assert "&lt;script&gt;" in page
    assert "<script>" not in page


def test_mails_are_read_and_cleared_over_http(mail: SmtpFake) -> None:
    send(mail)
    url = f"{mail.url}/__/messages"
    assert requests.get(url, timeout=5).json() == mail.messages
    requests.delete(url, timeout=5)
    assert mail.messages == []


def test_refusals(mail: SmtpFake) -> None:
    mail.refuse(address="ann@example.com", code=550)
    with pytest.raises(smtplib.SMTPRecipientsRefused) as caught:
        send(mail)
    assert caught.value.recipients["ann@example.com"][0] == 550
    send(mail)
    mail.refuse(times=None, code=451)
    for to in ("ann@example.com", "cy@example.com"):
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            send(mail, to)
    assert len(mail.messages) == 1


def test_a_mail_is_stored_although_its_answer_is_lost(mail: SmtpFake) -> None:
    mail.refuse(lose_answer=True)
    with pytest.raises(smtplib.SMTPServerDisconnected):
        send(mail)
    assert len(mail.messages) == 1
