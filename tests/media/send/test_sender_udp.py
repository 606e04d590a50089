"""One stream over the loopback by UDP, seen from the receiver's side."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Coroutine, Iterable
from pathlib import Path
from typing import Any, Protocol

import pytest

from camproof.media import (
    ClipPlayout,
    HistoryPlayout,
    MediaPlan,
    MediaReceiver,
    MediaSender,
    SyntheticSpec,
    ToneSource,
    synthetic_clip,
    tone_share,
)
from camproof.media.clips.model import Clip
from camproof.runtimes.impairment import Impairment, Link
from camproof.runtimes.impairment import Path as LinkPath


class Run(Protocol):
    def __call__(self, work: Any) -> Any: ...


Decode = Callable[[str, Iterable[bytes]], int]
Until = Callable[..., Coroutine[Any, Any, None]]


def now_us() -> int:
    return time.time_ns() // 1000


def _plan(remote: tuple[str, int], ssrc: int, **more: Any) -> MediaPlan:
    return MediaPlan(stream="s", kind="live", ssrc=ssrc, transport="udp", remote=remote, **more)


@pytest.mark.wallclock
@pytest.mark.parametrize("name", ["clip", "clip265"])
def test_a_live_stream_arrives_whole_and_true(
    run_both: Run, name: str, request: pytest.FixtureRequest, collect: Any, ssrc: int, decode_all: Decode
) -> None:
    clip: Clip = request.getfixturevalue(name)

    async def work() -> None:
        receiver = await MediaReceiver.open(ssrc=ssrc, payload_type=96, sink=collect)
        assert receiver.address[1] % 2 == 0
        sender = MediaSender(_plan(receiver.address, ssrc), ClipPlayout(clip, 77, now_us))
        local = await sender.prepare()
        assert local[1] % 2 == 0
        sender.start()
        first = await receiver.first_key_frame(2.0)
        assert first.key
        frames = await collect.until(20)
        await sender.stop()
        report = receiver.report()
        await receiver.stop()
        assert decode_all(clip.codec, [frame.data for frame in frames]) == len(frames)
        assert [f.stamp.frame for f in frames] == [*range(len(frames))]
        assert (report.lost, report.duplicates, report.unreadable, report.wrong_ssrc) == (0, 0, 0, 0)
        assert report.cameras[0][0] == 77
        assert report.deviations == ()
        assert report.frames == sender.stats.frames
        assert report.packets == sender.stats.packets
        assert report.octets == sender.stats.octets
        assert report.missing_frames == report.repeated_frames == report.damaged_frames == 0
        assert report.jitter_ms < 20
        assert report.latency_ms.p50 is not None
        assert -1 < report.latency_ms.p50 < 100
        assert report.first_key_frame_s is not None
        assert report.first_key_frame_s < 1
        assert report.frame_rate == pytest.approx(25, rel=0.35)
        assert report.sps is not None
        assert (report.sps.width, report.sps.height) == (176, 144)
        assert receiver.key_frame is not None

    run_both(work())


@pytest.mark.wallclock
def test_b_pictures_arrive_with_their_order_and_without_jitter(
    run: Run, b_clip: Clip, collect: Any, ssrc: int, decode_all: Decode
) -> None:
    assert b_clip.reorder_90k > 0

    async def work() -> None:
        receiver = await MediaReceiver.open(ssrc=ssrc, sink=collect)
        sender = MediaSender(_plan(receiver.address, ssrc), ClipPlayout(b_clip, 7, now_us))
        await sender.prepare()
        sender.start()
        frames = await collect.until(30)
        await sender.stop()
        await receiver.stop()
        report = receiver.report()
        assert decode_all("H264", [frame.data for frame in frames]) == len(frames)
        assert [f.stamp.frame for f in frames] == [*range(len(frames))]
        assert any(f.pts_90k != f.dts_90k for f in frames)
        shown = sorted(frames, key=lambda frame: frame.pts_90k)
        captured = [f.stamp.capture_us for f in shown]
        assert captured == sorted(captured)
        assert report.jitter_ms < 20
        assert report.latency_ms.min is not None
        assert report.latency_ms.min > -1
        assert report.deviations == ()

    run(work())


def test_loss_injected_is_loss_measured(run: Run, clip: Clip, collect: Any, ssrc: int) -> None:
    async def work() -> None:
        receiver = await MediaReceiver.open(ssrc=ssrc, sink=collect)
        link = Link("east", Impairment(random.Random(3), loss=0.3))
        sender = MediaSender(_plan(receiver.address, ssrc), ClipPlayout(clip, 1, now_us), link)
        await sender.prepare()
        sender.start()
        await collect.until(12)
        link.impairment.set(loss=0.0)
        await collect.until(len(collect.frames) + 8)
        await sender.stop()
        await receiver.stop()
        report = receiver.report()
        assert sender.stats.lost_on_link >= report.lost > 2
        assert report.packets + sender.stats.lost_on_link == sender.stats.packets
        assert report.missing_frames + report.damaged_frames > 0
        assert report.duplicates == 0

    run(work())


def test_delay_duplicates_and_reordering_are_seen_and_are_not_loss(
    run: Run, clip: Clip, collect: Any, ssrc: int
) -> None:
    async def work() -> None:
        receiver = await MediaReceiver.open(ssrc=ssrc, sink=collect)
        cable = Impairment(random.Random(1))
        uplink = Link("east", Impairment(random.Random(2), delay_s=0.05))
        sender = MediaSender(
            _plan(receiver.address, ssrc), ClipPlayout(clip, 1, now_us), LinkPath.of([cable, uplink])
        )
        await sender.prepare()
        sender.start()
        await collect.until(2)
        cable.set(duplicate=0.3)
        uplink.impairment.set(reorder=0.15)
        frames = await collect.until(15)
        await sender.stop()
        report = receiver.report()
        await receiver.stop()
        assert report.duplicates > 0
        assert report.reordered > 0
        assert report.damaged_frames == 0
        assert [f.stamp.frame for f in frames] == [*range(len(frames))]
        assert report.latency_ms.p50 is not None
        assert 45 < report.latency_ms.p50 < 120

    run(work())


def test_a_cut_link_is_silence_and_then_goes_on(
    run: Run, clip: Clip, collect: Any, ssrc: int, until: Until
) -> None:
    async def work() -> None:
        receiver = await MediaReceiver.open(ssrc=ssrc, sink=collect)
        link = Impairment(random.Random(1))
        sender = MediaSender(_plan(receiver.address, ssrc), ClipPlayout(clip, 1, now_us), link)
        await sender.prepare()
        sender.start()
        await collect.until(6)
        link.set(down=True)
        await until(lambda: sender.stats.lost_on_link >= 10)
        link.set(down=False)
        await collect.more(6)
        await sender.stop()
        report = receiver.report()
        await receiver.stop()
        assert report.longest_gap_s > 0.1
        assert report.lost >= 10

    run(work())


def test_a_freeze_and_a_false_clock_show_in_the_stamps(run: Run, clip: Clip, collect: Any, ssrc: int) -> None:
    async def work() -> None:
        receiver = await MediaReceiver.open(ssrc=ssrc, sink=collect)
        playout = ClipPlayout(clip, 1, lambda: now_us() + 8 * 3600 * 10**6)
        sender = MediaSender(_plan(receiver.address, ssrc), playout)
        await sender.prepare()
        sender.start()
        await collect.until(6)
        playout.frozen = True
        held = (await collect.more(8))[2:]
        playout.frozen = False
        after = await collect.more(4)
        await sender.stop()
        report = receiver.report()
        await receiver.stop()
        assert len({f.stamp for f in held}) == 1
        assert len({f.pts_90k for f in held}) == len(held)
        assert after[-1].stamp.frame > held[-1].stamp.frame
        assert report.repeated_frames >= len(held)
        assert report.lost == 0
        assert report.latency_ms.p50 == pytest.approx(-28_800_000, abs=200)

    run(work())


@pytest.mark.wallclock
def test_pause_resume_and_a_key_frame_on_demand(run: Run, clip: Clip, collect: Any, ssrc: int) -> None:
    async def work() -> None:
        receiver = await MediaReceiver.open(ssrc=ssrc, sink=collect)
        sender = MediaSender(_plan(receiver.address, ssrc), ClipPlayout(clip, 1, now_us))
        await sender.prepare()
        sender.start()
        await collect.until(7)
        sender.pause()
        sent = sender.stats.frames
        await asyncio.sleep(0.1)
        assert sender.stats.frames == sent
        sender.force_key_frame()
        sender.resume()
        frames = await collect.until(sent + 3)
        await sender.stop()
        report = receiver.report()
        await receiver.stop()
        assert frames[sent].key
        assert [f.stamp.frame for f in frames] == [*range(len(frames))]
        assert report.longest_gap_s > 0.09
        assert report.jitter_ms < 20

    run(work())


@pytest.mark.wallclock
def test_history_faster_than_real_time_ends_by_itself(run: Run, clip: Clip, collect: Any, ssrc: int) -> None:
    async def work() -> None:
        receiver = await MediaReceiver.open(ssrc=ssrc, sink=collect)
        finished: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        start_s = 1_700_000_000.0
        source = HistoryPlayout(clip, start_s, start_s + 2, 4.0, camera_number=9)
        plan = MediaPlan(
            stream="d", kind="download", ssrc=ssrc, transport="udp", remote=receiver.address, scale=4.0
        )
        sender = MediaSender(plan, source, on_finished=finished.set_result)
        await sender.prepare()
        started_s = time.monotonic()
        sender.start()
        assert await asyncio.wait_for(finished, 5) == "end"
        took_s = time.monotonic() - started_s
        frames = await collect.until(sender.stats.frames)
        await sender.stop()
        report = receiver.report()
        await receiver.stop()
        assert 0.4 < took_s < 1.2
        assert frames[0].stamp.capture_us == pytest.approx(start_s * 1e6, abs=200_000)
        assert frames[-1].stamp.capture_us == pytest.approx((start_s + 2) * 1e6, abs=90_000)
        assert frames[-1].pts_90k == 3600 * (len(frames) - 1)
        assert report.jitter_ms < 20
        assert report.missing_frames == 0

    run(work())


def test_goodbye_is_said_over_rtcp_and_reports_come(
    run: Run, clip: Clip, collect: Any, ssrc: int, until: Until
) -> None:
    async def work() -> None:
        receiver = await MediaReceiver.open(ssrc=ssrc, sink=collect)
        sender = MediaSender(
            _plan(receiver.address, ssrc), ClipPlayout(clip, 1, now_us), rtcp_interval_s=0.05
        )
        await sender.prepare()
        sender.start()
        await collect.until(8)
        await sender.stop()
        await until(lambda: receiver.report().goodbyes)
        report = receiver.report()
        await receiver.stop()
        await sender.stop()
        assert report.goodbyes == 1
        assert report.sender_reports >= 3

    run(work())


@pytest.mark.wallclock
def test_sound_for_talk_arrives(run: Run, collect: Any, ssrc: int) -> None:
    async def work() -> None:
        receiver = await MediaReceiver.open(ssrc=ssrc, payload_type=8, container="PCMA", sink=collect)
        plan = _plan(receiver.address, ssrc, container="PCMA", payload_type=8)
        sender = MediaSender(plan, ToneSource(440))
        await sender.prepare()
        sender.start()
        frames = await collect.until(12)
        await sender.stop()
        report = receiver.report()
        await receiver.stop()
        assert {len(frame.data) for frame in frames} == {160}
        assert tone_share(b"".join(frame.data for frame in frames), 440) > 0.95
        assert (report.audio_frames, report.frames, report.deviations) == (report.packets, 0, ())
        assert report.jitter_ms < 20

    run(work())


def test_large_key_pictures_go_out_whole(
    run: Run, cache: Path, collect: Any, ssrc: int, decode_all: Decode
) -> None:
    spec = SyntheticSpec(width=1280, height=720, gop=2, bitrate_kbit=30_000, seconds=0.16)
    big = synthetic_clip(spec, cache_dir=cache)
    assert max(len(unit.data) for unit in big.units) > 65_536

    async def work() -> None:
        receiver = await MediaReceiver.open(ssrc=ssrc, sink=collect)
        sender = MediaSender(_plan(receiver.address, ssrc), ClipPlayout(big, 1, now_us))
        await sender.prepare()
        sender.start()
        frames = await collect.until(6)
        await sender.stop()
        await receiver.stop()
        assert receiver.report().lost == 0
        assert receiver.socket_drops() == 0
        assert decode_all("H264", [frame.data for frame in frames]) == len(frames)

    run(work())
