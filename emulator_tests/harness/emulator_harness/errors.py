"""What can go wrong before a test has begun."""


class HarnessError(Exception):
    """The suite cannot be run as asked; the message says what to do."""


class PortInUseError(HarnessError):
    """A port that the suite needs is taken."""


class StartError(HarnessError):
    """firebase-tools started but did not become ready; the message ends with its log's tail."""
