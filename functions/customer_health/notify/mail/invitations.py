"""Invitations to calls: a mail with an iCalendar part (RFC 5545), for a colleague's calendar."""

import re
from datetime import UTC, datetime, timedelta

from customer_health.notify.mail.templates import Mail, laid_out
from customer_health.notify.text.language import Language
from customer_health.notify.text.wording import plain

LINE = 75
"""RFC 5545 limits a line to so many octets."""

SPECIAL = re.compile(r"[\\;,]")


def invitation(
    title: str,
    company: str,
    start: datetime,
    minutes: int,
    attendee: str,
    key: str,
    asked_at: datetime,
    *,
    organizer: str,
    language: Language,
) -> Mail:
    """Write an invitation for the `attendee` who asked for the call. Both people are e-mail
    addresses. A calendar shows one event for a `key`, however often the mail comes."""
    values = {"title": title, "company": company}
    subject = plain("invitation.subject", language, **values)
    text = plain("invitation.text", language, **values, start=start, minutes=minutes)
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Pivot//Customer Health//EN",
        "METHOD:REQUEST",
        "BEGIN:VEVENT",
        f"UID:{key}@{organizer.rpartition('@')[2]}",
        f"DTSTAMP:{stamp(asked_at)}",
        f"DTSTART:{stamp(start)}",
        f"DTEND:{stamp(start + timedelta(minutes=minutes))}",
        f"SUMMARY:{escaped(subject)}",
        f"ORGANIZER:mailto:{organizer}",
        f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{attendee}",
        "STATUS:CONFIRMED",
        "END:VEVENT",
        "END:VCALENDAR",
    )
    return laid_out(language, subject, text, "".join(f"{folded(line)}\r\n" for line in lines))


def escaped(text: str) -> str:
    return SPECIAL.sub(r"\\\g<0>", text)


def stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def folded(line: str) -> str:
    """Break a long line; the rest of it begins with a space. No character is split."""
    lines, length = [""], 0
    for character in line:
        size = len(character.encode())
        if length + size > LINE:
            lines.append(" ")
            length = 1
        lines[-1] += character
        length += size
    return "\r\n".join(lines)
