"""Two streams leave one port, one of them for a while through an impaired link: others see two whole ones."""

from __future__ import annotations

import random
import socket
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import uvloop
from interop_received import SSRC, Received
from interop_town import own_network, until
from interop_wireshark import Capture, rtp_streams

from camproof.media import Clip, LivePort, LiveSender, MediaPlan, StreamOptions
from camproof.protocols.flow import Address
from camproof.runtimes.impairment import Impairment

pytestmark = [pytest.mark.interop, pytest.mark.xdist_group("tshark")]
TURN = 12
"""Frames before the link of the first stream changes."""


@dataclass
class Seen:
    """What was sent, and what a plain reader made of the first stream."""

    source: Address
    received: Received
    packets: dict[int, int]


class Reader:
    """A socket; the datagrams that it has read."""

    def __init__(self, host: str) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setblocking(False)
        self.socket.bind((host, 0))
        self.received = Received()

    def frames(self) -> int:
        while True:
            try:
                self.received.packet(self.socket.recv(2000))
            except BlockingIOError:
                return self.received.frames


async def session(network: str, clip: Clip) -> Seen:
    port = LivePort(f"{network}.1")
    source = port.open()
    table = port.tables.table(clip, StreamOptions())
    assert table is not None
    readers = [Reader(f"{network}.{number}") for number in (2, 3)]
    links = [Impairment(random.Random(number)) for number in (2, 3)]
    senders = [
        LiveSender(
            port,
            MediaPlan(stream="s", kind="live", ssrc=SSRC + number, transport="udp",
                      remote=readers[number].socket.getsockname()),
            table, camera=number, gate=links[number], error_s=lambda: 0.0, watch_clock=lambda _: lambda: None,
        )
        for number in (0, 1)
    ]  # fmt: skip
    for sender in senders:
        assert await sender.prepare() == source
        sender.start()
    first = readers[0]
    await until(lambda: first.frames() >= TURN)
    links[0].set(delay_s=0.002)
    await until(lambda: first.frames() >= 2 * TURN)
    links[0].reset()
    await until(lambda: first.frames() >= 4 * TURN)
    for sender in senders:
        await sender.stop()
    first.frames()
    await port.close()
    for reader in readers:
        reader.socket.close()
    return Seen(source, first.received, {SSRC + n: sender.stats.packets for n, sender in enumerate(senders)})


def test_tshark_sees_two_whole_streams_from_one_port(
    clips: dict[str, Clip], processes: Any, monkeypatch: pytest.MonkeyPatch, need: Callable[..., None]
) -> None:
    """dumpcap listens before the kernel cuts joined datagrams, so that here they are not joined."""
    need("tshark")
    need("dumpcap")
    monkeypatch.setattr("camproof.media.bulk.send.udp.best_way", lambda: "messages")
    network = own_network()
    capture = Capture(processes, network, processes.folder / "shared.pcapng")
    made = uvloop.run(session(network, clips["H264"]))
    path = capture.stop()
    streams = rtp_streams(path, made.source[1])
    assert {stream.ssrc: stream.packets for stream in streams} == made.packets
    assert {(stream.source, stream.source_port) for stream in streams} == {made.source}
    assert len({stream.target for stream in streams}) == 2
    assert [stream.lost for stream in streams] == [0, 0]


def test_ffmpeg_decodes_what_one_of_them_receives(
    clips: dict[str, Clip], tmp_path: Path, need: Callable[..., None]
) -> None:
    need("ffmpeg")
    received = uvloop.run(session(own_network(), clips["H264"])).received
    assert received.problems == []
    (tmp_path / "stream.ps").write_bytes(received.payload)
    played = subprocess.run(
        ["ffmpeg", "-hide_banner", "-nostdin", "-v", "warning", "-err_detect", "explode",
         "-f", "mpeg", "-i", "stream.ps", "-f", "framecrc", "-"],
        cwd=tmp_path, capture_output=True, text=True, timeout=30,
    )  # fmt: skip
    assert (played.returncode, played.stderr) == (0, "")
    pictures = [line for line in played.stdout.splitlines() if line[0] != "#"]
    assert len(pictures) == received.frames >= 4 * TURN
    steps = [int(line.split(",")[1]) for line in pictures]
    assert {b - a for a, b in pairwise(steps)} == {steps[1] - steps[0]}
