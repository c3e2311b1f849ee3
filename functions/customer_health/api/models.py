"""The shape of everything that the API takes and gives: camelCase, but for the metrics' own names.

What is not known is left out of an answer; no field is ever null.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    FiniteFloat,
    StringConstraints,
)
from pydantic.alias_generators import to_camel

from customer_health.domain import metrics


class Model(BaseModel):
    model_config = ConfigDict(
        alias_generator=to_camel, validate_by_name=True, extra="forbid", frozen=True
    )


class Metric(StrEnum):
    """The five metrics, by the names of their fields."""

    EMPLOYEES = metrics.EMPLOYEES
    LOGIN = metrics.LOGIN
    OPEN_SHIFTS = metrics.OPEN_SHIFTS
    OUTSIDE_AVAILABILITY = metrics.OUTSIDE_AVAILABILITY
    CONFLICTING_CLOCK_INS = metrics.CONFLICTING_CLOCK_INS


Level = Literal["critical", "warning", "healthy", "none"]
CompanyLevel = Literal["critical", "warning", "healthy", "unknown"]
Result = Literal["Yes", "No", "None"]
Role = Literal["agent", "supervisor", "executive", "admin"]

DATABASE_KEY = r"^[^.#$/\[\]\x00-\x1f\x7f]{1,700}$"
NOT_BLANK = r"[^\s\x85\ufeff]"
"""What is a space differs in two characters between JSON Schema's expressions and pydantic's."""
Reason = Annotated[str, StringConstraints(pattern=NOT_BLANK, max_length=500)]


class Problem(BaseModel):
    """RFC 9457. `errors` is there if the request was read and found wrong."""

    type: str
    title: str
    status: int
    detail: str
    errors: list["Fault"] | None = None


class Fault(BaseModel):
    """What is wrong `at` a parameter, or a field of the body."""

    at: str
    message: str


class Health(Model):
    status: Literal["ok"] = "ok"


class Me(Model):
    id: str
    email: str
    role: Role


class EmployeeChange(Model):
    """Since the `baselineDate`, about 30 days ago: `count` is how many more (or, negative, fewer),
    `arrow` the same in a few characters."""

    from_: Annotated[int, Field(alias="from")]
    baseline_date: date
    count: int
    percent: float
    arrow: str


class Owner(Model):
    """Who looks after the customer, by the CRM."""

    name: str | None = None
    email: str | None = None


class Figures(Model):
    """The five figures. A login that never was, and an average without data, are left out;
    averages are in percent, to full precision. `freshness` says when each was computed."""

    numberofemployees: int
    last_login: Annotated[datetime | None, Field(alias=metrics.LOGIN)] = None
    open_shifts: Annotated[Result, Field(alias=metrics.OPEN_SHIFTS)]
    outside_availability: Annotated[Result, Field(alias=metrics.OUTSIDE_AVAILABILITY)]
    conflicting_clock_ins: Annotated[Result, Field(alias=metrics.CONFLICTING_CLOCK_INS)]
    alert_level: CompanyLevel
    levels: dict[Metric, Level]
    averages: dict[Metric, float] = {}
    freshness: dict[Metric, datetime] = {}
    employee_change_30d: Annotated[EmployeeChange | None, Field(alias="employeeChange30d")] = None
    last_updated: datetime


class CustomerRow(Figures):
    """A line of the list."""

    id: str
    name: str
    email: str | None = None
    owner: Owner | None = None


class LevelCounts(Model):
    critical: int
    warning: int
    healthy: int
    unknown: int


class CustomerPage(Model):
    """`summary` counts the customers that all filters but the one by level let through. `next` is
    the cursor of the page that follows; the last page has none."""

    customers: list[CustomerRow]
    total: int
    summary: LevelCounts
    freshness: "ListFreshness"
    next: str | None = None


class ListFreshness(Model):
    """When the newest figure of all customers was computed, and the clock of the newest run."""

    last_updated: datetime | None = None
    last_run: datetime | None = None


class Contact(Model):
    name: str | None = None
    phone: str | None = None


class Location(Model):
    city: str | None = None
    province: str | None = None
    country: str | None = None


class Sentence(Model):
    """The same in both languages."""

    en: str
    fr: str


class Triage(Model):
    """What people decided; `until` ends a snooze, a dismissal, or the grace of a handled one."""

    kind: Literal["open", "acknowledged", "snoozed", "dismissed", "handled"]
    who: str | None = None
    at: datetime | None = None
    why: str | None = None
    until: datetime | None = None


class Alert(Model):
    """The newest episode of one company and rule. `version` goes into If-Match to change it."""

    key: str
    version: str
    company_id: str
    company: str
    owner: Owner | None = None
    rule: Metric
    severity: Literal["critical", "warning"]
    phase: Literal["firing", "recovering", "resolved", "closed"]
    data: Literal["fresh", "none", "stale", "error"]
    episode: int
    opened_at: datetime
    since: datetime
    as_of: datetime
    value: float | None = None
    threshold: float
    text: Sentence
    triage: Triage
    flapping: bool
    held: bool
    ended_on: date | None = None
    ended_why: str | None = None


class CustomerDetail(CustomerRow):
    contact: Contact | None = None
    location: Location | None = None
    created_at: datetime | None = None
    coverage: dict[Metric, int] = {}
    alerts: list[Alert]


class Thresholds(Model):
    """A level from `warning` on, both bounds included in it; critical above `critical`."""

    warning: float
    critical: float


class RuleChange(Model):
    at: datetime
    who: str
    thresholds: Thresholds
    enabled: bool


class History(Model):
    """A metric by date; null where there is a gap. Of the login, `values` are days without one;
    of the employees their number; else percent. `thresholds` are in `unit`."""

    metric: Metric
    unit: Literal["percent_decrease", "days", "percent"]
    dates: list[date]
    values: list[float | None]
    levels: list[Level | None]
    thresholds: Thresholds
    rule_changes: list[RuleChange]


class Day(Model):
    """`part` of `whole`, as a percentage; without them `left_out` says why there is none."""

    date: date
    part: int | None = None
    whole: int | None = None
    percent: float | None = None
    left_out: str | None = None


class Share(Model):
    """Whose offences; without an id those of nobody. `by_day` follows `days`: a heat map's row."""

    id: str | None = None
    name: str | None = None
    count: int
    by_day: list[int]


