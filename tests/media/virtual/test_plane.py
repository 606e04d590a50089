"""The plane in an event loop of virtual time: streams come up, are steered, end, and are heard."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

import pytest

from camproof.media import (
    Clip,
    MediaPlan,
    MediaTransportError,
    PictureOrder,
    ReceivedFrame,
    Sound,
    StreamOptions,
    ToneSource,
    VirtualPlane,
    VoiceEar,
    decode_check,
)
from camproof.media.plan import MediaKind, MediaTransport
from camproof.runtimes.impairment import Impairment
from camproof.runtimes.virtual import run_virtually
from camproof.verdicts import Symptom

SSRC = 0x0BEEF001
FLIGHT_S = 100e-6
EPOCH_S = 1_800_000_000.0
CAMERA_HOST, PLATFORM_HOST = "10.1.0.1", "10.0.0.1"
RECEIVES: dict[MediaTransport, MediaTransport] = {
    "udp": "udp",
    "tcp-active": "tcp-passive",
    "tcp-passive": "tcp-active",
}


class Clock:
    """A camera's clock that can be made wrong."""

    drift_ppm = 0.0

    def __init__(self) -> None:
        self.off_s = 0.0
        self._changed: list[Callable[[], None]] = []

    def read_s(self, now_s: float) -> float:
        return EPOCH_S + now_s + self.off_s

    def error_s(self, now_s: float) -> float:
        return self.off_s

    def watch(self, changed: Callable[[], None]) -> Callable[[], None]:
        self._changed.append(changed)
        return lambda: self._changed.remove(changed)

    def jump(self, off_s: float) -> None:
        self.off_s = off_s
        for changed in self._changed:
            changed()


@dataclass
class Stage:
    """A plane, a camera on it, and what it said."""

    clip: Clip
    plane: VirtualPlane = field(default_factory=lambda: VirtualPlane(7, flight_s=FLIGHT_S))
    gate: Impairment = field(default_factory=lambda: Impairment(random.Random(1)))
    clock: Clock = field(default_factory=Clock)
    finished: list[tuple[float, str]] = field(default_factory=list)

    @property
    def now_s(self) -> float:
        return asyncio.get_running_loop().time()

    def order(self, transport: MediaTransport, remote: Any, **plan: Any) -> PictureOrder:
        kind: MediaKind = "playback" if "end_s" in plan else "live"
        if "end_s" in plan:
            plan.setdefault("recorded", ((plan["start_s"] - 60, plan["end_s"] + 60),))
        extra = {name: plan.pop(name) for name in ("options", "ear", "recorded") if name in plan}
        return PictureOrder(
            plan=MediaPlan(stream="one", kind=kind, ssrc=SSRC, transport=transport, remote=remote, **plan),
            camera=7,
            clip=self.clip,
            gate=self.gate,
            clock=self.clock,
            host=CAMERA_HOST,
            on_finished=lambda reason: self.finished.append((self.now_s, reason)),
            **extra,
        )

    async def stream(self, transport: MediaTransport = "udp", **plan: Any) -> tuple[Any, Any]:
        """A sender and a receiver, connected and started."""
        receiver = await self.plane.receiver(RECEIVES[transport], PLATFORM_HOST, ssrc=SSRC)
        sender = self.plane.picture_sender(self.order(transport, receiver.address, **plan))
        address = await sender.prepare()
        if transport == "tcp-passive":
            await receiver.connect(address)
        sender.start()
        return sender, receiver


def play(work: Callable[[Stage], Coroutine[Any, Any, None]], clip: Clip) -> None:
    async def main() -> None:
        stage = Stage(clip)
        try:
            await work(stage)
        finally:
            await stage.plane.close()

    run_virtually(main(), epoch_s=EPOCH_S)


