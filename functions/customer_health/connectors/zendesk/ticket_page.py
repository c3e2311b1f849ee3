"""Where a person sees a ticket in Zendesk."""

from contextlib import suppress
from urllib.parse import urlsplit

LOOPBACK = {"127.0.0.1", "localhost"}


def ticket_pages(url: str, *, local: bool = False) -> str | None:
    """Return the address that the pages of tickets are below, or None if `url` is not https.

    A link over http would send the reader's session unencrypted. `local` also accepts a help desk
    on this machine, as the emulators have.
    """
    with suppress(ValueError):
        site = urlsplit(url)
        on_this_machine = local and site.scheme == "http" and site.hostname in LOOPBACK
        if site.hostname and "@" not in site.netloc and (site.scheme == "https" or on_this_machine):
            return f"{site.scheme}://{site.netloc}/agent/tickets"
    return None
