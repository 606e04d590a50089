import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.protocols.errors import LocalProtocolError, ManscdpError
from camproof.protocols.manscdp import (
    format_time,
    make_snapshot_file_id,
    parse_time,
    read_snapshot_file_id,
)

CODE = "34020000001320000001"


def test_local_time_is_beijing_time():
    assert format_time(1767196800) == "2026-01-01T00:00:00"
    assert parse_time("2026-01-01T00:00:00") == 1767196800
    assert format_time(1767196800, 0, milliseconds=True) == "2025-12-31T16:00:00.000"


@given(st.integers(0, 4 * 10**9), st.integers(-12 * 3600, 14 * 3600))
def test_round_trip(epoch_s, offset_s):
    assert parse_time(format_time(epoch_s, offset_s), offset_s) == epoch_s


@pytest.mark.parametrize(
    "text", ["2026-1-1 0:00:00", "2026/01/01T00:00:00.123", " 2026-01-01T00:00:00 ", "2025-12-31T16:00:00Z"]
)
def test_forms_of_the_field(text):
    assert parse_time(text) == 1767196800


@pytest.mark.parametrize(
    "text", ["", "now", "2026-13-01T00:00:00", "2026-01-01", "9" * 5000, "２０２６-01-01T00:00:00"]
)
def test_what_is_no_time(text):
    with pytest.raises(ManscdpError):
        parse_time(text)


@given(st.text(max_size=30))
def test_any_text_gives_a_time_or_the_rooms_error(text):
    try:
        assert parse_time(text) is not None
    except ManscdpError:
        assert text != "2026-01-01T00:00:00"


def test_times_beyond_the_calendar_are_refused():
    with pytest.raises(LocalProtocolError):
        format_time(1e18)
    with pytest.raises(LocalProtocolError):
        format_time(float("nan"))


def test_snapshot_file_identifier():
    file_id = make_snapshot_file_id(CODE, 1767196800.25, 7)
    assert file_id == CODE + "02" + "20260101000000250" + "07"
    assert len(file_id) == 41
    assert read_snapshot_file_id(file_id) == (CODE, "20260101000000250", 7)


@pytest.mark.parametrize("bad", ["", "x" * 41, CODE + "03" + "2" * 19])
def test_what_is_no_snapshot_file_identifier(bad):
    with pytest.raises(ManscdpError):
        read_snapshot_file_id(bad)
    with pytest.raises(LocalProtocolError):
        make_snapshot_file_id("3402", 0, 100)
