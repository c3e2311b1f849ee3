"""The errors that this backend raises on purpose. Any other exception is a defect or an outage."""

from typing import Literal

Code = Literal[
    # The account and the request.
    "signed_out", "other_domain", "unverified", "role", "forbidden", "unreadable", "failed",
    "too_many", "unavailable",
    # The resource.
    "missing", "conflict", "outdated", "thresholds", "not_on_this_alert", "link_refused",
    "id_taken", "export_over", "too_many_customers",
    # Quick actions.
    "not_entitled", "not_now", "key_used", "legal_hold", "other_currency", "over_already",
    "costs_more", "costs_no_more", "no_such_ticket", "no_email", "no_plan",
    # Sources of the context view.
    "not_configured", "source_down", "source_refused", "bad_answer", "not_in_source", "ambiguous",
]  # fmt: skip
"""What was wrong, for programs. A client looks up its own text, in its language, by the code."""


class CustomerHealthError(Exception):
    """The base of all. Its message says what was wrong, where, and what to do."""

    code: Code = "failed"

    def __init__(self, message: str, code: Code | None = None) -> None:
        super().__init__(message)
        if code:
            self.code = code


class BadRecord(CustomerHealthError):  # noqa: N818 - named for what was found
    """A company's own record is missing or malformed, so nothing about it can be computed."""


class NotConverged(CustomerHealthError):  # noqa: N818 - named for what was found
    """A figure kept changing while it was being written; the next event or run corrects it."""


class DatabaseDown(CustomerHealthError):  # noqa: N818 - named for what was found
    """The database did not answer, even after retries; the same work may succeed later."""

    code = "unavailable"


class Busy(DatabaseDown):
    """Others held a lock for longer than the caller can wait."""


class Misconfigured(CustomerHealthError):  # noqa: N818 - named for what was found
    """Settings of the deployment are missing, or contradict each other."""


class BadToken(CustomerHealthError):  # noqa: N818 - named for what was found
    """A token that proves nothing: expired, forged, or of another project."""


class SlackDown(CustomerHealthError):  # noqa: N818 - named for what was found
    """Slack could not be reached, or not answer; later it may. The message may have been posted all
    the same, if only the answer was lost."""

    def __init__(self, message: str, retry_after: int | None = None) -> None:
        """`retry_after`: the seconds that Slack asks to wait, if it does."""
        super().__init__(message)
        self.retry_after = retry_after


class SlackRefused(CustomerHealthError):  # noqa: N818 - named for what was found
    """Slack refuses a request for good: it would refuse every repetition too."""


class BadInteraction(CustomerHealthError):  # noqa: N818 - named for what was found
    """A click that was not sent by Slack, is too old, or names nothing that exists here."""


class Missing(CustomerHealthError):  # noqa: N818 - named for what was found
    """The resource of a request does not exist."""

    code = "missing"


class Outdated(CustomerHealthError):  # noqa: N818 - named for what was found
    """The resource has changed since the person looked at it, or is being changed right now."""

    code = "outdated"


class DeliveryFailed(CustomerHealthError):  # noqa: N818 - named for what happened
    """Entries of the outbox were not sent; the same work may succeed later."""


class SlackMisconfigured(SlackRefused):
    """Slack refuses every message until somebody changes a setting; the messages are kept until
    then."""


class SourceError(CustomerHealthError):
    """A source of the context view gave no usable answer; the other sources are not affected."""


class SourceDown(SourceError):  # noqa: N818 - named for what was found
    """A source did not answer in time, or asked to wait before the next request."""

    code = "source_down"

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        """`retry_after`: the seconds that the source asks to wait, if it does."""
        super().__init__(message)
        self.retry_after = retry_after


class SourceRefused(SourceError):  # noqa: N818 - named for what was found
    """A source refuses a request for good: it would refuse every repetition too."""

    code = "source_refused"


class BadAnswer(SourceError):  # noqa: N818 - named for what was found
    """A source gave an answer that its documentation does not allow."""

    code = "bad_answer"


class NotInSource(SourceError):  # noqa: N818 - named for what was found
    """A source has no such customer."""

    code = "not_in_source"


class AmbiguousInSource(SourceError):  # noqa: N818 - named for what was found
    """A source has several customers that fit: a person must choose one by its id."""

    code = "ambiguous"

    def __init__(self, message: str, candidates: tuple[str, ...] = ()) -> None:
        """`candidates`: the ids of those customers in the source."""
        super().__init__(message)
        self.candidates = candidates


class Forbidden(CustomerHealthError):  # noqa: N818 - named for what was found
    """The person's role does not allow the request."""

    code = "forbidden"


class Conflicting(CustomerHealthError):  # noqa: N818 - named for what was found
    """The request does not fit the current state of its resource."""

    code = "conflict"