@pytest.mark.parametrize("transport", ["udp", "tcp-active", "tcp-passive"])
def test_a_live_stream_comes_over_each_transport(street: Clip, transport: MediaTransport) -> None:
    async def work(stage: Stage) -> None:
        began_s = stage.now_s
        sender, receiver = await stage.stream(transport)
        frame = await receiver.first_key_frame(5.0)
        ways = {"udp": 1, "tcp-active": 3, "tcp-passive": 3}[transport]
        assert stage.now_s - began_s == pytest.approx(ways * FLIGHT_S, abs=1e-8)
        assert decode_check(frame.data, frame.codec).width == 640
        assert (await stage.plane.decoded(frame)).mean_luma > 20
        await asyncio.sleep(10.0)
        report = receiver.report()
        assert report.frames == 251
        assert (report.lost, report.cameras, receiver.codec) == (0, ((7, 251),), "H264")
        assert report.latency_ms.p95 == pytest.approx(FLIGHT_S * 1000, abs=2e-3)
        assert report.sender_reports == 2
        await sender.stop()
        assert sender.stats.frames == 251
        assert receiver.report().goodbyes == 1
        await receiver.stop()

    play(work, street)


def test_a_delayed_first_picture_is_told_when_it_is_there(street: Clip) -> None:
    async def work(stage: Stage) -> None:
        stage.gate.set(delay_s=0.25)
        shown: list[float] = []
        _, receiver = await stage.stream()
        began_s = stage.now_s
        receiver.when_shown(lambda: shown.append(stage.now_s - began_s))
        await receiver.first_key_frame(5.0)
        assert shown == [pytest.approx(0.25 + FLIGHT_S, abs=1e-8)]
        receiver.when_shown(lambda: shown.append(0.0))
        assert len(shown) == 2

    play(work, street)


def test_nobody_there(street: Clip) -> None:
    async def work(stage: Stage) -> None:
        sender = stage.plane.picture_sender(stage.order("tcp-active", (PLATFORM_HOST, 9999)))
        await sender.prepare()
        sender.start()
        await asyncio.sleep(10.0)
        assert [reason for _, reason in stage.finished] == ["unreachable"]
        assert "10.0.0.1:9999 in 3 tries" in sender.failure
        receiver = await stage.plane.receiver("tcp-active", PLATFORM_HOST, ssrc=SSRC)
        with pytest.raises(MediaTransportError, match=r"10\.1\.0\.9:1 cannot be made"):
            await receiver.connect(("10.1.0.9", 1), 2.0)
        with pytest.raises(TimeoutError):
            await receiver.first_key_frame(1.0)
        waiting = asyncio.ensure_future(receiver.first_key_frame(9.0))
        await asyncio.sleep(0.1)
        await receiver.stop()
        with pytest.raises(MediaTransportError, match="was stopped"):
            await waiting

    play(work, street)


def test_a_recording_is_steered_and_ends_to_the_moment(street: Clip) -> None:
    async def work(stage: Stage) -> None:
        start_s = EPOCH_S - 3600
        sender, receiver = await stage.stream(start_s=start_s, end_s=start_s + 60)
        began_s = stage.now_s
        await asyncio.sleep(10.0)
        assert sender.position_s == pytest.approx(10.04, abs=0.001)
        sender.pause()
        await asyncio.sleep(5.0)
        assert receiver.report().frames == 251
        sender.seek(30.0)
        sender.set_scale(2.0)
        sender.resume()
        sequence, timestamp = sender.next_packet
        assert sequence == sender.stats.packets & 0xFFFF
        assert timestamp == round(15.02 * 90_000)
        await asyncio.sleep(30.0)
        ((at_s, reason),) = stage.finished
        assert reason == "end"
        assert at_s - began_s == pytest.approx(15.0 + 15.0, abs=0.001)
        report = receiver.report()
        assert report.frames == 251 + 750
        assert report.latency_ms.min == pytest.approx(3_590_000, abs=60_000)
        sender.seek(59.0)
        await asyncio.sleep(5.0)
        assert receiver.report().frames == 251 + 750 + 25
        assert len(stage.finished) == 2
        assert await sender.octets() == pytest.approx(60 * 1_075_000 / 8, rel=0.05)

    play(work, street)


