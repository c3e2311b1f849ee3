"""The kind of failure that is read from a company's reason, as the program itself words it."""

import pytest

from customer_health.domain.run_failures import FailureKind, failure_kind
from customer_health.errors import BadRecord
from customer_health.stores.metrics.companies import read_company

CASES: tuple[tuple[str, FailureKind], ...] = (
    ("GET Employees/acme: TimeoutError()", "outage"),
    ("PATCH : 503 b'no server'", "outage"),
    ("the database does not answer: timed out", "outage"),
    ("the database answers 502: b''", "outage"),
    ("acme: company, employees or login changed during 5 attempts", "kept_changing"),
    ("still changing after 5 writes, the last one of ['Metrics/acme']", "kept_changing"),
    ("KeyError: 'GET '", "other"),
)


@pytest.mark.parametrize(("why", "kind"), CASES)
def test_a_reason_says_what_kind_of_failure_it_is(why: str, kind: FailureKind) -> None:
    assert failure_kind(why) == kind


@pytest.mark.parametrize("raw", [b"null", b'"acme"', b"{"])
def test_a_company_that_cannot_be_read_is_a_bad_record(raw: bytes) -> None:
    with pytest.raises(BadRecord) as found:
        read_company("acme", raw, [])
    assert failure_kind(str(found.value)) == "bad_record"
