"""A front that speaks TLS before the bundled server, in a process of its own: its CPU time is then
in nobody's account."""

import asyncio
import os
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from tests.certificates import self_signed

TRUST = ("SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS")
"""The variables that name a certificate to trust, for Python and for Node."""


@contextmanager
def tls_front(url: str) -> Iterator[str]:
    """Start a front for a server, and trust its certificate. Yields the front's URL."""
    with TemporaryDirectory() as folder:
        certificate = Path(folder) / "certificate.pem"
        certificate.write_bytes(self_signed())
        command = [sys.executable, "-m", "benchmarks.servers.tls_front", url, str(certificate)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as front:
            before = {name: os.environ.get(name) for name in TRUST}
            os.environ |= dict.fromkeys(TRUST, str(certificate))
            try:
                assert front.stdout
                yield f"https://127.0.0.1:{int(front.stdout.readline())}"
            finally:
                front.terminate()
                for name, value in before.items():
                    os.environ.pop(name) if value is None else os.environ.update({name: value})


async def serve(url: str, certificate: str) -> None:
    """Pass everything on to the server at `url`, both ways. Prints the port that it listens on."""
    server, tls = urlsplit(url), ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(certificate)

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        inner, outer = await asyncio.open_connection(server.hostname, server.port)
        await asyncio.gather(copy(reader, outer), copy(inner, writer), return_exceptions=True)

    listening = await asyncio.start_server(connected, "127.0.0.1", 0, ssl=tls)
    print(listening.sockets[0].getsockname()[1], flush=True)
    await listening.serve_forever()


async def copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(1 << 16):
        writer.write(data)
        await writer.drain()
    writer.close()


if __name__ == "__main__":
    asyncio.run(serve(*sys.argv[1:]))
