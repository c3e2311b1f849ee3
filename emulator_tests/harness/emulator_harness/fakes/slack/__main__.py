"""Run the Slack fake until Ctrl-C: `python -m emulator_harness.fakes.slack --port 5010`."""

import argparse
import signal

from .fake import CHANNELS, SIGNING_SECRET, TOKEN, SlackFake
from .workspace import SlackUser


def main() -> None:
    parser = argparse.ArgumentParser(prog="emulator_harness.fakes.slack", description=__doc__)
    parser.add_argument("--port", type=int, default=5010)
    parser.add_argument("--channel", action="append", help=f"default: {', '.join(CHANNELS)}")
    parser.add_argument("--token", default=TOKEN)
    parser.add_argument("--signing-secret", default=SIGNING_SECRET)
    parser.add_argument("--no-rate", action="store_true", help="take any number of posts a second")
    parser.add_argument(
        "--user", action="append", default=[], metavar="NAME=EMAIL", help="a user of the workspace"
    )
    parser.add_argument(
        "--interactions", metavar="URL", help="where the app takes clicks; makes the buttons work"
    )
    options = parser.parse_args()
    stops = {signal.SIGINT, signal.SIGTERM}
    # Block the signals before the server's thread starts: a thread inherits the mask.
    signal.pthread_sigmask(signal.SIG_BLOCK, stops)
    with SlackFake(
        options.channel or CHANNELS,
        users=[_user(number, text) for number, text in enumerate(options.user, 1)],
        interactions_url=options.interactions,
        token=options.token,
        signing_secret=options.signing_secret,
        rate=None if options.no_rate else 1,
        port=options.port,
    ) as slack:
        names = ", ".join(f"#{one.name} {one.id}" for one in slack.workspace.channels.values())
        print(f"Slack (a fake) at {slack.url}: {names}", flush=True)
        signal.sigwait(stops)


def _user(number: int, text: str) -> SlackUser:
    name, _, email = text.partition("=")
    return SlackUser(f"U{number:010}", name, email or None)


if __name__ == "__main__":
    main()
