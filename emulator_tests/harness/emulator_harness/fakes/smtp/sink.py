"""The mails that come in over SMTP, and the refusals that a test asks for."""

import asyncio
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

Json = Any

OK = "250 OK"


@dataclass
class Refusal:
    """What happens to the next `times` mails (None: all from now on) to `address` (None: any).

    `delay` (seconds) passes first. `code` refuses the recipient: 550 permanently, 451 for now.
    `lose_answer` stores the mail, and closes the connection instead of answering.
    """

    times: int | None = 1
    address: str | None = None
    code: int | None = None
    delay: float = 0
    lose_answer: bool = False

    def hits(self, address: str) -> bool:
        """Return whether the mail is hit, and count `times` down."""
        if self.times == 0 or (self.address or address) != address:
            return False
        self.times = self.times and self.times - 1
        return True


@dataclass
class Sink:
    """Stores mails. aiosmtpd calls the methods `handle_…`, whose names it prescribes."""

    login: tuple[str, str] | None = None
    messages: list[Json] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)

    def reset(self) -> None:
        self.messages.clear()
        self.refusals.clear()

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, _: list[str]
    ) -> str:
        refusal = next((one for one in self.refusals if one.hits(address)), Refusal())
        await asyncio.sleep(refusal.delay)
        if refusal.code:
            return f"{refusal.code} {address} is refused"
        envelope.rcpt_tos.append(address)
        session.lose_answer = refusal.lose_answer  # type: ignore[attr-defined]
        return OK

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        kept = message_from_bytes(content, EmailMessage, policy=default)
        self.messages.append(_as_json(kept, envelope))
        lose_answer = getattr(session, "lose_answer", False)
        if lose_answer and isinstance(server.transport, asyncio.Transport):
            server.transport.abort()
        return OK

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: Any
    ) -> AuthResult:
        known = isinstance(given, LoginPassword) and self.login == (
            given.login.decode(),
            given.password.decode(),
        )
        return AuthResult(success=known, handled=False)


def _as_json(message: EmailMessage, envelope: Envelope) -> Json:
    parts = {kind: message.get_body((kind,)) for kind in ("plain", "html")}
    text, markup = (part.get_content() if part else "" for part in parts.values())
    return {
        "from": envelope.mail_from,
        "to": list(envelope.rcpt_tos),
        "subject": str(message["Subject"] or ""),
        "messageId": str(message["Message-ID"] or ""),
        "headers": [[name, str(value)] for name, value in message.items()],
        "text": text,
        "html": markup,
        "calendar": _calendar(message),
    }


def _calendar(message: EmailMessage) -> Json:
    """Return the method and the text of the iCalendar part; None without one."""
    for part in message.walk():
        if part.get_content_type() == "text/calendar":
            content = part.get_payload(decode=True)
            text = content.decode() if isinstance(content, bytes) else ""
            return {"method": part.get_param("method"), "text": text}
    return None
