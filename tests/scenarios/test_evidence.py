"""Who was on-line when, against a model that counts ticks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.scenarios.evidence import Evidence, Presence, StreamEvidence

A, B = "34020000001320000001", "34020000001320000002"
TICKS = 24

changes = st.lists(st.tuples(st.integers(0, TICKS - 1), st.booleans()), max_size=12).map(
    lambda pairs: sorted(pairs, key=lambda pair: pair[0])
)
windows = st.tuples(st.integers(0, TICKS - 1), st.integers(1, TICKS)).filter(lambda w: w[0] < w[1])


def made(pairs: list[tuple[int, bool]]) -> Presence:
    presence = Presence()
    for at, online in pairs:
        presence.mark(A, float(at), online=online)
    return presence


def ticks(pairs: list[tuple[int, bool]]) -> list[bool]:
    """On-line during the second that begins at each tick."""
    row, state = [], False
    for tick in range(TICKS + 1):
        for at, online in pairs:
            if at == tick:
                state = online
        row.append(state)
    return row


@given(changes, st.integers(0, TICKS))
def test_online_at_is_what_was_marked_last(pairs: list[tuple[int, bool]], at: int) -> None:
    presence = made(pairs)
    assert presence.online_at(A, float(at)) is ticks(pairs)[at]
    assert presence.online_at(A, at + 0.5) is ticks(pairs)[at]
    assert not presence.online_at(A, -0.5)


@given(changes, windows)
def test_online_s_counts_the_seconds_of_the_window(
    pairs: list[tuple[int, bool]], window: tuple[int, int]
) -> None:
    expected = sum(ticks(pairs)[window[0] : window[1]])
    assert made(pairs).online_s(A, (float(window[0]), float(window[1]))) == pytest.approx(expected)


@given(changes, windows, st.integers(1, TICKS - 1))
def test_online_s_adds_up_over_parts(
    pairs: list[tuple[int, bool]], window: tuple[int, int], cut: int
) -> None:
    presence, (from_s, to_s) = made(pairs), window
    middle = min(max(from_s, cut), to_s)
    parts = [(from_s, middle), (middle, to_s)]
    total = sum(presence.online_s(A, (float(a), float(b))) for a, b in parts if a < b)
    assert total == pytest.approx(presence.online_s(A, (float(from_s), float(to_s))))


@given(changes, windows)
def test_back_s_is_the_first_moment_after_which_nothing_breaks(
    pairs: list[tuple[int, bool]], window: tuple[int, int]
) -> None:
    after, until = window
    row = ticks(pairs)
    expected = None
    for tick in range(until, after - 1, -1):
        if not row[tick]:
            break
        expected = tick
    if expected is not None and any(at == expected and not on for at, on in pairs):
        return  # gone and back within one tick: the tick's own time is right, and tested below
    assert made(pairs).back_s(A, float(after), float(until)) == expected


@given(changes, windows)
def test_was_offline_is_not_having_been_there_throughout(
    pairs: list[tuple[int, bool]], window: tuple[int, int]
) -> None:
    presence = made([(at * 2, on) for at, on in pairs])
    moments = [half / 2 for half in range(window[0] * 4, window[1] * 4 + 1)]
    gone_at_a_point = any(not presence.online_at(A, moment) for moment in moments)
    if gone_at_a_point:
        assert presence.was_offline(A, (window[0] * 2.0, window[1] * 2.0))


def test_marks_that_change_nothing_are_not_kept() -> None:
    presence = Presence()
    for at_s in (1.0, 2.0, 3.0):
        presence.mark(A, at_s, online=True)
    assert presence.back_s(A, 0.0, 9.0) == 1.0
    presence.mark(A, 4.0, online=False)
    presence.mark(A, 5.0, online=False)
    presence.mark(A, 6.0, online=True)
    assert presence.back_s(A, 0.0, 9.0) == 6.0
    assert presence.online_s(A, (0.0, 9.0)) == pytest.approx(3.0 + 3.0)


def test_the_ends_of_a_window() -> None:
    presence = Presence()
    presence.mark(A, 2.0, online=True)
    presence.mark(A, 5.0, online=False)
    assert presence.online_at(A, 2.0)
    assert not presence.online_at(A, 5.0)
    assert presence.online_s(A, (2.0, 5.0)) == 3.0
    assert presence.online_s(A, (5.0, 9.0)) == 0.0
    assert presence.online_s(A, (0.0, 2.0)) == 0.0
    assert presence.was_offline(A, (3.0, 5.0))
    assert not presence.was_offline(A, (2.0, 4.9))


def test_gone_and_back_in_one_moment_is_back_at_that_moment() -> None:
    presence = Presence()
    presence.mark(A, 1.0, online=True)
    presence.mark(A, 5.0, online=False)
    presence.mark(A, 5.0, online=True)
    assert presence.online_at(A, 5.0)
    assert presence.back_s(A, 2.0, 9.0) == 5.0
    assert presence.was_offline(A, (2.0, 9.0))
    assert presence.online_s(A, (0.0, 9.0)) == 8.0


def test_a_camera_of_which_nothing_was_heard_is_off_line_and_unknown() -> None:
    presence = Presence()
    presence.mark(A, 0.0, online=True)
    assert not presence.known(B)
    assert not presence.online_at(B, 5.0)
    assert presence.online_s(B, (0.0, 9.0)) == 0.0
    assert presence.back_s(B, 0.0, 9.0) is None
    assert presence.was_offline(B, (0.0, 9.0))


def test_a_stream_counts_in_every_window_that_it_touches() -> None:
    stream = StreamEvidence(A, "live", "udp", asked_s=10.0, ended_s=20.0)
    assert stream.within((0.0, 10.5))
    assert stream.within((19.0, 30.0))
    assert stream.within((12.0, 13.0))
    assert not stream.within((0.0, 10.0))
    assert not stream.within((20.0, 30.0))
    stream.ended_s = None
    assert stream.within((100.0, 101.0))
    assert stream.report(0.0, 1.0) is None
    assert stream.findings() == ()


def test_two_runs_share_no_evidence() -> None:
    one, other = Evidence(), Evidence()
    one.presence.mark(A, 0.0, online=True)
    one.streams.append(StreamEvidence(A, "live", "udp", 0.0))
    assert not other.presence.known(A)
    assert other.streams == []
    assert not other.platform_seen