def test_backwards_key_pictures_alone(street: Clip) -> None:
    async def work(stage: Stage) -> None:
        start_s = EPOCH_S - 3600
        _, receiver = await stage.stream(start_s=start_s, end_s=start_s + 20, scale=1.0)
        sender, receiver = await stage.stream(start_s=start_s, end_s=start_s + 20)
        sender.seek(19.0)
        sender.set_scale(-1.0)
        await asyncio.sleep(30.0)
        report = receiver.report()
        assert report.frames == report.key_frames
        assert 18 <= report.frames <= 21
        assert [reason for _, reason in stage.finished].count("end") == 2

    play(work, street)


def test_what_was_not_recorded_is_jumped_over(street: Clip) -> None:
    async def work(stage: Stage) -> None:
        start_s = EPOCH_S - 3600
        spans = ((start_s, start_s + 5), (start_s + 40, start_s + 45))
        began_s = stage.now_s
        await stage.stream(start_s=start_s, end_s=start_s + 60, recorded=spans)
        await asyncio.sleep(30.0)
        ((at_s, _),) = stage.finished
        assert at_s - began_s == pytest.approx(10.0, abs=2.1), "told at a block, as gaps are not foreseen"

    play(work, street)


def test_detectors_find_what_happens(street: Clip) -> None:
    async def work(stage: Stage) -> None:
        sender, receiver = await stage.stream()
        judge = receiver.watch(7, "subject", zero_s=0.0, clock_limit_s=10.0)
        wrong = receiver.watch(8, "other", zero_s=0.0, clock_limit_s=10.0)

        async def wait(seconds: float) -> None:
            for _ in range(round(seconds)):
                await asyncio.sleep(1.0)
                judge.tick(stage.now_s)

        await wait(10)
        assert judge.findings() == ()
        sender.set_frozen(True)
        await wait(10)
        sender.set_frozen(False)
        await wait(10)
        stage.clock.jump(3600.0)
        await wait(10)
        stage.clock.jump(0.0)
        await wait(10)
        stage.gate.set(loss=0.05)
        await wait(10)
        stage.gate.set(loss=0.0)
        await wait(10)
        sender.pause()
        await wait(10)
        sender.resume()
        await wait(5)
        found = {finding.symptom: finding for finding in judge.findings()}
        assert list(found) == [
            Symptom.PICTURE_FROZEN, Symptom.CLOCK_WRONG, Symptom.PACKET_LOSS, Symptom.STREAM_SILENT
        ]  # fmt: skip
        spans = {
            Symptom.PICTURE_FROZEN: (10.0, 20.0, 11.0),
            Symptom.CLOCK_WRONG: (30.0, 40.0, 31.0),
            Symptom.PACKET_LOSS: (50.0, 60.0, 52.0),
            Symptom.STREAM_SILENT: (70.0, 80.0, 75.0),
        }
        for symptom, (from_s, to_s, detected_s) in spans.items():
            one = found[symptom]
            assert one.from_s == pytest.approx(from_s, abs=1.6), symptom
            assert one.to_s == pytest.approx(to_s, abs=2.1), symptom
            assert one.detected_s == pytest.approx(detected_s, abs=1.6), symptom
        assert [one.symptom for one in wrong.findings()].count(Symptom.WRONG_CAMERA) == 1

    play(work, street)


