"""Errors of the suite's start."""


class HarnessError(Exception):
    """The suite can't be started like this; the message says what to do."""


class PortInUseError(HarnessError):
    """A port that the suite needs is in use."""


class StartError(HarnessError):
    """firebase-tools started but did not become ready; the message ends with its log's tail."""
