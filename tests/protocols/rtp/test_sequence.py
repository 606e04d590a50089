from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from camproof.protocols.rtp import SequenceTracker


def track(numbers, **options) -> SequenceTracker:
    tracker = SequenceTracker(**options)
    for number in numbers:
        tracker.packet(number & 0xFFFF)
    return tracker


def test_nothing_yet():
    tracker = SequenceTracker()
    assert (tracker.expected, tracker.received, tracker.lost) == (0, 0, 0)
    assert tracker.report_loss() == (0, 0)


@given(st.integers(0, 65_535), st.integers(1, 3_000))
def test_a_clean_stream_over_the_wrap(start, count):
    tracker = track(range(start, start + count))
    assert (tracker.received, tracker.expected, tracker.lost) == (count, count, 0)
    assert tracker.highest == start + count - 1


@given(
    start=st.integers(0, 65_535),
    lost=st.sets(st.integers(1, 298), max_size=100),
    doubled=st.sets(st.integers(0, 299), max_size=30),
    seed=st.integers(0, 1_000),
)
def test_loss_duplicates_and_reordering_are_told_apart(start, lost, doubled, seed):
    rng = random.Random(seed)
    sent = [n for n in range(300) if n not in lost]
    arrivals = sorted((n + (rng.random() * 8 if n else 0), n) for n in sent)
    order = [n for _, n in arrivals]
    twice = [n for n in order for _ in range(1 + (n in doubled))]
    tracker = track(start + n for n in twice)
    top = max(order)
    assert tracker.received == len(sent)
    assert tracker.expected == top + 1
    assert tracker.lost == top + 1 - len(sent)
    assert tracker.duplicates == len(doubled & set(sent))
    late = sum(1 for at, n in enumerate(order) if n < max(order[: at + 1]))
    assert tracker.reordered == late
    assert tracker.restarts == tracker.strays == 0


def test_packets_older_than_the_first_one_are_reordered_not_lost():
    tracker = track([100, 98, 99, 101])
    assert (tracker.expected, tracker.received, tracker.lost, tracker.reordered) == (4, 4, 0, 2)
    assert track([100, 97, 101]).lost == 2


def test_a_link_that_was_down_is_loss():
    tracker = track([*range(10), *range(15_010, 15_020)])
    assert (tracker.lost, tracker.restarts) == (15_000, 0)


def test_a_sender_that_starts_anew_is_no_loss():
    tracker = track([*range(100), *range(40_000, 40_050)], max_gap=3_000)
    assert (tracker.received, tracker.expected, tracker.lost, tracker.restarts) == (150, 150, 0, 1)
    tracker = track([*range(30_000, 30_100), *range(5, 15)])
    assert (tracker.received, tracker.lost, tracker.restarts) == (110, 0, 1)


def test_a_single_stray_packet_changes_nothing():
    tracker = track([*range(50), 40_000, *range(50, 60)])
    assert (tracker.received, tracker.lost, tracker.strays, tracker.restarts) == (60, 0, 1, 0)


def test_a_false_number_far_ahead_is_corrected_once():
    tracker = track([*range(50), 300, *range(51, 66)])
    assert (tracker.corrections, tracker.highest) == (0, 300)
    tracker = track([*range(50), 300, *range(51, 80)])
    assert (tracker.corrections, tracker.highest, tracker.strays, tracker.lost) == (1, 79, 1, 1)


def test_report_blocks_count_since_the_last_report():
    tracker = track([0, 1, 2, 4])
    assert tracker.report_loss() == (51, 1)
    tracker.packet(5)
    tracker.packet(5)
    assert tracker.report_loss() == (0, 0)


@given(st.lists(st.integers(0, 65_535), max_size=400))
def test_any_numbers_keep_the_counts_sane(numbers):
    tracker = track(numbers)
    assert tracker.received + tracker.duplicates + tracker.strays == len(numbers)
    assert 0 <= tracker.lost == tracker.expected - tracker.received
    assert tracker.reordered <= tracker.received
    fraction, _ = tracker.report_loss()
    assert 0 <= fraction <= 255


@given(st.integers(0, 65_535), st.integers(0, 300), st.integers(0, 300))
def test_a_run_in_order_is_as_packet_by_packet(start, before, run):
    one, other = track(range(start, start + before + 1)), track(range(start, start + before + 1 + run))
    one.in_order(run)
    assert (one.highest, one.received, one.expected) == (other.highest, other.received, other.expected)


def test_a_missing_number_that_was_forgotten_is_a_stray():
    tracker = track([*range(10), *range(1_010, 1_020)], max_missing=200)
    tracker.packet(1_009)
    tracker.packet(20)
    assert (tracker.reordered, tracker.strays, tracker.lost) == (1, 1, 999)
