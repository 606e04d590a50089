"""sipp plays the platform of one of our cameras; the media comes to a socket of the test's own."""

from __future__ import annotations

import asyncio
import random
import socket
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
import uvloop
from interop_sipp import Sipp, free_port, wait_bound
from interop_town import TIMING, until
from lxml import etree

from camproof.domain.camera import CameraRecord
from camproof.media import Clip
from camproof.protocols.gb28181.device import ServerRef
from camproof.virtual_cameras import CameraSetup, VirtualCamera

pytestmark = pytest.mark.interop
CODE = "34020000001320000001"
PASSWORD = "a secret"
TRANSPORTS = {"udp": "u1", "tcp": "t1"}
AHEAD_S = 3600.0
WATCH_S = 1.0


@dataclass(frozen=True)
class Outcome:
    """Both sides at the end."""

    sipp: Sipp
    camera: VirtualCamera
    left: bool
    clock_error_s: float
    packets: list[tuple[int, int, int, int]]


def local_time(epoch_s: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S.000", time.gmtime(epoch_s + 8 * 3600))


async def _read(sock: socket.socket, packets: list[tuple[int, int, int, int]]) -> None:
    """Payload type, sequence number, timestamp and SSRC of each RTP packet."""
    loop = asyncio.get_running_loop()
    while True:
        data = await loop.sock_recv(sock, 65_536)
        first, second, sequence, timestamp, ssrc = struct.unpack_from(">BBHII", data)
        assert first == 0x80
        packets.append((second & 0x7F, sequence, timestamp, ssrc))


async def _play(processes: Any, clip: Clip, transport: str, password: str) -> Outcome:
    kind, port = TRANSPORTS[transport], free_port(transport)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as media:
        media.bind(("127.0.0.1", 0))
        media.settimeout(0.0)
        sipp = Sipp(
            processes, "platform", "-t", kind, "-p", str(port), camera=CODE, password=PASSWORD,
            beijing=local_time(time.time() + AHEAD_S), rtp_port=media.getsockname()[1],
        )  # fmt: skip
        await asyncio.to_thread(wait_bound, transport, port)
        record = CameraRecord(code=CODE, name="gate", sip_transport=transport)  # type: ignore[arg-type]
        server = ServerRef("34020000002000000001", ("127.0.0.1", port), "3402000000")
        setup = CameraSetup(record=record, number=7, password=password, server=server, timing=TIMING)
        camera = VirtualCamera(setup, clip, rng=random.Random(3))
        packets: list[tuple[int, int, int, int]] = []
        reading = asyncio.create_task(_read(media, packets))
        try:
            await camera.open()
            camera.register()
            await until(lambda: bool(camera.counters.calls_ended or camera.counters.last_refusal), 8.0)
            error_s = camera.body.clock.read_s(time.monotonic()) - time.time()
        finally:
            left = await camera.stop()
            reading.cancel()
        sipp.finish()
        await until(lambda: sipp.ended, 8.0)
        return Outcome(sipp, camera, left, error_s, packets)


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_a_platform_of_others_watches_our_camera(
    processes: Any, need: Callable[..., None], clips: dict[str, Clip], transport: str
) -> None:
    need("sipp")
    end = uvloop.run(_play(processes, clips["H264"], transport, PASSWORD))
    assert (end.sipp.process.returncode, end.sipp.errors) == (0, "")
    counters = end.camera.counters
    assert end.left
    assert (counters.registrations, counters.calls_offered, counters.calls_confirmed) == (1, 1, 1)
    assert counters.keepalives_answered >= 1
    assert end.clock_error_s == pytest.approx(AHEAD_S, abs=2.0)
    assert {(kind, ssrc) for kind, _, _, ssrc in end.packets} == {(96, 200000017)}
    assert [sequence for _, sequence, _, _ in end.packets] == list(range(len(end.packets)))
    pictures = len({timestamp for _, _, timestamp, _ in end.packets})
    assert 0.8 * 25 * WATCH_S <= pictures <= 1.3 * 25 * WATCH_S
    assert len(end.packets) == sum(stats.packets for stats in end.camera.desk.stats())
    _catalog_is_right(end.sipp)


def _catalog_is_right(sipp: Sipp) -> None:
    bodies = [message.partition(b"\r\n\r\n")[2].strip() for message in sipp.messages("received")]
    roots = [etree.fromstring(body) for body in bodies if b"<Response>" in body]
    (root,) = [root for root in roots if root.findtext("CmdType") == "Catalog"]
    found = [root.findtext(name) for name in ("SN", "DeviceID", "SumNum", "DeviceList/Item/DeviceID")]
    assert found == ["17430", CODE, "1", CODE]
    assert root.findtext("DeviceList/Item/Name") == "gate"


def test_wrong_password_gets_no_further(
    processes: Any, need: Callable[..., None], clips: dict[str, Clip]
) -> None:
    need("sipp")
    end = uvloop.run(_play(processes, clips["H264"], "udp", "another"))
    assert end.camera.counters.last_refusal == 403
    assert (end.camera.counters.calls_offered, end.packets) == (0, [])
