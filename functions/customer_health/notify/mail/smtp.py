"""Send mail over SMTP."""

import hashlib
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from customer_health import logs
from customer_health.errors import Misconfigured, SourceDown, SourceRefused

TIMEOUT = 10.0
PORTS = {"smtp": 587, "smtps": 465}


class Mailer:
    """Sends mail through one server.

    `smtp_url` is `smtp://user:password@host:port`, with TLS where the server offers it, or
    `smtps://…`, with TLS from the first byte.
    """

    def __init__(self, smtp_url: str, sender: str) -> None:
        url = urlsplit(smtp_url)
        if url.scheme not in PORTS or not url.hostname:
            raise Misconfigured("SMTP_URL is not like smtp://user:password@host:port; correct it")
        self._host, self._port = url.hostname, url.port or PORTS[url.scheme]
        self._implicit_tls = url.scheme == "smtps"
        self._login = (unquote(url.username), unquote(url.password or "")) if url.username else None
        self._sender = _address(sender)

    def send(
        self,
        to: str,
        subject: str,
        text: str,
        html: str,
        key: str,
        *,
        reply_to: str | None = None,
        calendar: str = "",
    ) -> str:
        """Send a mail and return its Message-ID, which follows from `key`: if the server's answer
        is lost and the mail is sent again, a mailbox shows one copy. Answers go to `reply_to`, else
        to the sender. `calendar` is an invitation as iCalendar.

        Raises SourceDown if the server may take it later, SourceRefused if it never will.
        """
        message = EmailMessage()
        # The library refuses line ends in headers; nothing of ours gets past that.
        with _refusing(f"a mail to {to!r}"):
            message["From"] = self._sender
            message["To"] = recipient = _address(to)
            if reply_to:
                message["Reply-To"] = _address(reply_to)
            message["Subject"] = subject
            message["Date"] = datetime.now(UTC)
            digest = hashlib.sha256(key.encode()).hexdigest()[:32]
            message["Message-ID"] = f"<{digest}@{self._sender.domain}>"
            message.set_content(text)
            message.add_alternative(html, subtype="html")
            if calendar:
                message.add_alternative(
                    calendar, subtype="calendar", params={"method": "REQUEST"}, cte="base64"
                )
        try:
            with _asking(f"send a mail to {recipient.addr_spec}"), self._connected() as server:
                server.send_message(message)
        except SourceDown as down:
            logs.unavailable("mail", down)
            raise
        return str(message["Message-ID"])

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        tls = ssl.create_default_context()
        server: smtplib.SMTP
        if self._implicit_tls:
            server = smtplib.SMTP_SSL(self._host, self._port, timeout=TIMEOUT, context=tls)
        else:
            server = smtplib.SMTP(self._host, self._port, timeout=TIMEOUT)
        with server:
            server.ehlo()
            encrypted = self._implicit_tls
            if not encrypted and server.has_extn("starttls"):
                server.starttls(context=tls)
                encrypted = True
            if self._login and not encrypted:
                raise SourceRefused(
                    f"{self._host} offers no TLS and would get the password in the clear; "
                    "use smtps:// or a server with STARTTLS"
                )
            if self._login:
                server.login(*self._login)
            yield server


def _address(text: str) -> Address:
    with _refusing(f"{text!r}"):
        return Address(addr_spec=text)


@contextmanager
def _refusing(what: str) -> Iterator[None]:
    try:
        yield
    except (ValueError, MessageError, IndexError) as error:
        raise SourceRefused(f"{what} can't be addressed: {error}; correct the address") from error


@contextmanager
def _asking(what: str) -> Iterator[None]:
    try:
        yield
    except smtplib.SMTPRecipientsRefused as error:
        code, answer = next(iter(error.recipients.values()))
        raise _failure(what, code, answer) from error
    except smtplib.SMTPResponseException as error:
        raise _failure(what, error.smtp_code, error.smtp_error) from error
    except smtplib.SMTPNotSupportedError as error:
        raise SourceRefused(f"{what}: the server can't: {error}") from error
    except (smtplib.SMTPException, OSError) as error:
        raise SourceDown(f"{what}: no answer from the mail server ({error!r})") from error


def _failure(what: str, code: int, answer: bytes | str) -> SourceDown | SourceRefused:
    said = answer.decode(errors="replace") if isinstance(answer, bytes) else answer
    kind = SourceRefused if 500 <= code < 600 else SourceDown
    return kind(f"{what}: the mail server answered {code} {said}")
