"""The table of company shapes: the figures of each, and the levels that follow from them."""

from dataclasses import dataclass
from typing import Literal

Level = Literal["critical", "warning", "healthy", "none"]
Weeks = Literal[
    "alternating",  # every other week is left in draft, so all three percentages have data
    "published",
    "draft",
    "ungenerated",  # drafts for which "Generate Schedule" was never clicked
    "next",  # only next week's draft
    "none",
]


@dataclass(frozen=True)
class Shape:
    """The figures of a kind of company. Percentages are means over the 14-day window; None means
    any healthy figure."""

    name: str
    sizes: tuple[int, ...]
    """The number of active employees of each company in this shape."""
    weeks: Weeks = "alternating"
    change: float | None = 0.0
    """The change of the head count in 30 days; None: there were no employees 30 days ago."""
    login_days: float | None = 1.5
    """Days since the last login of the master account; None: it never logged in."""
    open: float | None = None
    unavailable: float | None = None
    conflicts: float | None = None
    per_day: int | None = None
    """Shifts a day, for shapes with an exact percentage; None: by head count."""
    age_days: int | None = None
    created: bool = True
    """Whether the company's record has a createdAt."""
    master: Literal["by id", "by e-mail", "unknown"] = "by id"
    """How the company's record leads to its master account; unknown: no employee has its address.
    """
    zone: Literal["usual", "dst", "unknown"] = "usual"
    kind: str | None = None
    dirty: bool = False


STEADY = (5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 18, 22, 26, 34, 64)

SHAPES = (
    # healthy
    Shape("steady", STEADY),
    Shape("publishes everything", (5, 8, 12, 20, 80), weeks="published"),
    Shape("largest", (400,), kind="factory"),
    Shape("growing fast", (14, 40), change=0.35),
    Shape("brand new", (6,), weeks="next", change=None, login_days=None, age_days=2),
    Shape("dirty records", (18,), zone="unknown", dirty=True),
    Shape("no schedules", (7, 12), weeks="none"),
    Shape("drafts only", (9, 16), weeks="draft"),
    Shape("never logged in, creation unknown", (11,), login_days=None, created=False),
    Shape("master known by e-mail only", (10, 24), master="by e-mail"),
    Shape("overnight through DST", (17, 30), zone="dst", kind="hotel"),
    # warning, by one figure alone
    Shape("shrinking", (17,), change=-0.15),
    Shape("shrinking by exactly 10 %", (18,), change=-0.10),
    Shape("master away", (14,), login_days=10.25),
    Shape("master away for exactly 7 days", (8,), login_days=7.0),
    Shape("master away for exactly 14 days", (21,), login_days=14.0),
    Shape("open shifts", (28,), open=15.0),
    Shape("exactly 10 % open", (24,), open=10.0, per_day=11),
    Shape("exactly 20 % open", (13,), open=20.0, per_day=6),
    Shape("outside availability", (16,), unavailable=15.0),
    Shape("exactly 10 % outside", (22,), weeks="published", open=0.0, unavailable=10.0, per_day=10),
    Shape("conflicting punches", (12,), conflicts=60.0),
    Shape("exactly 50 % conflicts", (20,), open=0.0, conflicts=50.0, per_day=8),
    # critical, all but the last by one figure alone
    Shape("shrinking fast", (9, 180), change=-0.30, kind="care home"),
    Shape("master gone", (13,), login_days=23.0),
    Shape("never logged in", (7,), login_days=None, age_days=60),
    Shape("many open shifts", (15, 90), open=30.0),
    Shape("far outside availability", (26,), unavailable=30.0),
    Shape("payroll in pieces", (32,), conflicts=85.0),
    Shape(
        "everything at once",
        (19,),
        change=-0.35,
        login_days=31.0,
        open=40.0,
        unavailable=28.0,
        conflicts=80.0,
    ),
    # unknown: not one figure
    Shape("empty", (0,), weeks="none", change=None, login_days=None, created=False),
    Shape(
        "just imported",
        (12,),
        weeks="none",
        change=None,
        login_days=None,
        created=False,
        master="unknown",
    ),
    Shape("draft begun", (8,), weeks="ungenerated", change=None, login_days=None, created=False),
)


def head_count_then(shape: Shape, size: int) -> int:
    """Return the head count 30 days before the run."""
    return 0 if shape.change is None else round(size / (1 + shape.change))


def levels(shape: Shape, size: int) -> dict[str, Level]:
    """Return the level of each figure, given the snapshot of 30 days ago."""
    drafts = shape.weeks in ("alternating", "draft")
    published = shape.weeks in ("alternating", "published")
    then = head_count_then(shape, size)
    age = shape.age_days if shape.created else None
    away = age if shape.login_days is None else shape.login_days
    return {
        "numberofemployees": _level(100 * (then - size) / then if then else None, 10, 20),
        "last_login_date_master_account": _level(away, 7, 14),
        "quarts_de_travail_ouverts_10_": _level((shape.open or 0) if drafts else None, 10, 20),
        "quarts_de_travail_attribues_hors_dispo_10": _level(
            (shape.unavailable or 0) if published else None, 10, 20
        ),
        "quarts_problematiques_50": _level((shape.conflicts or 0) if published else None, 50, 70),
    }


def _level(value: float | None, warning: float, critical: float) -> Level:
    if value is None:
        return "none"
    if value > critical:
        return "critical"
    return "warning" if value >= warning else "healthy"