def test_a_sink_gets_each_picture_with_its_stamp(street: Clip) -> None:
    async def work(stage: Stage) -> None:
        sender, receiver = await stage.stream(options=StreamOptions(tone_hz=1000))
        frames: list[ReceivedFrame] = []
        await asyncio.sleep(3.0)
        receiver.add_sink(frames.append)
        await asyncio.sleep(2.0)
        await sender.stop()
        pictures = [frame for frame in frames if frame.video]
        assert len(pictures) == 50
        assert len(frames) == 100, "each has its sound"
        assert all(one.stamp is not None and one.stamp.camera == 7 for one in pictures)
        key = next(one for one in pictures if one.key)
        assert decode_check(key.data, key.codec).height == 360

    play(work, street)


def test_streams_of_one_address_follow_each_other(street: Clip) -> None:
    """Numbers of flights and their records are used again; nothing of the one is seen in the other."""

    async def work(stage: Stage) -> None:
        reports = []
        for _ in range(40):
            sender, receiver = await stage.stream()
            await asyncio.sleep(2.0)
            await sender.stop()
            await receiver.stop()
            reports.append(receiver.report())
        assert {(one.frames, one.expected, one.key_frames) for one in reports} == {
            (reports[0].frames, reports[0].expected, reports[0].key_frames)
        }
        assert reports[0].frames == 50, "the last is still under way"

    play(work, street)


def test_many_streams_at_once_grow_the_table(street: Clip) -> None:
    async def work(stage: Stage) -> None:
        pairs = [await stage.stream() for _ in range(50)]
        await asyncio.sleep(5.0)
        assert {receiver.report().frames for _, receiver in pairs} == {125}

    play(work, street)


def test_a_broadcast_is_heard(street: Clip) -> None:
    async def work(stage: Stage) -> None:
        heard = Sound()
        ear = await stage.plane.receiver("udp", CAMERA_HOST, ssrc=SSRC, payload_type=8, container="PCMA")
        ear.add_sink(heard.take)
        plan = MediaPlan(
            stream="b", kind="broadcast", ssrc=SSRC, transport="udp", remote=ear.address, payload_type=8,
            container="PCMA",
        )  # fmt: skip
        voice = stage.plane.sound_sender(plan, ToneSource(800, seconds=3.0), host=PLATFORM_HOST, ear=None)
        ended: list[float] = []
        voice.on_finished = lambda _: ended.append(stage.now_s)
        await voice.prepare()
        voice.start()
        began_s = stage.now_s
        await asyncio.sleep(5.0)
        assert ended == [pytest.approx(began_s + 3.0, abs=0.001)]
        assert (heard.heard_s, ear.report().packets) == (pytest.approx(3.0), 150)
        assert heard.tone_share(800) > 0.9
        assert voice.stats.packets == 150
        await voice.stop()
        await ear.stop()

    play(work, street)


@pytest.mark.parametrize("transport", ["udp", "tcp-active"])
def test_a_talk_goes_both_ways(street: Clip, transport: MediaTransport) -> None:
    async def work(stage: Stage) -> None:
        ears = {"platform": VoiceEar(), "camera": VoiceEar()}
        role: MediaTransport = "udp" if transport == "udp" else "tcp-passive"
        plan = MediaPlan(
            stream="t", kind="talk", ssrc=SSRC, transport=role, remote=(PLATFORM_HOST, 0), payload_type=8,
            container="PCMA",
        )  # fmt: skip
        ours = stage.plane.sound_sender(plan, None, host=PLATFORM_HOST, ear=ears["platform"])
        address = await ours.prepare()
        order = stage.order(transport, address, container="PCMA", payload_type=8, ear=ears["camera"])
        theirs = stage.plane.picture_sender(order)
        theirs_at = await theirs.prepare()
        if transport == "udp":
            ours.aim(theirs_at, SSRC)
        theirs.start()
        ours.start()
        await asyncio.sleep(2.0)
        assert {name: ear.report().packets >= 99 for name, ear in ears.items()} == {
            "platform": True,
            "camera": True,
        }
        assert all(ear.sound.tone_share(1000) > 0.9 for ear in ears.values())
        await theirs.stop()
        await ours.stop()

    play(work, street)
