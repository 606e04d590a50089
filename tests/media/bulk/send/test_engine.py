"""What thousands of streams send is what each would send alone: the same bytes at the same times."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from camproof.media import Clip, ClipPlayout, StreamOptions
from camproof.media.bulk.send.streams import SendSpec
from camproof.media.clips.model import CLOCK_HZ
from camproof.media.stamp import TruthStamp, read_stamp
from camproof.media.tables.program_stream import ps_table
from camproof.media.tables.raw import raw_table
from camproof.protocols.nal import join_annexb
from camproof.protocols.ps import PsDemuxer
from camproof.protocols.rtp import H264Depayloader, H265Depayloader, parse_rtp, rtp_header

MS, EPOCH_US = 1_000_000, 1_790_000_000_000_000
DEPAYLOADERS = {"H264": H264Depayloader, "H265": H265Depayloader}


def spec(number: int = 0, **more: Any) -> SendSpec:
    settings: dict[str, Any] = {"ssrc": 0x1000 + number, "camera": 7 + number, "phase": 0.0} | more
    return SendSpec(remote=("127.0.0.1", 9), **settings)


def alone(clip: Clip, options: StreamOptions, camera: int, ssrc: int, at_us: list[int]) -> list[list[bytes]]:
    """The packets of the single-stream path, with a clock that shows ``at_us`` frame by frame."""
    times = iter(at_us)
    playout = ClipPlayout(clip, camera, lambda: next(times), options=options)
    frames, sequence = [], 0
    for number in range(len(at_us)):
        payloads = playout.next_frame().payloads
        timestamp = round(number * CLOCK_HZ / clip.fps)
        frames.append(
            [
                rtp_header(96, sequence + place, timestamp, ssrc, place == len(payloads) - 1) + payload
                for place, payload in enumerate(payloads)
            ]
        )
        sequence += len(payloads)
    return frames


@pytest.mark.parametrize(
    "options",
    [StreamOptions(), StreamOptions(tone_hz=400), StreamOptions(stamp=False)],
    ids=["", "tone", "bare"],
)
@pytest.mark.parametrize("name", ["clip", "clip265", "b_clip"])
def test_streams_send_the_bytes_of_the_single_stream_path(
    name: str, options: StreamOptions, bench: Any, request: pytest.FixtureRequest
) -> None:
    clip: Clip = request.getfixturevalue(name)
    streams = bench.add(ps_table(clip, options), spec(0), spec(1, phase=0.5))
    bench.run(40 * (len(clip.units) + 3))
    for stream, phase_us in zip(streams, (0, 20_000), strict=True):
        found = bench.frames(stream)
        times = [EPOCH_US + phase_us + 40_000 * number + 1000 for number in range(len(found))]
        assert len(found) >= len(clip.units) + 2
        assert found == alone(clip, options, 7 + stream, 0x1000 + stream, times)


@pytest.mark.parametrize("name", ["clip", "clip265", "b_clip"])
def test_raw_video_comes_back_with_its_times_of_presentation(
    name: str, bench: Any, request: pytest.FixtureRequest
) -> None:
    clip: Clip = request.getfixturevalue(name)
    (stream,) = bench.add(raw_table(clip), spec())
    bench.run(40 * len(clip.units))
    depayloader = DEPAYLOADERS[clip.codec]()
    for number, (packets, unit) in enumerate(zip(bench.frames(stream), clip.units, strict=True)):
        parsed = [parse_rtp(packet) for packet in packets]
        data = join_annexb(nal for packet in parsed for nal in depayloader.feed(packet.payload))
        stamp = read_stamp(clip.codec, data)
        assert stamp is not None
        assert (stamp.camera, stamp.frame) == (7, number)
        assert {packet.timestamp for packet in parsed} == {unit.pts_90k - clip.units[0].dts_90k}
    assert depayloader.deviations() == ()


def stamps(bench: Any, stream: int, codec: str = "H264") -> list[TruthStamp | None]:
    demuxer = PsDemuxer()
    found: list[TruthStamp | None] = []
    for packets in bench.frames(stream):
        frames = demuxer.feed(b"".join(packet[12:] for packet in packets), boundary=True)
        found += [read_stamp(codec, frame.data) for frame in frames]
    assert demuxer.deviations() == ()
    return found


def test_numbers_wrap_as_rtp_wants_it(clip: Clip, bench: Any) -> None:
    (stream,) = bench.add(ps_table(clip), spec(sequence=65_533, timestamp=(1 << 32) - 3600))
    bench.run(400)
    parsed = [parse_rtp(packet) for packet in bench.packets(stream)]
    assert [packet.sequence for packet in parsed[:5]] == [65_533, 65_534, 65_535, 0, 1]
    timestamps = sorted({packet.timestamp for packet in parsed})
    assert timestamps[-1] == (1 << 32) - 3600
    assert timestamps[:3] == [0, 3600, 7200]


def test_days_later_all_clocks_still_agree(clip: Clip, bench: Any) -> None:
    (stream,) = bench.add(ps_table(clip), spec())
    days = 30 * 24 * 3600 * 25
    bench.run(80)
    state = bench.engine.book.state
    state["sent"][stream] += days
    state["zero_ns"][stream] -= days * 40 * MS
    bench.ears.heard.clear()
    bench.run(40)
    (packets,) = bench.frames(stream)
    demuxer = PsDemuxer()
    (frame,) = demuxer.feed(b"".join(packet[12:] for packet in packets), boundary=True)
    ticks = (days + 2) * 3600
    assert parse_rtp(packets[0]).timestamp == ticks % (1 << 32)
    assert frame.dts == ticks % (1 << 33) == demuxer.scr


def test_streams_that_come_and_go_leave_the_others_alone(clip: Clip, bench: Any) -> None:
    table = ps_table(clip)
    first, second = bench.add(table, spec(0), spec(1))
    bench.run(100)
    bench.fleet.remove([first], bench.now_ns, EPOCH_US)
    bench.run(60)
    (third,) = bench.add(table, spec(2))
    assert third == first
    bench.run(200)
    assert stamps(bench, second) == [
        TruthStamp(8, number, EPOCH_US + 40_000 * number + 1000) for number in range(9)
    ]
    ssrcs = [parse_rtp(packet).ssrc for packet in bench.packets(first)]
    assert ssrcs.index(0x1002) == len(ssrcs) - ssrcs.count(0x1002)
    assert bench.fleet.counters().streams.tolist() == [0, 1]


def test_who_takes_a_number_gets_no_turn_of_who_left_it(clip: Clip, bench: Any) -> None:
    """Neither the rest of a frame that was on its way, nor the next frame."""
    table = ps_table(clip)
    (first,) = bench.add(table, spec(0, spread=1.0))
    bench.run(3)
    bench.fleet.remove([first], bench.now_ns, EPOCH_US)
    bench.ears.heard.clear()
    (second,) = bench.add(table, spec(1, delay_s=0.1))
    assert second == first
    bench.run(200)
    sent = [(ms, parse_rtp(packet)) for ms, packet in bench.ears.heard[second]]
    assert (sent[0][0], sent[0][1].sequence) == (104, 0)
    assert {packet.ssrc for _, packet in sent} == {0x1001}


def test_a_stream_that_is_resumed_sends_at_once(clip: Clip, bench: Any) -> None:
    (stream,) = bench.add(ps_table(clip), spec())
    bench.run(50)
    bench.fleet.pause([stream])
    bench.run(5)
    bench.fleet.resume([stream], bench.now_ns)
    bench.run(50)
    assert [ms for ms, packet in bench.ears.heard[stream] if packet[1] & 0x80] == [1, 41, 56, 96]


def test_a_stream_that_is_resumed_within_a_frame_sends_the_rest_of_it_first(clip: Clip, bench: Any) -> None:
    bench.run(10)
    (stream,) = bench.add(ps_table(clip), spec(spread=1.0))
    bench.run(15)
    under_way = bench.packets(stream)
    bench.fleet.pause([stream])
    bench.fleet.resume([stream], bench.now_ns)
    bench.run(200)
    packets = [parse_rtp(packet) for packet in bench.packets(stream)]
    assert [packet.sequence for packet in packets] == list(range(len(packets)))
    demuxer = PsDemuxer()
    assert not any(packet[1] & 0x80 for packet in under_way)
    for frame in bench.frames(stream):
        assert len(demuxer.feed(b"".join(packet[12:] for packet in frame), boundary=True)) == 1
    assert demuxer.deviations() == ()


def test_a_stream_begins_with_a_key_picture_wherever_it_is_asked_to(clip: Clip, bench: Any) -> None:
    table = ps_table(clip)
    (stream,) = bench.add(table, spec(first=8))
    assert bench.engine.book.state["place"][stream] == 5


def test_the_next_picture_is_a_key_picture_when_asked(clip: Clip, bench: Any) -> None:
    table = ps_table(clip)
    (stream,) = bench.add(table, spec())
    bench.run(100)
    bench.fleet.ask_key([stream])
    assert bench.engine.book.state["place"][stream] == 5


def test_a_frozen_camera_does_as_the_single_stream_does(clip: Clip, bench: Any) -> None:
    playout = ClipPlayout(clip, 7, lambda: EPOCH_US)
    (stream,) = bench.add(ps_table(clip), spec())
    expected = []
    for frozen in (False, True, False, True):
        playout.frozen = frozen
        bench.fleet.freeze([stream], frozen=frozen)
        expected += [playout.next_frame() for _ in range(7)]
        bench.run(280)
    found = stamps(bench, stream)
    assert [stamp.frame for stamp in found if stamp] == [
        frame.stamp.frame for frame in expected if frame.stamp
    ]
    sizes = [sum(len(packet) - 12 for packet in packets) for packets in bench.frames(stream)]
    assert sizes == [sum(map(len, frame.payloads)) for frame in expected]


def test_a_camera_frozen_from_the_start_sends_a_fresh_key_picture(clip: Clip, bench: Any) -> None:
    (stream,) = bench.add(ps_table(clip), spec())
    bench.fleet.freeze([stream])
    bench.run(120)
    assert stamps(bench, stream) == [TruthStamp(7, 0, EPOCH_US + 1000)] * 3


def test_another_clip_goes_on_in_the_same_stream(clip: Clip, b_clip: Clip, bench: Any) -> None:
    (stream,) = bench.add(ps_table(clip), spec())
    bench.run(120)
    bench.fleet.show([stream], ps_table(b_clip))
    bench.run(400)
    timestamps = [parse_rtp(packets[0]).timestamp for packets in bench.frames(stream)]
    assert timestamps == [3600 * number for number in range(13)]
    sequences = [parse_rtp(packet).sequence for packet in bench.packets(stream)]
    assert sequences == list(range(len(sequences)))
    assert [stamp.frame for stamp in stamps(bench, stream) if stamp] == list(range(13))


def test_different_clips_and_frame_rates_run_side_by_side(clip: Clip, clip265: Clip, bench: Any) -> None:
    slow = Clip(**{name: getattr(clip265, name) for name in Clip.__dataclass_fields__} | {"fps": 10.0})
    fast, late = bench.add(ps_table(clip), spec(0)) + bench.add(ps_table(slow), spec(1))
    bench.run(1000)
    assert (len(bench.frames(fast)), len(bench.frames(late))) == (25, 10)
    assert [stamp.frame for stamp in stamps(bench, late, "H265") if stamp] == list(range(10))


def test_a_fast_clock_shows_in_times_and_stamps(clip: Clip, bench: Any) -> None:
    (stream,) = bench.add(ps_table(clip), spec(drift_ppm=20_000, clock_offset_s=3.0))
    bench.run(1000)
    times = [ms for ms, packet in bench.ears.heard[stream] if packet[1] & 0x80]
    assert len(times) == 26
    last = stamps(bench, stream)[-1]
    assert last is not None
    ahead_us = last.capture_us - EPOCH_US - round(times[-1] * 1000)
    assert ahead_us == pytest.approx(3_000_000 + 0.02 * times[-1] * 1000, abs=2)


def test_a_delayed_stream_begins_later(clip: Clip, bench: Any) -> None:
    (stream,) = bench.add(ps_table(clip), spec(delay_s=0.3))
    bench.run(380)
    assert [ms for ms, packet in bench.ears.heard[stream] if packet[1] & 0x80] == [301, 341]


def first_ms(bench: Any, streams: list[int]) -> list[float]:
    """When each stream's first picture was due, ms after the bench began: its grid is 1 ms."""
    return [bench.fleet._engine.book.state["zero_ns"][stream] / MS for stream in streams]


