"""History: the span asked for, at any pace, forwards and backwards, always the same pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.media import ClipError, HistoryPlayout, OutFrame
from camproof.media.clips.model import Clip
from camproof.protocols.ps import PsDemuxer

START_S = 1_800_000_000.1


def _play(history: HistoryPlayout) -> list[OutFrame]:
    out = []
    while (frame := history.next_frame()) is not None:
        out.append(frame)
    return out


def _captured(out: list[OutFrame]) -> list[float]:
    return [frame.stamp.capture_us / 1e6 for frame in out if frame.stamp]


def test_the_span_is_played_from_a_key_picture_to_its_end(
    clip: Clip, decode_all: Callable[[str, Iterable[bytes]], int]
) -> None:
    out = _play(HistoryPlayout(clip, START_S, START_S + 2, camera_number=3))
    times = _captured(out)
    assert out[0].key
    assert START_S - 0.2 < times[0] <= START_S
    assert times[-1] == pytest.approx(START_S + 2 - 0.04, abs=0.03)
    assert {round(frame.interval_s, 6) for frame in out} == {0.04}
    demuxer = PsDemuxer()
    frames = [f for o in out for f in demuxer.feed(b"".join(o.payloads), boundary=True)]
    assert demuxer.deviations() == ()
    assert [frame.pts for frame in frames] == [3600 * n for n in range(len(out))]
    assert decode_all("H264", [frame.data for frame in frames]) == len(out)


def test_the_same_time_is_always_the_same_picture(clip: Clip) -> None:
    first = _play(HistoryPlayout(clip, START_S, START_S + 1, camera_number=3))
    second = _play(HistoryPlayout(clip, START_S - 0.6, START_S + 1, camera_number=3))
    assert [o.stamp for o in second[-10:]] == [o.stamp for o in first[-10:]]
    stamp = first[0].stamp
    assert stamp is not None
    assert stamp.frame == round(stamp.capture_us * 25 / 1e6) & 0xFFFFFFFF


@given(st.floats(0.25, 16))
def test_scale_changes_the_pace_and_nothing_else(clip: Clip, scale: float) -> None:
    plain = _play(HistoryPlayout(clip, START_S, START_S + 1, camera_number=3))
    paced = _play(HistoryPlayout(clip, START_S, START_S + 1, scale, camera_number=3))
    assert [o.stamp for o in paced] == [o.stamp for o in plain]
    assert paced[0].interval_s == pytest.approx(0.04 / scale)


def test_backwards_sends_key_pictures_in_reverse(clip: Clip) -> None:
    history = HistoryPlayout(clip, START_S, START_S + 2, camera_number=3)
    for _ in range(32):
        history.next_frame()
    history.set_scale(-1)
    out = _play(history)
    times = _captured(out)
    assert all(o.key for o in out)
    assert times == sorted(times, reverse=True)
    assert times[-1] <= START_S
    assert out[0].interval_s == pytest.approx(0.2)
    demuxer = PsDemuxer()
    pts = [f.pts for o in out for f in demuxer.feed(b"".join(o.payloads), boundary=True)]
    assert all(later > earlier for earlier, later in pairwise(pts) if earlier and later)


def test_seek_jumps_to_a_key_picture_inside_the_span(clip: Clip) -> None:
    history = HistoryPlayout(clip, START_S, START_S + 4, camera_number=3)
    history.next_frame()
    history.seek(2.5)
    frame = history.next_frame()
    assert frame is not None
    assert frame.key
    assert _captured([frame])[0] == pytest.approx(START_S + 2.5, abs=0.25)
    history.seek(99.0)
    assert history.next_frame() is None
    history.seek(0.0)
    assert history.position_s == pytest.approx(0.0, abs=0.2)
    assert history.next_frame() is not None


def test_what_cannot_be_played_is_refused(clip: Clip) -> None:
    with pytest.raises(ClipError, match="end after it starts"):
        HistoryPlayout(clip, 10.0, 10.0, camera_number=3)
    with pytest.raises(ClipError, match="scale of 100"):
        HistoryPlayout(clip, 10.0, 11.0, 100.0, camera_number=3)
    history = HistoryPlayout(clip, 10.0, 11.0, camera_number=3)
    with pytest.raises(ClipError, match="scale of 0"):
        history.set_scale(0.0)


def test_play_jumps_over_what_was_not_recorded(
    clip: Clip, decode_all: Callable[[str, Iterable[bytes]], int]
) -> None:
    """Recordings of 0-2 s and 10-12 s of a span of 20 s; those that touch are one."""
    at = [START_S + offset for offset in (-60, 1, 1, 2, 10, 12)]
    recorded = [(at[4], at[5]), (at[0], at[1]), (at[2], at[3])]
    history = HistoryPlayout(clip, START_S, START_S + 20, camera_number=3, recorded=recorded)
    out = _play(history)
    times = [time - START_S for time in _captured(out)]
    assert all(-0.2 < time < 2 or 10 <= time < 12 for time in times)
    (jump,) = [(one, other) for one, other in pairwise(times) if other - one > 0.05]
    assert jump == pytest.approx((1.96, 10.1), abs=0.11)
    assert {round(frame.interval_s, 6) for frame in out} == {0.04}
    demuxer = PsDemuxer()
    frames = [f for o in out for f in demuxer.feed(b"".join(o.payloads), boundary=True)]
    pts = [(frame.pts or 0) / 90_000 for frame in frames]
    assert pts == pytest.approx([time - times[0] for time in times])
    first_after = next(n for n, time in enumerate(times) if time >= 10)
    assert out[first_after].key
    assert decode_all("H264", [frame.data for frame in frames]) == len(out)
    assert history.octets == sum(len(payload) for frame in out for payload in frame.payloads)


def test_gaps_are_jumped_backwards_and_by_seeking(clip: Clip) -> None:
    recorded = [(START_S, START_S + 2), (START_S + 10, START_S + 12)]
    history = HistoryPlayout(clip, START_S, START_S + 20, camera_number=3, recorded=recorded)
    history.seek(5.0)
    assert history.position_s == pytest.approx(10.1, abs=0.11)
    history.set_scale(-1)
    times = [time - START_S for time in _captured(_play(history))]
    assert times == sorted(times, reverse=True)
    assert [time for time in times if 2 < time < 10] == []
    assert times[0] > 10 > 2 > times[-1]
    history.set_scale(1)
    history.seek(15.0)
    assert history.next_frame() is None


def test_a_span_without_recordings_ends_at_once(clip: Clip) -> None:
    history = HistoryPlayout(clip, START_S, START_S + 2, camera_number=3, recorded=[])
    assert (history.next_frame(), history.octets) == (None, 0)


def test_octets_of_a_span_that_goes_over_the_loop(clip: Clip) -> None:
    history = HistoryPlayout(clip, START_S, START_S + 7.3, camera_number=3)
    octets, length_s = history.octets, history.length_s
    assert octets == sum(len(payload) for frame in _play(history) for payload in frame.payloads)
    assert length_s == pytest.approx(7.3, abs=0.05)
