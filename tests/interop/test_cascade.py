"""A cascade with programs of others in the way: sipp above, FFmpeg behind the relay, tshark beside it."""

from __future__ import annotations

import asyncio
import random
import socket
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import uvloop
from interop_decoding import quiet_run
from interop_sipp import Sipp, free_port, wait_bound
from interop_town import opened, own_network, until
from interop_wireshark import Capture, dissect
from lxml import etree

from camproof.media import Clip
from camproof.platforms import Platform, PlatformConfig
from camproof.platforms.cascade import UpperConfig

pytestmark = [pytest.mark.interop, pytest.mark.xdist_group("tshark")]
UPPER = "34010000002000000001"
PASSWORD = "a secret"
SSRC = 100_000_017
Packet = tuple[int, int, int, bytes]


def joined_to(host: str, port: int, **more: Any) -> UpperConfig:
    return UpperConfig(
        code=UPPER, host=host, port=port, password=PASSWORD, keepalive_interval_s=0.5, retry_interval_s=0.5,
        retry_jitter_s=0.1, **more,
    )  # fmt: skip


async def _read(sock: socket.socket, packets: list[Packet]) -> None:
    """Payload type, sequence number, SSRC and payload of each RTP packet."""
    loop = asyncio.get_running_loop()
    while True:
        data = await loop.sock_recv(sock, 65_536)
        _, kind, sequence, _, ssrc = struct.unpack_from(">BBHII", data)
        packets.append((kind & 0x7F, sequence, ssrc, data[12:]))


async def _watched_by_sipp(processes: Any, clip: Clip) -> tuple[Sipp, list[Packet], Any]:
    port, packets = free_port("udp"), list[Packet]()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as media:
        media.bind(("127.0.0.1", 0))
        media.settimeout(0.0)
        async with opened(own_network()) as town:
            camera = await town.camera(clip)
            lower = town.platform
            sipp = Sipp(
                processes, "upper", "-t", "u1", "-p", str(port), lower=lower.code, channel=camera.code,
                password=PASSWORD, beijing="2026-01-01T00:00:00.000", rtp_port=media.getsockname()[1],
            )  # fmt: skip
            await asyncio.to_thread(wait_bound, "udp", port)
            reading = asyncio.create_task(_read(media, packets))
            await lower.join(joined_to("127.0.0.1", port))
            try:
                await until(lambda: bool(lower.observations.select("relay-ended")), 12.0)
            finally:
                seen = lower.observations
                await lower.leave(UPPER)
                reading.cancel()
            sipp.finish()
            await until(lambda: sipp.ended, 8.0)
            return sipp, packets, seen


def test_sipp_lists_and_watches_through_a_lower_platform_and_ffmpeg_decodes_it(
    processes: Any, need: Callable[..., None], clips: dict[str, Clip], tmp_path: Path
) -> None:
    need("sipp")
    need("ffmpeg")
    sipp, packets, seen = uvloop.run(_watched_by_sipp(processes, clips["H264"]))
    assert (sipp.process.returncode, sipp.errors) == (0, "")
    assert [one.data["status"] for one in seen.select("relay-refused")] == [404]
    (ended,) = seen.select("relay-ended")
    assert {(kind, ssrc) for kind, _, ssrc, _ in packets} == {(96, SSRC)}
    assert [sequence for _, sequence, _, _ in packets] == list(range(len(packets)))
    assert ended.data["packets"] == len(packets)
    stream = tmp_path / "relayed.mpg"
    stream.write_bytes(b"".join(payload for _, _, _, payload in packets))
    command = ["ffmpeg", "-hide_banner", "-nostdin", "-v", "warning", "-err_detect", "explode", "-xerror"]
    quiet_run([*command, "-f", "mpeg", "-i", str(stream), "-f", "null", "-"], tmp_path / "ffmpeg.log")
    _catalog_is_right(sipp)


def _catalog_is_right(sipp: Sipp) -> None:
    bodies = [message.partition(b"\r\n\r\n")[2].strip() for message in sipp.messages("received")]
    roots = [etree.fromstring(body) for body in bodies if b"<Response>" in body]
    (root,) = [root for root in roots if root.findtext("CmdType") == "Catalog"]
    codes = [item.findtext("DeviceID") for item in root.iter("Item")]
    assert root.findtext("SN") == "17430"
    assert root.findtext("SumNum") == str(len(codes)) == "3"
    assert codes == ["34020000002000000001", "340200", "34020000001320000001"]


def test_tshark_finds_nothing_wrong_between_two_platforms(
    processes: Any, need: Callable[..., None], clips: dict[str, Clip], tmp_path: Path
) -> None:
    need("tshark")
    need("dumpcap")
    network, rules = own_network(), list[str]()
    capture = Capture(processes, network, tmp_path / "cascade.pcapng")

    async def session() -> tuple[int, int]:
        async with opened(network) as town:
            camera = await town.camera(clips["H264"])
            config = PlatformConfig(code=UPPER, host=f"{network}.200", password=PASSWORD)
            async with await Platform.start(config, rng=random.Random(5)) as upper:
                joined = await town.platform.join(joined_to(*upper.address))
                await upper.wait_registered(town.platform.code)
                await until(lambda: bool(town.platform.channels.owner(camera.code)))
                await upper.subscribe_catalog(town.platform.code)
                await upper.catalog(town.platform.code)
                await upper.device_status(town.platform.code, channel=camera.code)
                for port in (town.platform.address[1], upper.address[1], joined.local_port):
                    rules.append(f"udp.port=={port},sip")
                watched = await upper.play(town.platform.code, camera.code)
                rules.extend(
                    f"udp.port=={one.receiver.address[1]},rtp"
                    for one in (watched, *town.platform.sessions.values())
                )
                await watched.first_key_frame(5.0)
                await until(lambda: watched.report().frames >= 25)
                ssrc = int(watched.ssrc)
                await watched.stop()
                await town.platform.leave(UPPER)
                return ssrc, watched.report().packets

    ssrc, packets = uvloop.run(session())
    seen = dissect(capture.stop(), rules, [("34020000002000000001", "3401000000", PASSWORD)])
    assert seen.complaints() == []
    assert seen.methods["INVITE"] == 2
    assert seen.methods["BYE"] == 2
    assert set(seen.statuses) <= {100, 200, 401}
    assert seen.rtp[ssrc] >= packets > 25
    assert len(seen.rtp) == 2
