"""The errors of this backend; everything else that is raised is a defect or an outage."""


class CustomerHealthError(Exception):
    """Says what was wrong, where, and what to do."""


class BadRecord(CustomerHealthError):  # noqa: N818 - named for what was found
    """A record without which nothing can be said about a company."""


class Unsettled(CustomerHealthError):  # noqa: N818 - named for what was found
    """A figure went on changing under the writer's hands; the next event or run repairs it."""


class DatabaseDown(CustomerHealthError):  # noqa: N818 - named for what was found
    """The database did not answer, also not after retries; the same work may succeed later."""


class Misconfigured(CustomerHealthError):  # noqa: N818 - named for what was found
    """The deployment's settings contradict each other or are missing."""
