"""`python -m emulator_harness.rtdb --host 127.0.0.1 --port 9000`.

Takes the arguments that the firebase CLI gives the official emulator, and ignores others.
"""

import argparse
import asyncio
import gc
import logging
import signal

import uvloop

from .server import listen


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="emulator_harness.rtdb", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=9000)
    parser.add_argument("--functions_emulator_host")
    parser.add_argument("--functions_emulator_port", type=int)
    return parser.parse_known_args()[0]


def _functions_url(arguments: argparse.Namespace) -> str | None:
    if not (arguments.functions_emulator_host and arguments.functions_emulator_port):
        return None
    return f"http://{arguments.functions_emulator_host}:{arguments.functions_emulator_port}"


async def _run(arguments: argparse.Namespace) -> None:
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    await listen(arguments.host, arguments.port, _functions_url(arguments), stopped)


def main() -> None:
    logging.basicConfig(format="rtdb: %(message)s")
    # The tree holds millions of objects and no reference cycles: a full collection costs time
    # and frees nothing.
    gc.freeze()
    gc.set_threshold(50_000, 50, 1_000)
    uvloop.run(_run(_arguments()))


if __name__ == "__main__":
    main()
