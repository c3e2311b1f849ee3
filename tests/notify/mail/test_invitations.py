"""Invitations as iCalendar, in a mail."""

from datetime import UTC, datetime

import pytest

from customer_health.notify.mail.invitations import folded, invitation
from customer_health.notify.mail.smtp import Mailer
from customer_health.notify.mail.templates import Mail
from customer_health.notify.text.language import Language
from emulator_harness.fakes.smtp import SmtpFake

SENDER, AGENT = "care@pivot.example.com", "ann@pivot.example.com"


def invited(title: str, company: str = "Maple", language: Language = "en") -> Mail:
    start, asked = datetime(2025, 12, 1, 15, tzinfo=UTC), datetime(2025, 11, 24, 12, tzinfo=UTC)
    return invitation(
        title, company, start, 45, AGENT, "k1", asked, organizer=SENDER, language=language
    )


def event(mail: Mail) -> dict[str, str]:
    assert mail.calendar.endswith("END:VCALENDAR\r\n")
    lines = mail.calendar.replace("\r\n ", "").split("\r\n")
    return dict(line.split(":", 1) for line in lines if ":" in line)


def test_a_call_of_45_minutes() -> None:
    found = event(invited("QBR"))
    assert (found["DTSTART"], found["DTEND"]) == ("20251201T150000Z", "20251201T154500Z")
    assert (found["UID"], found["DTSTAMP"]) == ("k1@pivot.example.com", "20251124T120000Z")
    assert found["ATTENDEE;PARTSTAT=ACCEPTED"] == f"mailto:{AGENT}"
    assert found["ORGANIZER"] == f"mailto:{SENDER}"
    assert "December 1, 2025 at 10:00" in invited("QBR").text
    assert "1er décembre 2025 à 10" in invited("QBR", language="fr").text


@pytest.mark.parametrize("title", ["a;b,c\\d", "x\r\nATTENDEE:mailto:eve@example.com", "é" * 150])
def test_a_title_is_only_ever_text(title: str) -> None:
    mail = invited(title)
    lines = mail.calendar.split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines)
    assert sum(line.startswith("ATTENDEE") for line in lines) == 1
    shown = event(mail)["SUMMARY"]
    assert shown.replace("\\", "") == mail.subject.replace("\\", "")


def test_a_long_line_is_folded_between_characters() -> None:
    assert folded("x" * 75) == "x" * 75
    assert folded("é" * 40).replace("\r\n ", "") == "é" * 40


def test_the_mail_has_a_calendar_part() -> None:
    mail = invited("Réunion; QBR")
    with SmtpFake() as sink:
        Mailer(sink.smtp_url, SENDER).send(
            AGENT, mail.subject, mail.text, mail.html, "k1", calendar=mail.calendar
        )
        [sent] = sink.messages
    assert sent["text"].strip() == mail.text.strip()
    assert sent["calendar"]["method"] == "REQUEST"
    assert sent["calendar"]["text"].splitlines() == mail.calendar.splitlines()
