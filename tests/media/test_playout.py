"""Live playout: truth in every frame, no seam over the loop, freeze, clocks, key frames on demand."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from camproof.media import ClipPlayout, StreamAnalyser, SyntheticSpec, ToneSource, synthetic_clip, tone_share
from camproof.media.clips.model import AccessUnit, Clip, digest_of
from camproof.media.packets import OutFrame
from camproof.protocols.ps import PsDemuxer, PsFrame

NOW_US = 1_800_000_000_000_000


def _frames(payloads: Iterable[OutFrame]) -> list[PsFrame]:
    demuxer = PsDemuxer()
    frames = [frame for out in payloads for frame in demuxer.feed(b"".join(out.payloads), boundary=True)]
    assert demuxer.deviations() == ()
    return frames


def test_times_and_frame_numbers_go_on_over_the_loop(
    clip: Clip, decode_all: Callable[[str, Iterable[bytes]], int]
) -> None:
    playout = ClipPlayout(clip, 42, lambda: NOW_US)
    out = [playout.next_frame() for _ in range(50)]
    frames = _frames(out)
    assert [frame.pts for frame in frames] == [3600 * n for n in range(50)]
    assert [(o.stamp.camera, o.stamp.frame) for o in out if o.stamp] == [(42, n) for n in range(50)]
    assert [n for n, o in enumerate(out) if o.key] == [*range(0, 50, 5)]
    assert decode_all("H264", [frame.data for frame in frames]) == 50


def test_a_freeze_repeats_the_last_key_picture_with_its_stamp(
    clip: Clip, decode_all: Callable[[str, Iterable[bytes]], int]
) -> None:
    clock = iter(range(NOW_US, NOW_US + 10**9, 40_000))
    playout = ClipPlayout(clip, 1, lambda: next(clock))
    out = [playout.next_frame() for _ in range(8)]
    playout.frozen = True
    held = [playout.next_frame() for _ in range(6)]
    assert {o.stamp for o in held} == {out[5].stamp}
    playout.frozen = False
    after = [playout.next_frame() for _ in range(6)]
    assert after[0].key
    assert [o.stamp.frame for o in after if o.stamp] == [8, 9, 10, 11, 12, 13]
    frames = _frames([*out, *held, *after])
    assert [frame.pts for frame in frames] == [3600 * n for n in range(20)]
    assert decode_all("H264", [frame.data for frame in frames]) == 20


def test_frozen_from_the_start_shows_a_key_picture(clip: Clip) -> None:
    playout = ClipPlayout(clip, 1, lambda: NOW_US)
    playout.frozen = True
    out = [playout.next_frame() for _ in range(3)]
    assert all(o.key for o in out)
    assert {o.stamp for o in out} == {out[0].stamp}


def test_a_wrong_clock_is_in_the_stamps(clip: Clip) -> None:
    playout = ClipPlayout(clip, 1, lambda: NOW_US + 8 * 3600 * 10**6)
    stamp = playout.next_frame().stamp
    assert stamp is not None
    assert stamp.capture_us == NOW_US + 28_800_000_000


def test_capture_time_follows_the_order_of_showing(clip: Clip) -> None:
    ahead = (3600, 10800, 3600, 0, 0)
    units = tuple(
        AccessUnit(unit.data, unit.dts_90k + ahead[n % 5], unit.dts_90k, unit.key)
        for n, unit in enumerate(clip.units)
    )
    reordered = Clip("H264", 176, 144, 25.0, units, 0.6, "b", digest_of("H264", 25.0, units))
    clock = iter(range(NOW_US, NOW_US + 10**9, 40_000))
    playout = ClipPlayout(reordered, 1, lambda: next(clock))
    stamps = [stamp for _ in range(5) if (stamp := playout.next_frame().stamp)]
    captured = [(stamp.capture_us - NOW_US) // 40_000 for stamp in stamps]
    assert captured == [-2, 1, 0, 0, 1]
    assert [stamp.frame for stamp in stamps] == [0, 1, 2, 3, 4]


def test_a_key_frame_on_demand_is_the_next_frame(clip: Clip) -> None:
    playout = ClipPlayout(clip, 1, lambda: NOW_US)
    keys = [playout.next_frame().key for _ in range(7)]
    playout.force_key_frame()
    keys += [playout.next_frame().key for _ in range(6)]
    assert [n for n, key in enumerate(keys) if key] == [0, 5, 7, 12]


@given(st.integers(0, 10**6))
def test_cameras_may_start_anywhere_at_a_key_picture(clip: Clip, first: int) -> None:
    assert ClipPlayout(clip, 1, lambda: NOW_US, first=first).next_frame().key


def test_another_picture_can_be_shown(clip: Clip, cache: object) -> None:
    spec = SyntheticSpec(width=176, height=144, gop=5, bitrate_kbit=200, seconds=0.2, scene="black")
    black = synthetic_clip(spec, cache_dir=cache)  # type: ignore[arg-type]
    playout = ClipPlayout(clip, 1, lambda: NOW_US)
    out = [playout.next_frame() for _ in range(3)]
    playout.show(black)
    out += [playout.next_frame() for _ in range(3)]
    assert out[3].key
    assert [frame.pts for frame in _frames(out)] == [3600 * n for n in range(6)]
    assert [o.stamp.frame for o in out if o.stamp] == [*range(6)]


def test_a_tone_is_cut_into_packets_of_20_ms_and_ends() -> None:
    source = ToneSource(1000, seconds=0.1)
    out = []
    while (frame := source.next_frame()) is not None:
        out.append(frame)
    assert [len(frame.payloads[0]) for frame in out] == [160] * 5
    assert {frame.interval_s for frame in out} == {0.02}
    sound = b"".join(frame.payloads[0] for frame in out)
    assert tone_share(sound, 1000) > 0.95
    assert tone_share(sound, 700) < 0.05
    assert tone_share(b"\xd5" * 160, 1000) < 0.05


def test_a_clip_with_an_odd_rate_keeps_time(
    clip: Clip, stream: Callable[..., list[tuple[bytes, float]]]
) -> None:
    odd = Clip("H264", 176, 144, 7.0, clip.units, 15 / 7, "odd", "odd-digest")
    playout = ClipPlayout(odd, 1, lambda: NOW_US)
    times = [frame.pts for frame in _frames(playout.next_frame() for _ in range(701))]
    assert times[-1] == 9_000_000
    assert all(later - earlier in (12857, 12858) for earlier, later in pairwise(map(int, map(str, times))))
    analyser = StreamAnalyser(100.0)
    for packet in stream(playout, 10):
        analyser.packet(*packet)
    assert analyser.report().frames == 10
