"""Why a company has no figures of a run: the kind of failure, for programs."""

import re
from typing import Literal

FailureKind = Literal["bad_record", "outage", "kept_changing", "other"]
"""`other` is an error that nobody foresaw: a defect."""

KINDS: tuple[tuple[FailureKind, str], ...] = (
    ("bad_record", r"Companies/.+ is no company record"),
    ("outage", r"the database (does not answer|answers \d)|(GET|PUT|PATCH|DELETE) "),
    ("kept_changing", r".+ changed during \d+ attempts|still changing after \d"),
)
"""The first pattern that a reason begins with counts."""


def failure_kind(why: str) -> FailureKind:
    """Return the kind of failure of a reason, which is a sentence of the program in English."""
    return next((kind for kind, pattern in KINDS if re.match(pattern, why)), "other")