def test_streams_without_a_phase_of_their_own_are_spread_evenly_whenever_they_begin(
    clip: Clip, bench: Any
) -> None:
    table = ps_table(clip)
    streams = bench.add(table, *(spec(n, phase=None, delay_s=n * 0.7549 % 1) for n in range(20)))
    begun_ms = first_ms(bench, streams)
    phases = [at % 40 for at in begun_ms]
    assert all(0 <= at - 1000 * (n * 0.7549 % 1) < 40 for n, at in enumerate(begun_ms))
    assert [round((after - before) % 40, 3) for before, after in pairwise(phases)] == [2.0] * 19
    bench.run(17)
    (own,) = bench.add(table, spec(20, phase=0.25, drift_ppm=50.0))
    assert first_ms(bench, [own]) == [pytest.approx(17 + 10, abs=0.001)]
    later = [bench.add(table, spec(21 + n, phase=None, drift_ppm=100.0))[0] for n in range(3)]
    gaps = [
        (after - before) % 40 / 40 for before, after in pairwise(at % 40 for at in first_ms(bench, later))
    ]
    assert gaps == [pytest.approx(0.618, abs=1e-3)] * 2


def test_a_stall_of_seconds_is_not_made_up_for(clip: Clip, bench: Any) -> None:
    (stream,) = bench.add(ps_table(clip), spec())
    bench.run(40)
    bench.run(5000, step_ms=5000)
    bench.run(81)
    assert len(bench.frames(stream)) == 4
    assert bench.engine.lateness.summary().max_ms == 5000