class Offence(Model):
    """A shift or timecard that counted; `record` is its path below the company's own."""

    record: str
    date: date
    employee_id: str | None = None
    employee: str | None = None
    department_id: str | None = None
    department: str | None = None
    types: list[str] = []


class DrillDown(Model):
    metric: Metric
    run_date: date
    average: float | None = None
    days: list[Day]
    departments: list[Share]
    employees: list[Share]
    types: dict[str, int] = {}
    offences: list[Offence]


class AlertPage(Model):
    alerts: list[Alert]
    total: int
    next: str | None = None


class Act(Model):
    """Why somebody does something about an alert."""

    reason: Reason


class Snooze(Act):
    until: Annotated[AwareDatetime, Field(description="Within the next 30 days.")]


class Transition(Model):
    """One move of an alert: `axis` says on what, `who` is a person's e-mail address or "system"."""

    episode: int
    seq: int
    axis: str
    kind: str
    old: str
    new: str
    who: str
    why: str
    at: datetime


class AlertHistory(Model):
    """The newest first."""

    transitions: list[Transition]
    total: int
    next: str | None = None


class Rule(Model):
    """`version` goes into If-Match to change it."""

    metric: Metric
    unit: Literal["percent_decrease", "days", "percent"]
    thresholds: Thresholds
    clears_after: int
    enabled: bool
    version: int
    changed_by: str
    changed_at: datetime | None = None


class Rules(Model):
    rules: list[Rule]


class WantedThresholds(Model):
    warning: Annotated[FiniteFloat, Field(gt=0, le=1000)]
    critical: Annotated[FiniteFloat, Field(gt=0, le=1000)]


class RuleAmendment(Model):
    thresholds: WantedThresholds
    enabled: bool = True


class Run(Model):
    """A daily run; what it has not come to yet is left out."""

    run_date: date
    state: Literal["running", "complete"]
    clock: datetime
    started_at: datetime
    finished_at: datetime | None = None
    made_up_by: date | None = None
    companies: int
    shards: int
    shards_done: int
    done: int | None = None
    skipped: int | None = None
    failed: int | None = None
    repaired: int | None = None
    reads: int | None = None
    bytes_read: int | None = None


class Runs(Model):
    """The newest first."""

    runs: list[Run]


class RunDetail(Run):
    """`failures` says by company why it has no figures of that date."""

    failures: dict[str, str]


class Candidate(Model):
    """A CRM record, or, where there is no CRM, another company; `company_id` who has it."""

    name: str
    email: str
    crm_id: str | None = None
    company_id: str | None = None


class Unmatched(Model):
    company_id: str
    name: str
    email: str | None = None
    state: Literal["none", "ambiguous"]
    since: datetime
    by: str
    candidates: list[Candidate]


class UnmatchedPage(Model):
    """The longest-waiting first."""

    companies: list[Unmatched]
    total: int
    next: str | None = None


class LinkByHand(Model):
    """`crm_id` is left out where there is no CRM."""

    crm_id: Annotated[str, Field(pattern=DATABASE_KEY)] | None = None
    reason: Reason


class IgnoreByHand(Model):
    reason: Reason


class Match(Model):
    company_id: str
    state: Literal["linked", "none", "ambiguous", "manual", "ignored"]
    crm_id: str | None = None
    since: datetime
    by: str
    reason: str | None = None


class CompanyQuality(Model):
    """How many records of a company the newest run found wrong, by reason."""

    company_id: str
    name: str
    total: int
    counts: dict[str, int]


class QualityPage(Model):
    """The worst first; companies without a flaw are left out."""

    companies: list[CompanyQuality]
    total: int
    next: str | None = None


class Flaw(Model):
    """Where a record lies, and what is wrong with it."""

    path: str
    reason: str
    detail: str


class Quality(Model):
    """All flaws are counted, the first thousand named."""

    run_date: date
    counts: dict[str, int]
    flaws: list[Flaw]


class Event(Model):
    """`about` is an employee's id or a metric; `who` and `why` are there where somebody acted."""

    id: str
    at: datetime
    kind: Literal["hired", "archived", "login", "level", "alert", "action"]
    about: str | None = None
    name: str | None = None
    old: str | None = None
    new: str | None = None
    who: str | None = None
    why: str | None = None


class Timeline(Model):
    """By the time of the event, the newest first."""

    events: list[Event]
    total: int
    next: str | None = None
