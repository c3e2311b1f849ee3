"""Run the HubSpot fake until Ctrl-C: `python -m emulator_harness.fakes.hubspot`."""

import argparse
import signal

from .fake import TOKEN, HubSpotFake


def main() -> None:
    parser = argparse.ArgumentParser(prog="emulator_harness.fakes.hubspot", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="default: any free one")
    parser.add_argument("--token", default=TOKEN)
    options = parser.parse_args()
    stops = {signal.SIGINT, signal.SIGTERM}
    # Block the signals before the server's thread starts: a thread inherits the mask.
    signal.pthread_sigmask(signal.SIG_BLOCK, stops)
    with HubSpotFake(token=options.token, port=options.port) as hubspot:
        print(f"HubSpot (a fake) at {hubspot.url}", flush=True)
        signal.sigwait(stops)


if __name__ == "__main__":
    main()