def test_a_short_stall_is_made_up_for_in_order(clip: Clip, bench: Any) -> None:
    streams = bench.add(ps_table(clip), *(spec(number, phase=number / 10) for number in range(10)))
    bench.run(40)
    bench.run(200, step_ms=200)
    for stream in streams:
        seen = [stamp for stamp in stamps(bench, stream) if stamp]
        assert [stamp.frame for stamp in seen] == list(range(6))
        assert {later.capture_us - stamp.capture_us for stamp, later in pairwise(seen[1:])} == {40_000}
        assert seen[-1].capture_us >= EPOCH_US + 200_000


def test_pictures_of_a_late_stream_say_when_they_were_due(clip: Clip, bench: Any) -> None:
    (stream,) = bench.add(ps_table(clip), spec(phase=0.0))
    for pause_ms in (30, 95, 7, 130, 60, 41, 260):
        bench.run(pause_ms, step_ms=pause_ms)
    seen = [stamp.capture_us - EPOCH_US for stamp in stamps(bench, stream) if stamp]
    assert len(seen) == 16
    assert all(0 <= at - 40_000 * number < 40_000 for number, at in enumerate(seen))


def test_a_spread_frame_leaves_in_equal_parts_and_in_order(clip: Clip, bench: Any) -> None:
    (stream,) = bench.add(ps_table(clip, StreamOptions(stamp=True)), spec(spread=0.5))
    bench.run(200)
    burst = bench.frames(stream)
    times = [ms for ms, _ in bench.ears.heard[stream]]
    assert [packet for packets in burst for packet in packets] == bench.packets(stream)
    assert times == sorted(times)
    first = times[: len(burst[0])]
    assert first[0] == 1
    assert first[-1] <= 21
    assert len(set(first)) == min(10, len(first))
    sequences = [parse_rtp(packet).sequence for packet in bench.packets(stream)]
    assert sequences == list(range(len(sequences)))


