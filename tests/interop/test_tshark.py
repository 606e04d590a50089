"""Wireshark's dissectors read everything that we send: a real session captured on the loopback."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import uvloop
from interop_processes import Processes
from interop_town import Ledger, Town, opened, own_network, until
from interop_wireshark import Capture, Dissection, dissect

from camproof.media import Clip
from camproof.protocols.gb28181 import ptz
from camproof.virtual_cameras import Alarm, VirtualCamera

pytestmark = [pytest.mark.interop, pytest.mark.xdist_group("tshark")]
SIP_RULES = ("udp.port=={},sip", "tcp.port=={},sip")


async def ask_everything(town: Town, camera: VirtualCamera) -> None:
    platform, code = town.platform, camera.code
    await platform.catalog(code)
    await platform.device_info(code)
    await platform.device_status(code)
    now_s = time.time()
    assert await platform.record_info(code, now_s - 3600, now_s)
    await platform.config_download(code, ["BasicParam"])
    await platform.ptz(code, ptz.Move(pan=1, pan_speed=128))
    await platform.ptz(code, ptz.Stop())
    await platform.ptz(code, ptz.Preset("set", 3))
    assert await platform.presets(code)
    await platform.guard(code, True)
    await platform.key_frame(code)
    await platform.record(code, True)
    if camera.setup.record.edition == "2022":
        await platform.ptz_position(code)
        await platform.sd_cards(code)


async def alarm_and_subscribe(town: Town, camera: VirtualCamera) -> None:
    platform = town.platform
    assert camera.raise_alarm(Alarm(method=5, alarm_type=2))
    names = [
        await platform.subscribe_alarms(camera.code),
        await platform.subscribe_catalog(camera.code),
        await platform.subscribe_position(camera.code, interval_s=1),
    ]
    assert camera.raise_alarm(Alarm(method=6, alarm_type=1))
    camera.set_working(False)
    camera.set_working(True)
    seen = platform.observations
    await until(lambda: len(seen.select("alarm", device=camera.code)) >= 2)
    for name in names:
        await platform.unsubscribe(name)


async def watch(town: Town, camera: VirtualCamera, transport: Any) -> None:
    session = await town.platform.play(camera.code, transport=transport)
    await session.first_key_frame(5.0)
    await until(lambda: session.report().frames >= 12)
    await session.stop()
    assert session.report().lost == 0


async def play_back(town: Town, camera: VirtualCamera, transport: Any) -> None:
    now_s = time.time()
    session = await town.platform.playback(camera.code, camera.code, now_s - 600, now_s - 300, transport)
    await session.first_key_frame(5.0)
    await session.pause()
    await session.resume()
    await session.seek(60.0)
    await session.scale(2.0)
    before = session.report().frames
    await until(lambda: session.report().frames >= before + 5)
    await session.stop()


async def speak(town: Town, camera: VirtualCamera) -> None:
    session = await town.platform.broadcast(camera.code, camera.code)
    await until(lambda: session.sender.stats.packets >= 10)
    await session.stop()


async def talk(town: Town, camera: VirtualCamera) -> None:
    session = await town.platform.talk(camera.code)
    await until(lambda: session.receiver is not None and session.receiver.report().packets >= 5)
    await session.stop()


async def download(town: Town, camera: VirtualCamera) -> None:
    start_s = int(time.time()) - 600
    session = await town.platform.download(camera.code, camera.code, start_s, start_s + 2, speed=4)
    assert await session.wait_end(5.0) == "end of file"
    await session.stop()


async def whole_session(town: Town, clips: dict[str, Clip]) -> None:
    """Both editions, both signalling transports, all media transports."""
    first = await town.camera(clips["H264"], transport="udp", edition="2022")
    second = await town.camera(clips["H264"], transport="tcp", edition="2016")
    third = await town.camera(clips["H265"], transport="udp", edition="2016")
    cameras = (first, second, third)
    for camera in cameras:
        await ask_everything(town, camera)
        await alarm_and_subscribe(town, camera)
    await asyncio.gather(
        *(
            watch(town, camera, transport)
            for camera, transport in zip(cameras, ("udp", "tcp-passive", "tcp-active"), strict=True)
        )
    )
    await asyncio.gather(play_back(town, first, "tcp-passive"), play_back(town, second, "udp"))
    await asyncio.gather(*(speak(town, camera) for camera in cameras))
    await talk(town, second)
    await download(town, third)
    await until(lambda: all(camera.counters.keepalives_answered for camera in cameras))
    assert town.platform.deviations.all() == ()


@dataclass(frozen=True)
class Captured:
    """A capture of a whole session, what was sent in it, and how tshark shall read it."""

    path: Path
    ledger: Ledger
    rules: list[str]
    users: list[tuple[str, str, str]]

    def dissect(self, path: Path | None = None, password: str = "") -> Dissection:
        users = [(user, realm, password or right) for user, realm, right in self.users]
        return dissect(path or self.path, self.rules, users)


@pytest.fixture(scope="module")
def captured(
    tmp_path_factory: pytest.TempPathFactory, clips: dict[str, Clip], need: Callable[..., None]
) -> Iterator[Captured]:
    """Captures a session.

    dumpcap listens before the kernel cuts joined datagrams, so that here they are not joined.
    """
    need("tshark")
    need("dumpcap")
    folder = tmp_path_factory.mktemp("capture")
    with pytest.MonkeyPatch.context() as monkeypatch, Processes(folder) as processes:
        monkeypatch.setattr("camproof.media.send.udp.udp_gso", lambda sock, segment: False)
        yield _capture(processes, folder / "session.pcapng", clips, Ledger(monkeypatch))


def _capture(processes: Processes, path: Path, clips: dict[str, Clip], ledger: Ledger) -> Captured:
    network, rules, users = own_network(), list[str](), list[tuple[str, str, str]]()
    capture = Capture(processes, network, path)

    async def session() -> None:
        async with asyncio.timeout(40), opened(network) as town:
            rules.extend(rule.format(town.platform.address[1]) for rule in SIP_RULES)
            await whole_session(town, clips)
            realm = town.platform.config.realm
            users.extend((camera.code, realm, camera.setup.password) for camera in town.cameras)

    uvloop.run(session())
    capture.stop()
    for kind, port in sorted(ledger.media_ports):
        rules.append(f"{kind}.port=={port},rtp")
        if kind == "udp":
            rules.append(f"udp.port=={port + 1},rtcp")
    return Captured(path, ledger, rules, users)


def test_everything_we_send_is_dissected(captured: Captured) -> None:
    seen, sent = captured.dissect(), captured.ledger
    assert seen.complaints() == []
    assert seen.methods == sent.methods
    assert seen.statuses == sent.statuses
    assert seen.cseqs == sent.cseqs
    assert seen.sdp == sent.descriptions
    assert seen.rtp == sent.rtp
    assert seen.rtcp == sent.rtcp


def test_the_session_was_a_whole_one(captured: Captured) -> None:
    sent = captured.ledger
    assert set(sent.methods) == {
        "REGISTER", "MESSAGE", "SUBSCRIBE", "NOTIFY", "INVITE", "ACK", "BYE", "INFO",
    }  # fmt: skip
    assert min(sent.methods[name] for name in ("INVITE", "ACK", "BYE")) >= 10
    assert sent.statuses[401] >= 6
    assert set(sent.statuses) <= {100, 200, 401}
    assert len(sent.rtp) == 10
    assert min(sent.rtp.values()) >= 5
    transports = Counter(kind for kind, _ in sent.media_ports)
    assert transports == {"udp": 6, "tcp": 3}, "the two voices of talk share a port"


BREAKS = {
    "RTCP length beyond the packet": (b"\x80\xc8\x00\x06", b"\x80\xc8\x00\xff"),
    "RTCP length too short": (b"\x81\xcb\x00\x01", b"\x81\xcb\x00\x00"),
    "RTP extension that is not there": (b"\x80\x60\x00\x01", b"\x90\x60\x00\x01"),
    "SIP without Call-ID": (b"\r\nCall-ID:", b"\r\nXall-ID:"),
    "SIP without a branch": (b";branch=z9hG4bK", b";brunch=z9hG4bK"),
    "SDP without a media port": (b"m=video ", b"m=videox"),
    "wrong digest": (b'", response="', b'", response="'),
}


@pytest.mark.parametrize("what", BREAKS)
def test_one_broken_packet_is_reported(captured: Captured, what: str, tmp_path: Path) -> None:
    data = bytearray(captured.path.read_bytes())
    old, new = BREAKS[what]
    at = data.index(old)
    data[at : at + len(old)] = new
    if old == new:
        place = at + len(new)
        data[place : place + 1] = b"0" if data[place : place + 1] != b"0" else b"1"
    broken = tmp_path / "broken.pcapng"
    broken.write_bytes(data)
    assert captured.dissect(broken).complaints() != []


def test_a_changed_method_and_a_lost_packet_show_in_the_counts(captured: Captured, tmp_path: Path) -> None:
    data = captured.path.read_bytes()
    changed = tmp_path / "changed.pcapng"
    changed.write_bytes(data.replace(b"CSeq: 1 REGISTER", b"CSeq: 1 REGISTRE", 1))
    assert captured.dissect(changed).cseqs != captured.ledger.cseqs
    lost = tmp_path / "lost.pcapng"
    lost.write_bytes(data.replace(b"\x80\x60\x00\x01", b"\x00\x60\x00\x01", 1))
    assert captured.dissect(lost).rtp != captured.ledger.rtp


def test_tshark_really_checks_the_digests(captured: Captured) -> None:
    assert captured.dissect(password="wrong").wrong_digests >= 6
