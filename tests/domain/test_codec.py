"""Stored alerts can be read again, in every form in which the database returns them."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customer_health.domain.alerts.alert import Alert, LastNotification, Triage
from customer_health.domain.alerts.transitions import Transition
from customer_health.domain.codec import as_json, from_json
from tests.domain.alerts.story import Story, at

instants = st.integers(0, 4_102_444_800).map(lambda second: datetime.fromtimestamp(second, UTC))
days = st.dates(date(2020, 1, 1), date(2100, 1, 1))
alerts = st.builds(
    Alert,
    opened_at=instants,
    since=instants,
    as_of=instants,
    value_at=st.none() | instants,
    value=st.none() | st.floats(allow_nan=False, allow_infinity=False),
    changes=st.lists(days, max_size=5).map(tuple),
    triage=st.builds(Triage, at=st.none() | instants, until=st.none() | instants),
    last_notification=st.none() | st.builds(LastNotification, at=instants),
)


def stored(value: Any) -> Any:
    """Return a JSON value as the database returns it: 1.0 as 1, and without empty nodes."""
    if isinstance(value, dict):
        kept = {key: stored(item) for key, item in value.items()}
        return {key: item for key, item in kept.items() if item not in (None, {}, [])}
    if isinstance(value, list):
        return [stored(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


@given(alerts)
def test_an_alert_survives_the_database(alert: Alert) -> None:
    assert from_json(Alert, stored(json.loads(json.dumps(as_json(alert))))) == alert


@given(alerts)
def test_the_database_stores_the_json_unchanged(alert: Alert) -> None:
    assert stored(as_json(alert)) == as_json(alert)


def test_the_shape_of_a_stored_alert() -> None:
    written = as_json(Story("C").act("acknowledge").alert)
    assert written["companyId"] == "acme"
    assert written["openedAt"] == "2025-11-24T11:00:00Z"
    assert (written["lastDate"], written["changes"]) == ("2025-11-24", ["2025-11-24"])
    assert written["triage"] == {
        "kind": "acknowledged",
        "who": "ana@example.com",
        "at": "2025-11-24T14:00:00Z",
    }
    assert "told" not in written


def test_a_transition_survives_the_database() -> None:
    line = Story("C").history[0]
    assert from_json(Transition, as_json(line)) == line


def test_a_list_returned_as_an_object_is_read() -> None:
    alert = Story("CHC").alert
    written = as_json(alert)
    written["changes"] = {str(number): day for number, day in enumerate(written["changes"])}
    assert from_json(Alert, written) == alert


def test_other_offsets_and_fractions_of_seconds_are_written_as_utc_seconds() -> None:
    local = at(0).astimezone(timezone(timedelta(hours=-5))) + timedelta(microseconds=9)
    assert as_json(Triage("handled", at=local))["at"] == "2025-11-24T11:00:00Z"


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("phase", "asleep", "Alert.phase is 'asleep': not one of firing"),
        ("seq", "7", "Alert.seq is '7': not of type int"),
        ("held", 1, "Alert.held is 1: not of type bool"),
        ("seq", True, "Alert.seq is True: not of type int"),
        ("since", "yesterday", "Alert.since is 'yesterday'"),
        ("changes", 5, "Alert.changes is 5"),
        ("triage", {"kind": "gone"}, "Triage.kind is 'gone'"),
        ("told", [], r"LastNotification is \[\], not an object"),
    ],
)
def test_a_malformed_value_is_refused_with_its_field(key: str, value: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        from_json(Alert, {**as_json(Story("C").alert), key: value})


def test_a_missing_key_is_refused_with_its_name() -> None:
    written = as_json(Story("C").alert)
    del written["phase"]
    with pytest.raises(ValueError, match=r"Alert\.phase is None: 'phase'"):
        from_json(Alert, written)
