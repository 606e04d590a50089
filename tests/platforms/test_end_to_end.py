"""The built-in platform against virtual cameras, over real sockets."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from camproof.media import decode_check
from camproof.platforms import (
    DeviceRefused,
    DeviceUnknown,
    NotPossible,
    PlatformTimeout,
    clock_findings,
    intruder_findings,
    offline_findings,
)
from camproof.protocols.gb28181 import ptz
from camproof.protocols.manscdp import BasicParam, HomePosition
from camproof.protocols.sip import Timers
from camproof.verdicts.finding import Symptom
from camproof.virtual_cameras import Alarm, Defects, ReplayIntruder, Timing, WrongPasswordIntruder

Run = Callable[..., None]
QUICK = Timing(sip=Timers(t1_s=0.05, t2_s=0.2, t4_s=0.2), retry_interval_s=0.2, retry_jitter_s=0.1)


@pytest.mark.parametrize("sip", ["udp", "tcp"])
@pytest.mark.parametrize("media", ["udp", "tcp-passive", "tcp-active"])
def test_live_over_every_transport(site: Run, sip: str, media: str) -> None:
    async def test(at: Any) -> None:
        camera = await at.camera(transport=sip)
        session = await at.platform.play(camera.code, transport=media, camera=1)
        frame = await session.first_key_frame(5.0)
        assert frame.stamp.camera == 1
        picture = decode_check(frame.data, "H264")
        assert (picture.width, picture.height) == (320, 192)
        await asyncio.sleep(0.3)
        assert await session.stop() == "hung up"
        report = session.report()
        assert (report.lost, report.wrong_ssrc) == (0, 0)
        assert report.frames > 5
        assert session.findings() == ()
        assert 0.0 < session.start_s < 5.0
        assert at.platform.sessions == {}
        kinds = [entry.kind for entry in at.platform.observations.select(device=camera.code)]
        assert kinds == ["registered", "call-answered", "stream-started", "call-ended", "stream-report"]
        assert at.platform.deviations.all() == ()

    site(test)


def test_three_cameras_at_once(site: Run) -> None:
    async def test(at: Any) -> None:
        cameras = [
            await at.camera(0, transport="udp"),
            await at.camera(1, transport="tcp", edition="2016"),
            await at.camera(2, transport="udp", edition="2016"),
        ]
        platform = at.platform
        assert platform.online() == at.codes
        catalogs = await asyncio.gather(*(platform.catalog(camera.code) for camera in cameras))
        assert all(len(items) >= 1 for items in catalogs)
        assert platform.catalogs[at.codes[0]] == catalogs[0]
        sessions = await asyncio.gather(
            *(
                platform.play(camera.code, transport=transport)
                for camera, transport in zip(cameras, ("udp", "tcp-passive", "tcp-active"), strict=True)
            )
        )
        await asyncio.gather(*(session.first_key_frame(5.0) for session in sessions))
        assert [session.report().cameras[0][0] for session in sessions] == [1, 2, 3]
        await asyncio.gather(*(session.stop() for session in sessions))
        assert platform.deviations.all() == ()

    site(test)


def test_every_query(site: Run) -> None:
    async def test(at: Any) -> None:
        platform, code = at.platform, (await at.camera()).code
        assert (await platform.device_info(code)).manufacturer == "camproof"
        assert (await platform.device_status(code)).online == "ONLINE"
        now_s = time.time()
        assert len(await platform.record_info(code, now_s - 3600, now_s)) >= 1
        (basic,) = await platform.config_download(code, ["BasicParam"])
        assert basic.heartbeat_interval_s == 60
        await platform.ptz(code, ptz.Preset("set", 3))
        assert 3 in [preset.preset_id for preset in await platform.presets(code)]
        await platform.set_home_position(code, HomePosition(enabled=1, reset_time_s=30, preset_index=3))
        assert (await platform.home_position(code)).preset_index == 3
        assert (await platform.ptz_position(code)).zoom is not None
        assert (
            clock_findings(
                platform.observations, lambda at_s: platform.wall_s(at_s + platform.observations.origin_s)
            )
            == ()
        )
        assert platform.deviations.all() == ()
        assert await platform.cruise_tracks(code) == ()
        await platform.sd_cards(code)

    site(test)


def test_every_control(site: Run) -> None:
    async def test(at: Any) -> None:
        platform = at.platform
        camera = await at.camera(timing=Timing(boot_s=0.05, boot_spread_s=0.0))
        code = camera.code
        await platform.ptz(code, ptz.Move(pan=1, pan_speed=128))
        await platform.ptz(code, ptz.Stop())
        await platform.record(code, True)
        await platform.guard(code, True)
        await platform.reset_alarm(code)
        await platform.key_frame(code)
        await platform.device_config(code, BasicParam(heartbeat_interval_s=5, heartbeat_count=2))
        record = platform.record_of(code)
        assert (record.heartbeat_interval_s, record.heartbeat_count) == (5, 2)
        before = len(platform.observations.select("registered"))
        await platform.reboot(code)
        await at.until(lambda: len(platform.observations.select("registered")) > before)

    site(test)


def test_playback_is_steered(site: Run) -> None:
    async def test(at: Any) -> None:
        platform, code = at.platform, (await at.camera()).code
        now_s = time.time()
        session = await platform.playback(code, code, now_s - 600, now_s - 300)
        await session.first_key_frame(5.0)
        assert session.ssrc.startswith("1")
        await session.pause()
        await asyncio.sleep(0.1)
        paused = session.report().packets
        await asyncio.sleep(0.3)
        assert session.report().packets == paused
        await session.resume()
        await session.seek(60.0)
        await session.scale(2.0)
        await asyncio.sleep(0.3)
        assert session.report().packets > paused
        await session.stop()
        with pytest.raises(NotPossible):
            await session.pause()

    site(test)


def test_download_ends_with_the_file(site: Run, tmp_path: Path) -> None:
    async def test(at: Any) -> None:
        platform, code = at.platform, (await at.camera()).code
        start_s = int(time.time()) - 600
        path = tmp_path / "gate.ps"
        session = await platform.download(
            code, code, start_s, start_s + 3, speed=4, path=path, transport="tcp-passive"
        )
        assert await session.wait_end(10.0) == "end of file"
        await session.stop()
        import av

        with av.open(str(path)) as container:
            pictures = sum(1 for _ in container.decode(video=0))
        assert 60 <= pictures <= 80
        kinds = [entry.kind for entry in platform.observations]
        assert kinds.index("media-ended") < kinds.index("call-ended")
        assert session.file_size is None or 0.0 < session.progress <= 1.0

    site(test)


def test_voice_reaches_the_camera(site: Run) -> None:
    async def test(at: Any) -> None:
        camera = await at.camera()
        session = await at.platform.broadcast(camera.code, camera.code)
        await at.until(lambda: camera.desk.voice_packets >= 10)
        assert camera.desk.loudspeaker.tone_share(1000) == pytest.approx(1, abs=0.01)
        await session.stop()
        states = [entry.data["state"] for entry in at.platform.observations.select("broadcast")]
        assert states == ["invited", "up"]

    site(test)


def test_subscribed_alarm_and_alarm_by_message(site: Run) -> None:
    async def test(at: Any) -> None:
        platform, camera = at.platform, await at.camera()
        await platform.guard(camera.code, True)
        name = await platform.subscribe_alarms(camera.code, expires_s=60)
        assert platform.subscriptions() == ((name, camera.code, "alarm"),)
        assert camera.raise_alarm(Alarm(method=5, alarm_type=2))
        await at.until(lambda: bool(platform.observations.select("alarm")))
        await platform.unsubscribe(name)
        assert platform.subscriptions() == ()
        with pytest.raises(NotPossible):
            await platform.unsubscribe(name)

    site(test)


def test_intruders_are_refused_and_found(site: Run) -> None:
    async def test(at: Any) -> None:
        camera = await at.camera()
        wrong = await _intrude(WrongPasswordIntruder(camera.setup, random.Random(5)))
        replay = await _intrude(ReplayIntruder(camera.setup, random.Random(6), lambda: camera.last_register))
        assert wrong.refused
        assert replay.refused
        symptoms = {finding.symptom for finding in intruder_findings(at.platform.observations)}
        assert symptoms == {Symptom.INTRUDER_REFUSED, Symptom.REPLAY_REFUSED}
        assert at.platform.online() == (camera.code,)

    site(test)


def test_weak_platform_lets_a_replay_in_and_shows_it(site: Run) -> None:
    async def test(at: Any) -> None:
        camera = await at.camera()
        replay = await _intrude(ReplayIntruder(camera.setup, random.Random(6), lambda: camera.last_register))
        assert replay.got_in
        symptoms = {finding.symptom for finding in intruder_findings(at.platform.observations)}
        assert symptoms == {Symptom.REPLAY_ACCEPTED}

    site(test, accept_replayed_nonces=True)


async def _intrude(intruder: Any) -> Any:
    return await intruder.run(1, 0.0)


def test_wrong_clock_is_found_through_device_status(site: Run) -> None:
    async def test(at: Any) -> None:
        platform = at.platform
        camera = await at.camera(defects=Defects(clock_offset_s=-28_800.0))
        await platform.device_status(camera.code)
        (finding,) = clock_findings(
            platform.observations, lambda at_s: platform.wall_s(at_s + platform.observations.origin_s)
        )
        assert finding.subject == camera.code
        assert finding.detail.startswith("off by -2")

    site(test)


def test_power_cut_is_found_after_the_missed_keepalives(site: Run) -> None:
    async def test(at: Any) -> None:
        platform = at.platform
        camera = await at.camera(timing=Timing(keepalive_interval_s=0.2, sip=QUICK.sip))
        session = await platform.play(camera.code)
        await session.first_key_frame(5.0)
        camera.power_off()
        await at.until(lambda: not (platform.online()))
        (finding,) = offline_findings(platform.observations, heartbeat_interval_s=0.2)
        assert (finding.symptom, finding.method, finding.to_s) == (
            Symptom.CAMERA_OFFLINE, "keepalives missed", None,
        )  # fmt: skip
        assert finding.detected_s - finding.from_s == pytest.approx(0.6, abs=1e-6)
        assert session.ended.is_set()
        assert session.end_reason == "the device went off-line"
        with pytest.raises(NotPossible, match="is not registered"):
            await platform.catalog(camera.code)
        camera.power_on(0.05)
        await platform.wait_registered(camera.code)
        (finding,) = offline_findings(platform.observations, heartbeat_interval_s=0.2)
        assert finding.to_s is not None

    site(test, heartbeat_interval_s=0.2, heartbeat_count=3)


def test_silent_camera_is_a_timeout_with_a_sentence(site: Run) -> None:
    async def test(at: Any) -> None:
        camera = await at.camera()
        camera.set_silence(silent=True, answers=False)
        with pytest.raises(PlatformTimeout, match=r"did not answer Catalog in full: no answer in 0\.3 s"):
            await at.platform.catalog(camera.code)
        with pytest.raises(PlatformTimeout, match=r"no answer to INVITE in 0\.3 s"):
            await at.platform.play(camera.code)
        assert at.platform.sessions == {}

    site(test, answer_timeout_s=0.3, invite_timeout_s=0.3)


def test_unknown_device_channel_and_edition(site: Run) -> None:
    async def test(at: Any) -> None:
        camera = await at.camera(edition="2016")
        with pytest.raises(DeviceUnknown):
            await at.platform.catalog(at.codes[2])
        with pytest.raises(DeviceRefused) as caught:
            await at.platform.play(camera.code, "34020000001310000009")
        assert caught.value.status == 404
        with pytest.raises(NotPossible, match="which has no PTZPosition"):
            await at.platform.ptz_position(camera.code)
        with pytest.raises(PlatformTimeout, match=r"1 of 2 devices did not register"):
            await at.platform.wait_registered(camera.code, at.codes[2], timeout_s=0.05)

    site(test)


def test_caller_that_goes_away_leaves_nothing_behind(site: Run) -> None:
    async def test(at: Any) -> None:
        camera = await at.camera()
        camera.set_silence(silent=True, answers=False)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await at.platform.play(camera.code)
        assert at.platform.sessions == {}
        assert at.platform.observations.select("call-failed")[0].data["reason"] == "no longer wanted"

    site(test)
