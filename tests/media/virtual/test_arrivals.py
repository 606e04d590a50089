"""Units that are booked in arrays give what analysers count packet by packet."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.media.receive.buckets import Bucket
from camproof.media.receive.frame import ReceivedFrame
from camproof.media.receive.frame_clock import FrameClock
from camproof.media.receive.pictures import PictureAccount
from camproof.media.stamp import TruthStamp
from camproof.media.virtual.arrivals import Booked, book
from camproof.media.virtual.flights import Rows, new_flights
from camproof.media.virtual.tables import Library
from camproof.media.virtual.units import UNIT
from camproof.protocols.rtp import JitterMeter, SequenceTracker
from camproof.protocols.tally import DeviationTally

MASK = 0xFFFF
PICTURES = 8
"""Of the library, the first of which is a key picture; each has its stamp in the first packet."""


def _booked(flights: Rows, units: Any) -> Booked:
    library = Library()
    library.columns["since_key"] = np.arange(PICTURES)
    library.columns["stamp_packet"] = np.zeros(PICTURES, np.int64)
    library.columns["sounds"] = np.ones(PICTURES, np.int64)
    return book(flights, units, library, 0)


def _units(packets: list[list[int]]) -> Any:
    """Units of one stream, 40 ms after each other, whose packets come so many ns after they were due.

    ``peak`` is where the jitter that the packets behind the first add is highest.
    """
    units = np.zeros(len(packets), UNIT)
    sequence = 0
    for n, late in enumerate(packets):
        at = np.maximum.accumulate(n * 40_000_000 + np.array(late))
        units["timestamp"][n], units["got"][n], units["sequence"][n] = n * 3600, len(late), sequence
        units["run"][n], units["packets"][n], units["last"][n] = len(late), len(late), len(late) - 1
        units["first_ns"][n], units["last_ns"][n], units["place"][n] = at[0], at[-1], n % PICTURES
        units["end_ns"][n], units["frame"][n] = at[-1], n
        jitter = peak = peak_at = 0.0
        for rank, step in enumerate(np.diff(at).tolist(), 1):
            jitter += (step - jitter) / 16
            if jitter > peak:
                peak, peak_at = jitter, rank
        units["spread"][n], units["peak"][n], units["peak_at"][n] = jitter, peak, int(peak_at)
        sequence += len(late)
    return units


@given(st.lists(st.lists(st.integers(0, 30_000_000), min_size=1, max_size=12), min_size=1, max_size=20))
def test_jitter_is_that_of_rfc_3550(packets: list[list[int]]) -> None:
    meter, highest = JitterMeter(), 0.0
    meter.packet(0, 0.0)
    for n, late in enumerate(packets):
        for at in np.maximum.accumulate(n * 40_000_000 + np.array(late)).tolist():
            meter.packet(n * 3600, at / 1e9)
            highest = max(highest, meter.jitter_ms)
    flights = new_flights(1)
    rows = _booked(flights, _units(packets)).block.rows
    assert flights["jitter"][0] / 1e6 == pytest.approx(meter.jitter_ms, abs=1e-3)
    assert rows["jitter_ns"][-1] == flights["jitter"][0]
    assert meter.jitter_ms - 1e-3 <= rows["worst_ns"].max() / 1e6 <= highest + 1e-3


def test_jitter_that_is_highest_inside_a_picture_is_found() -> None:
    rows = _booked(new_flights(1), _units([[0], [0, 16_000_000, 16_000_000, 16_000_000]])).block.rows
    assert rows["worst_ns"][0] == pytest.approx(1_000_000)
    assert rows["jitter_ns"][0] == pytest.approx(1_000_000 * (15 / 16) ** 2)


@given(
    st.lists(
        st.tuples(st.sampled_from([3600, 3610, 1800, 9000, 36_000, -900]), st.booleans()),
        min_size=1,
        max_size=30,
    )
)
def test_irregular_steps_are_those_of_the_frame_clock(steps: list[tuple[int, bool]]) -> None:
    flights, clock = new_flights(1), FrameClock()
    units = _units([[0]] * len(steps))
    clock.packet(0, 0.0)
    timestamp, sequence, wanted, intervals = 0, -1, 0, 0
    for n, (step, follows) in enumerate(steps):
        timestamp += step
        sequence += 1 if follows else 2
        units["timestamp"][n], units["sequence"][n] = timestamp, sequence
        if not follows:
            clock.gap()
        told = clock.packet(timestamp & 0xFFFFFFFF, 0.0)
        wanted += told is not None and told.irregular
        intervals += told is not None
    rows = _booked(flights, units).block.rows
    assert rows["irregular_timestamps"].sum() == wanted
    assert rows["intervals"].sum() == intervals
    assert int(flights["step"][0]) == clock.step


@given(
    st.lists(st.tuples(st.integers(0, 4000), st.integers(0, PICTURES - 1)), min_size=1, max_size=30),
    st.integers(-1, 3000),
)
def test_pictures_are_counted_as_an_analyser_does(stamps: list[tuple[int, int]], newest: int) -> None:
    flights, units = new_flights(1), _units([[0]] * len(stamps))
    account, bucket = PictureAccount(lambda at_s: at_s, DeviationTally()), Bucket(0, 0.0, 0.0)
    account.go_on(None if newest < 0 else TruthStamp(0, newest, 0), None)
    flights["newest"][0] = newest
    for n, (frame, place) in enumerate(stamps):
        units["frame"][n], units["place"][n] = frame, place
        at_s = units["end_ns"][n] / 1e9
        stamp = TruthStamp(0, frame, 0)
        account.take(
            ReceivedFrame("H264", b"", None, None, place == 0, False, at_s, stamp),
            bucket,
        )
    booked = _booked(flights, units)
    rows, block = booked.block.rows, booked.block
    for name in (
        "frames",
        "key_frames",
        "damaged_frames",
        "stamped_frames",
        "repeated_frames",
        "missing_frames",
    ):
        assert rows[name].sum() == getattr(bucket, name), name
    assert booked.repeated.sum() == bucket.repeated_frames
    assert block.gops.tolist() == list(bucket.gops)
    assert block.latencies_ms.tolist() == pytest.approx(list(bucket.latencies_ms))
    told = account.place[0]
    assert told is not None
    assert flights["newest"][0] == told.frame


@given(st.lists(st.sampled_from([1, 1, 1, 2, 7, 19_000, 20_002, 40_000, 65_536, 70_000]), max_size=20))
def test_expected_packets_are_those_of_the_tracker(jumps: list[int]) -> None:
    flights, tracker = new_flights(1), SequenceTracker()
    units = _units([[0, 0, 0]] * (len(jumps) + 1))
    sequence = -1
    for n, jump in enumerate([1, *jumps]):
        units["sequence"][n] = sequence + jump
        for _ in range(3):
            sequence += jump
            jump = 1
            tracker.packet(sequence & MASK)
    rows = _booked(flights, units).block.rows
    assert rows["expected"].sum() == flights["expected"][0]
    assert rows["expected"].sum() == tracker.expected


def test_each_second_of_a_stream_has_a_row_with_its_longest_gap() -> None:
    flights, units = new_flights(2), _units([[0, 1000]] * 60)
    units["flight"][40:] = 1
    units["first_ns"][30:40] += 70_000_000
    units["last_ns"][30:40] += 70_000_000
    booked = _booked(flights, units)
    rows = booked.block.rows
    assert booked.which.tolist() == [0, 1]
    assert (booked.starts.tolist(), booked.ends.tolist()) == ([0, 40], [39, 59])
    assert rows["flight"].tolist() == [0, 0, 1, 1]
    assert rows["second"].tolist() == [0, 1, 1, 2]
    assert rows["packets"].tolist() == [50, 30, 20, 20]
    assert rows["gap_ns"].tolist() == [39_999_000, 109_999_000, 39_999_000, 39_999_000]
    assert rows["first_ns"].tolist()[:2] == [0, 1_000_000_000]
    assert rows["audio_frames"].tolist() == [25, 15, 10, 10]
