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
