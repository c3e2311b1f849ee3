"""The errors of this backend; everything else that is raised is a defect or an outage."""

from typing import Literal

Code = Literal[
    # Who asks, and how.
    "signed_out", "other_domain", "unverified", "role", "forbidden", "unreadable", "failed",
    # What is asked for.
    "missing", "conflict", "outdated", "thresholds", "not_on_this_alert", "link_refused",
    "id_taken", "export_over",
    # Quick actions.
    "not_entitled", "not_now", "key_used", "legal_hold", "other_currency", "over_already",
    "costs_more", "costs_no_more", "no_such_ticket", "no_email", "no_plan",
    # Sources.
    "not_configured", "source_down", "source_refused", "bad_answer", "not_in_source", "ambiguous",
]  # fmt: skip
"""What was wrong, for a program: a client's own words in its own language go by it."""


class CustomerHealthError(Exception):
    """Says what was wrong, where, and what to do."""

    code: Code = "failed"

    def __init__(self, message: str, code: Code | None = None) -> None:
        super().__init__(message)
        if code:
            self.code = code


class BadRecord(CustomerHealthError):  # noqa: N818 - named for what was found
    """A record without which nothing can be said about a company."""


class NotConverged(CustomerHealthError):  # noqa: N818 - named for what was found
    """A figure went on changing under the writer's hands; the next event or run repairs it."""


class DatabaseDown(CustomerHealthError):  # noqa: N818 - named for what was found
    """The database did not answer, also not after retries; the same work may succeed later."""


class Busy(DatabaseDown):
    """Others were writing the same for longer than can be waited for."""


class Misconfigured(CustomerHealthError):  # noqa: N818 - named for what was found
    """The deployment's settings contradict each other or are missing."""


class BadToken(CustomerHealthError):  # noqa: N818 - named for what was found
    """A token that proves nothing: expired, forged, or of another project."""


class SlackDown(CustomerHealthError):  # noqa: N818 - named for what was found
    """Slack did not take it now; later it may. It may also have taken it and lost the answer."""

    def __init__(self, message: str, retry_after: int | None = None) -> None:
        """`retry_after`: the seconds for which Slack asked, if it did."""
        super().__init__(message)
        self.retry_after = retry_after


class SlackRefused(CustomerHealthError):  # noqa: N818 - named for what was found
    """Slack will not take it, however often it is sent, until somebody changes something."""


class BadInteraction(CustomerHealthError):  # noqa: N818 - named for what was found
    """A click that Slack did not send, sent too long ago, or that names nothing of ours."""


class Missing(CustomerHealthError):  # noqa: N818 - named for what was found
    """What a person asked for is not there."""

    code = "missing"


class Outdated(CustomerHealthError):  # noqa: N818 - named for what was found
    """What a person looked at has changed since; look again."""

    code = "outdated"


class DeliveryFailed(CustomerHealthError):  # noqa: N818 - named for what happened
    """Something of the outbox was not sent; the same work may succeed later."""


class SlackMisconfigured(SlackRefused):
    """Slack refuses everything until somebody changes a setting; the message can wait for that."""


class SourceError(CustomerHealthError):
    """A source of the context view gave no answer that can be used; the others stand."""


class SourceDown(SourceError):  # noqa: N818 - named for what was found
    """It did not answer in time, or asked to be left alone for a while."""

    code = "source_down"

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        """`retry_after`: the seconds for which it asked, if it did."""
        super().__init__(message)
        self.retry_after = retry_after


class SourceRefused(SourceError):  # noqa: N818 - named for what was found
    """It will not, however often it is asked, until somebody changes something."""

    code = "source_refused"


class BadAnswer(SourceError):  # noqa: N818 - named for what was found
    """It answered what its documentation does not allow."""

    code = "bad_answer"


class NotInSource(SourceError):  # noqa: N818 - named for what was found
    """It knows no such customer."""

    code = "not_in_source"


class AmbiguousInSource(SourceError):  # noqa: N818 - named for what was found
    """It knows several that could be meant: an explicit id must say which."""

    code = "ambiguous"

    def __init__(self, message: str, candidates: tuple[str, ...] = ()) -> None:
        """`candidates`: their ids there."""
        super().__init__(message)
        self.candidates = candidates


class Forbidden(CustomerHealthError):  # noqa: N818 - named for what was found
    """This person may not do this."""

    code = "forbidden"


class Conflicting(CustomerHealthError):  # noqa: N818 - named for what was found
    """What was asked for does not fit the state that things are in."""

    code = "conflict"