def test_a_stall_in_the_middle_of_a_spread_frame_loses_nothing(clip: Clip, bench: Any) -> None:
    (stream,) = bench.add(ps_table(clip), spec(spread=1.0))
    bench.run(5)
    bench.run(300, step_ms=100)
    bench.run(40)
    sequences = [parse_rtp(packet).sequence for packet in bench.packets(stream)]
    assert sequences == list(range(len(sequences)))
    counted = bench.fleet.counters([stream])
    assert counted.packets[0] >= len(sequences)


def test_long_frames_are_cut_into_several_messages(clip: Clip, make_bench: Any) -> None:
    bench = make_bench(most=3)
    (stream,) = bench.add(ps_table(clip), spec())
    bench.run(200)
    assert max(bench.ears.messages) == 3
    assert sum(bench.ears.messages) == len(bench.packets(stream))
    whole = make_bench()
    whole.add(ps_table(clip), spec())
    whole.run(200)
    assert whole.packets(stream) == bench.packets(stream)


def test_who_cannot_take_a_frame_gets_none_up_to_the_next_key_picture(clip: Clip, bench: Any) -> None:
    slow, other = bench.add(ps_table(clip), spec(0), spec(1))
    bench.run(80)
    bench.ears.deaf = {slow}
    bench.run(40)
    bench.ears.deaf = set()
    bench.run(200)
    assert [stamp.frame for stamp in stamps(bench, slow) if stamp] == [0, 1, 5, 6, 7]
    assert [stamp.frame for stamp in stamps(bench, other) if stamp] == list(range(8))
    counters = bench.fleet.counters()
    assert (counters.frames.tolist(), counters.dropped.tolist()) == ([5, 8], [3, 0])
    sequences = [parse_rtp(packet).sequence for packet in bench.packets(slow)]
    assert sequences == list(range(len(sequences)))


def test_what_is_refused_is_counted(clip: Clip, bench: Any) -> None:
    bench.ears.refuse = True
    (stream,) = bench.add(ps_table(clip), spec())
    bench.run(200)
    counters = bench.fleet.counters([stream])
    assert counters.frames[0] == 5
    assert counters.refused[0] == counters.packets[0] == len(bench.packets(stream))
    assert counters.octets[0] == sum(len(packet) - 12 for packet in bench.packets(stream))
