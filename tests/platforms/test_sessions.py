"""Sessions in rough weather: odd answers, silent media, full disks, talk."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from camproof.media import ReceivedFrame, Sound, ToneSource
from camproof.platforms import (
    NotPossible,
    Platform,
    PlatformConfig,
    PlatformTimeout,
    PsRecorder,
    offline_findings,
    stream_findings,
)
from camproof.protocols.sdp import build_sdp, parse_sdp
from camproof.protocols.sip import SipResponse, parse_message, serialise
from camproof.verdicts.finding import Symptom
from camproof.virtual_cameras import Personality
from camproof.virtual_cameras.gb28181 import StartStream

Run = Callable[..., None]


def test_answer_without_y_falls_back_and_is_counted(site: Run) -> None:
    async def test(at: Any) -> None:
        camera = await at.camera(personality=Personality(sends_y=False))
        session = await at.platform.play(camera.code)
        await session.first_key_frame(5.0)
        await session.stop()
        assert any("y=" in entry.first.what for entry in at.platform.deviations.of(camera.code))

    site(test)


@pytest.mark.parametrize("transport", ["udp", "tcp-passive"])
def test_answered_ssrc_is_the_one_that_counts(site: Run, transport: str) -> None:
    """The device answers with another y= than was asked for, and sends by it."""

    async def test(at: Any) -> None:
        camera = await at.camera()
        hear = at.platform.host.machine.receive

        def bend(data: bytes, flow: Any, now_s: float) -> None:
            message = parse_message(data)
            if isinstance(message, SipResponse) and b"y=" in message.body:
                body = build_sdp(replace(parse_sdp(message.body), ssrc="0200004321"))
                data = serialise(replace(message, body=body))
            hear(data, flow, now_s)

        at.platform.host.machine.receive = bend
        carry_out = camera.desk.act

        def act(action: Any) -> None:
            plan = getattr(action, "plan", None)
            carry_out(replace(action, plan=replace(plan, ssrc=200_004_321)) if plan is not None else action)

        camera.desk.act = act
        session = await at.platform.play(camera.code, transport=transport)
        assert session.ssrc == "0200004321"
        await session.first_key_frame(5.0)
        await session.stop()
        assert (session.report().wrong_ssrc, session.report().lost) == (0, 0)

    site(test)


def test_silent_stream_is_hung_up(site: Run) -> None:
    async def test(at: Any) -> None:
        camera = await at.camera()
        carry_out = camera.desk.act
        camera.desk.act = lambda action: None if isinstance(action, StartStream) else carry_out(action)
        at.platform._media_timeout_s = 0.5
        session = await at.platform.play(camera.code)
        await asyncio.wait_for(session.ended.wait(), 5.0)
        assert session.end_reason == "no media for 0.5 s"
        await at.until(lambda: bool(at.platform.observations.select("call-ended")))
        await session.stop()

    site(test)


def test_frozen_picture_is_found_in_the_stream(site: Run) -> None:
    async def test(at: Any) -> None:
        camera = await at.camera()
        session = await at.platform.play(camera.code)
        await session.first_key_frame(5.0)
        camera.set_frozen(True)
        await at.until(lambda: bool(session.findings()))
        (finding,) = stream_findings(at.platform.sessions.values())
        assert (finding.symptom, finding.subject) == (Symptom.PICTURE_FROZEN, camera.code)
        await session.stop()

    site(test)


def test_wrong_camera_is_found_in_the_stream(site: Run) -> None:
    async def test(at: Any) -> None:
        camera = await at.camera()
        session = await at.platform.play(camera.code, camera=99)
        await session.first_key_frame(5.0)
        await at.until(lambda: bool(session.findings()))
        assert {finding.symptom for finding in session.findings()} == {Symptom.WRONG_CAMERA}
        await session.stop()

    site(test)


def test_lost_connection_is_off_line_at_once(site: Run) -> None:
    async def test(at: Any) -> None:
        camera = await at.camera(transport="tcp")
        await camera._host.close(abort=True)
        await at.until(lambda: not at.platform.online())
        (finding,) = offline_findings(at.platform.observations)
        assert finding.method == "connection lost"

    site(test)


@pytest.mark.parametrize("transport", ["udp", "tcp-passive", "tcp-active"])
def test_talk_goes_both_ways(site: Run, transport: str) -> None:
    """Each end hears the tone of the other."""

    async def test(at: Any) -> None:
        camera = await at.camera(edition="2016")
        session = await at.platform.talk(camera.code, source=ToneSource(440), transport=transport)
        ear, loudspeaker = session.receiver, camera.desk.loudspeaker
        await at.until(lambda: camera.desk.voice_packets > 10)
        assert await session.wait_heard(0.2, timeout_s=20)
        assert not await session.wait_heard(3600, timeout_s=0.01)
        assert (ear.sound.tone_share(1000), loudspeaker.tone_share(440)) == pytest.approx((1, 1), abs=0.01)
        assert ear.sound.tone_share(440) < 0.01
        assert (ear.report().lost, ear.report().wrong_ssrc) == (0, 0)
        await session.stop()
        await at.until(lambda: camera.counters.calls_ended == 1)
        assert camera.desk.voice_packets > 10
        assert (at.platform.deviations.all(), at.complaints) == ((), [])

    site(test)


def test_intercom_of_2022_is_live_sound_and_a_broadcast_back(site: Run) -> None:
    async def test(at: Any) -> None:
        camera = await at.camera(personality=Personality(microphone_hz=440))
        live = await at.platform.play(camera.code)
        heard = Sound()
        live.receiver.add_sink(heard.take)
        back = await at.platform.broadcast(camera.code, camera.code)
        await at.until(lambda: camera.desk.voice_packets > 10 and len(heard.data) > 1600)
        assert heard.tone_share(440) > 0.95
        assert camera.desk.loudspeaker.tone_share(1000) > 0.95
        await back.stop()
        await live.stop()
        assert (at.platform.deviations.all(), at.complaints) == ((), [])

    site(test)


def test_recording_a_live_stream(site: Run, tmp_path: Path) -> None:
    async def test(at: Any) -> None:
        camera = await at.camera()
        session = await at.platform.play(camera.code)
        with pytest.raises(NotPossible, match="cannot be written"):
            session.record_to(tmp_path / "no" / "such" / "folder.ps")
        recorder = session.record_to(tmp_path / "gate.ps")
        await at.until(lambda: recorder.pictures >= 5)
        await session.stop()
        assert recorder.path.stat().st_size == recorder.octets > 1000
        assert recorder.path.read_bytes()[:4] == b"\x00\x00\x01\xba"

    site(test)


def test_recorder_waits_for_a_key_picture_and_survives_a_full_disk(tmp_path: Path) -> None:
    recorder = PsRecorder(tmp_path / "gate.ps")
    frame = ReceivedFrame("H264", b"\x00\x00\x00\x01\x65abc", 3600, None, False, False, 0.0, None)
    recorder.write(frame)
    assert recorder.octets == 0
    recorder.write(replace(frame, key=True))
    recorder.write(replace(frame, codec="G711A", data=b"\xd5" * 160))
    assert (recorder.pictures, recorder.octets > 0) == (1, True)
    recorder.close()
    recorder.close()
    recorder.write(frame)
    full = PsRecorder(Path("/dev/full"))
    for _ in range(20_000):
        full.write(replace(frame, key=True))
    full.close()
    assert "cannot be written: No space left on device" in full.failure


def test_waiting_for_the_end_has_a_limit(site: Run) -> None:
    async def test(at: Any) -> None:
        camera = await at.camera()
        session = await at.platform.playback(camera.code, camera.code, time.time() - 600, time.time() - 300)
        with pytest.raises(PlatformTimeout, match=r"did not end in 0\.1 s"):
            await session.wait_end(0.1)
        await session.stop()

    site(test)


def test_closing_the_platform_ends_what_is_open(site: Run) -> None:
    async def test(at: Any) -> None:
        camera = await at.camera()
        session = await at.platform.play(camera.code)
        camera.set_silence(silent=True, answers=False)
        asking = asyncio.create_task(at.platform.catalog(camera.code))
        await asyncio.sleep(0)
        await at.platform.close()
        with pytest.raises(NotPossible, match="The platform was closed"):
            await asking
        assert session.end_reason == "the platform was closed"

    site(test)


def test_platform_on_every_address_must_be_told_its_own() -> None:
    async def body() -> None:
        with pytest.raises(NotPossible, match="needs advertised_host"):
            await Platform.start(PlatformConfig(host="0.0.0.0"))
        async with await Platform.start(
            PlatformConfig(host="0.0.0.0", advertised_host="127.0.0.1")
        ) as platform:
            assert platform.address[0] == "0.0.0.0"

    asyncio.run(body())


def test_what_is_wrong_with_a_stream_is_counted_with_its_device(site: Run) -> None:
    async def test(at: Any) -> None:
        camera = await at.camera()
        session = await at.platform.play(camera.code)
        await session.first_key_frame(5.0)
        for _ in range(3):
            session.receiver.analyser.packet(b"rubbish", asyncio.get_running_loop().time())
        await session.stop()
        (counted,) = at.platform.deviations.of(camera.code)
        assert (counted.count, counted.summary, counted.first.where) == (3, "live stream", "RTP header")

    site(test)
