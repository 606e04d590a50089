from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from camproof.virtual_cameras.body.alarms import Alarm, Alarms
from camproof.virtual_cameras.body.storage import Card, Storage

NOW_S = 1_767_196_800.0


def test_the_archive_is_cut_into_files_of_one_hour() -> None:
    found = Storage().find(NOW_S - 7200, NOW_S, NOW_S)
    assert [(one.start_s - NOW_S, one.end_s - NOW_S) for one in found] == [(-7200, -3600), (-3600, 0)]
    assert found[0].size == 3600 * 125_000


def test_nothing_older_than_its_days_and_nothing_of_the_future() -> None:
    storage = Storage(days=1)
    assert storage.find(NOW_S - 10 * 86_400, NOW_S - 2 * 86_400, NOW_S) == []
    assert storage.find(NOW_S + 1, NOW_S + 3600, NOW_S) == []
    assert storage.covered_s(0.0, NOW_S * 2, NOW_S) == 86_400


def test_a_gap_cuts_a_file_in_two() -> None:
    storage = Storage(gaps=[(NOW_S - 2000, NOW_S - 1000)])
    found = storage.find(NOW_S - 3600, NOW_S, NOW_S)
    assert [(one.start_s - NOW_S, one.end_s - NOW_S) for one in found] == [(-3600, -2000), (-1000, 0)]


def test_recording_off_leaves_a_hole_until_it_is_on_again() -> None:
    storage = Storage()
    storage.set_recording(False, NOW_S)
    storage.set_recording(False, NOW_S + 5)
    assert storage.find(NOW_S, NOW_S + 100, NOW_S + 100) == []
    storage.set_recording(True, NOW_S + 60)
    found = storage.find(NOW_S, NOW_S + 100, NOW_S + 100)
    assert [(one.start_s - NOW_S, one.end_s - NOW_S) for one in found] == [(60, 100)]


def test_a_power_cut_and_formatting_lose_recordings() -> None:
    storage = Storage()
    storage.lose(NOW_S - 600, NOW_S - 300)
    assert storage.covered_s(NOW_S - 3600, NOW_S, NOW_S) == 3300
    storage.erase(NOW_S)
    assert storage.find(0, NOW_S, NOW_S) == []


def test_formatting_takes_a_while() -> None:
    card = Card()
    assert card.format_progress(0.0) is None
    card.format(100.0)
    assert card.format_progress(110.0) == 50
    assert card.format_progress(120.0) is None


@given(st.lists(st.tuples(st.integers(0, 20_000), st.integers(0, 20_000)), max_size=6))
def test_files_never_overlap_and_never_touch_a_gap(gaps: list[tuple[int, int]]) -> None:
    spans = [(NOW_S - max(gap), NOW_S - min(gap)) for gap in gaps]
    found = Storage(gaps=list(spans)).find(NOW_S - 20_000, NOW_S, NOW_S)
    for one, other in pairwise(found):
        assert one.end_s <= other.start_s
    for one in found:
        assert not any(low < one.end_s and one.start_s < high for low, high in spans if high > low)


def test_a_device_alarm_must_be_reset_before_the_next() -> None:
    alarms = Alarms()
    alarm = Alarm(method=2, alarm_type=1)
    assert alarms.may_raise(alarm)
    alarms.open.append(alarm)
    assert alarms.duty == "ALARM"
    assert not alarms.may_raise(alarm)
    assert alarms.may_raise(Alarm(method=5))
    alarms.reset(5)
    assert alarms.open == [alarm]
    alarms.reset(2, 1)
    assert alarms.duty == "ONDUTY"


def test_without_guard_only_faults_are_told() -> None:
    alarms = Alarms(guarded=False)
    assert alarms.duty == "OFFDUTY"
    assert not alarms.may_raise(Alarm(method=5))
    assert alarms.may_raise(Alarm(method=6, alarm_type=1))
