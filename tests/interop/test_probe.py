"""The probe beside programs of others: it hears FFmpeg, reads dumpcap's captures, and agrees with tshark."""

from __future__ import annotations

import asyncio
import random
import socket
import struct
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import uvloop
from interop_bands import CODINGS, banded_clip
from interop_town import own_network
from interop_wireshark import Capture

from camproof.media import Clip, ClipPlayout, OverlayText, TruthStamp
from camproof.media.probe.capture.streams import CapturedStream, find_streams
from camproof.media.probe.captured import probe_captured
from camproof.media.probe.files import probe_file
from camproof.media.probe.live import LiveResult, probe_live
from camproof.media.probe.source import Source
from camproof.media.probe.strips import read_sample
from camproof.protocols.rtp import frame_4571, rtp_header

pytestmark = pytest.mark.interop
QUIET = ("ffmpeg", "-hide_banner", "-nostdin", "-v", "error")
ENCODERS = {
    "H264": ("-c:v", "libx264", "-preset", "veryfast"),
    "H265": ("-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none"),
}
PICTURES = 50
SSRC = 0x0BEEF001


async def _hear(command: Callable[[int], Sequence[str]], processes: Any) -> LiveResult:
    """Probe without a hint of what comes, until the program has ended."""
    stop = asyncio.Event()

    async def run(address: tuple[str, int]) -> None:
        process = processes.start(command(address[1]), log="program.log")
        while process.poll() is None:
            await asyncio.sleep(0.05)
        await asyncio.sleep(0.2)
        stop.set()

    tasks: list[asyncio.Task[None]] = []
    source = Source("udp", "udp", ("127.0.0.1", 0))
    result = await probe_live(
        source, seconds=60, wait_s=30, stop=stop,
        opened=lambda address: tasks.append(asyncio.get_running_loop().create_task(run(address))),
    )  # fmt: skip
    await asyncio.gather(*tasks)
    return result


@pytest.mark.parametrize("codec", ENCODERS)
def test_pictures_of_ffmpeg(processes: Any, need: Callable[..., None], codec: str) -> None:
    need("ffmpeg")

    def command(port: int) -> Sequence[str]:
        return [
            *QUIET, "-re", "-f", "lavfi", "-i", "testsrc=size=320x240:rate=50", "-frames:v", str(PICTURES),
            *ENCODERS[codec], "-g", "10", "-bf", "0", "-pix_fmt", "yuv420p",
            "-f", "rtp", f"rtp://127.0.0.1:{port}?rtcpport={port + 1}&pkt_size=1200",
        ]  # fmt: skip

    result = uvloop.run(_hear(command, processes))
    report, figures = result.packets.report, result.packets.frames.figures()
    assert (result.packets.container, result.packets.guessed, result.drops) == (codec, True, 0)
    assert (report.lost, report.duplicates, report.frames, report.key_frames) == (0, 0, PICTURES, 5)
    assert figures.gop_frames.p50 == 10
    assert figures.types["I"] == 5
    assert report.sender_reports >= (1 if result.hears_rtcp else 0)
    assert report.sps is not None
    assert (report.sps.width, report.sps.height) == (320, 240)


def test_a_program_stream_of_ffmpeg(processes: Any, need: Callable[..., None], tmp_path: Path) -> None:
    """FFmpeg has no RTP for a program stream: it is packetised here in the plainest way."""
    need("ffmpeg")
    path = tmp_path / "street.mpg"
    command = [
        *QUIET, "-f", "lavfi", "-i", "nullsrc=size=320x240:rate=25,geq=random(1)*255:128:128",
        "-frames:v", "25", *ENCODERS["H264"], "-g", "5", "-bf", "0", "-pix_fmt", "yuv420p",
        "-f", "vob", str(path),
    ]  # fmt: skip
    assert subprocess.run(command, timeout=30).returncode == 0
    data = path.read_bytes()
    sender = (
        "import socket, struct, sys\n"
        "data, sock = open(sys.argv[1], 'rb').read(), socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\n"
        "for n, at in enumerate(range(0, len(data), 1388)):\n"
        "    packet = struct.pack('>BBHII', 0x80, 96, n & 0xFFFF, 0, 5) + data[at : at + 1388]\n"
        "    sock.sendto(packet, ('127.0.0.1', int(sys.argv[2])))\n"
    )
    result = uvloop.run(_hear(lambda port: ["python3", "-c", sender, str(path), str(port)], processes))
    assert (result.packets.container, result.packets.report.lost) == ("PS", 0)
    assert result.packets.report.packets == -(-len(data) // 1388)
    assert result.packets.report.frames == pytest.approx(25, abs=1)
    assert result.packets.deviations != ()


@pytest.mark.parametrize("suffix", ["mp4", "mkv", "ts"])
def test_recordings_of_ffmpeg(need: Callable[..., None], tmp_path: Path, suffix: str) -> None:
    need("ffmpeg")
    path = tmp_path / f"street.{suffix}"
    command = [
        *QUIET, "-f", "lavfi", "-i", "testsrc=size=320x240:rate=25", "-frames:v", str(PICTURES),
        *ENCODERS["H265"], "-g", "10", "-bf", "2", "-pix_fmt", "yuv420p", str(path),
    ]  # fmt: skip
    assert subprocess.run(command, timeout=60).returncode == 0
    facts, result = probe_file(path)
    figures = result.frames.figures()
    assert (facts.codec, figures.frames, result.untimed, result.backward) == ("H265", PICTURES, 0, 0)
    assert figures.interval_ms.p50 == pytest.approx(40, abs=1)
    assert result.reordered > 0


@pytest.mark.parametrize("scale", ["iw:ih", "640:360"])
def test_strips_live_on_where_ffmpeg_codes_anew(
    need: Callable[..., None], tmp_path_factory: pytest.TempPathFactory, tmp_path: Path, scale: str
) -> None:
    """At 1 Mbit/s with B pictures and a group of 250; every SEI is gone, three frames were lost before."""
    need("ffmpeg")
    overlay = banded_clip(
        tmp_path_factory.getbasetemp() / "survival", 1280, 720, 50, 25, CODINGS["H264 CAVLC"]
    )
    stamps = [
        TruthStamp(77, n, 1_790_000_000_000_000 + n * 40_000) for n in range(100) if n not in (9, 60, 61)
    ]
    units = [overlay.compose(n % 50, stamp, OverlayText("gate"), 0) for n, stamp in enumerate(stamps)]
    path = tmp_path / "platform.mp4"
    subprocess.run(
        [*QUIET, "-r", "25", "-f", "h264", "-i", "-", "-vf", f"scale={scale}", "-c:v", "libx264",
         "-preset", "veryfast", "-b:v", "1M", "-maxrate", "1M", "-bufsize", "1M", str(path)],
        input=b"".join(units), check=True, timeout=120,
    )  # fmt: skip
    result = probe_file(path)[1]
    assert result.frames.figures().types["B"] > 0
    report = read_sample(result.runs)
    assert (result.report.stamped_frames, report.pictures, report.undecoded) == (0, 97, 0)
    assert report.read >= 96
    assert (report.sent_size, report.cameras) == ((1280, 720), ((77, report.read),))
    assert report.missing == 3 + report.pictures - report.read


@dataclass(frozen=True)
class Tshark:
    """One line of ``tshark -z rtp,streams``."""

    packets: int
    lost: int
    max_jitter_ms: float


def _tshark(path: Path, port: int) -> Tshark:
    command = ["tshark", "-r", str(path), "-d", f"udp.port=={port},rtp", "-q", "-z", "rtp,streams"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    (line,) = [line for line in done.stdout.splitlines() if f"0x{SSRC:08X}" in line]
    words = line.split(f"0x{SSRC:08X}")[1].split()
    share = next(place for place, word in enumerate(words) if word.endswith("%)"))
    return Tshark(int(words[share - 2]), int(words[share - 1]), float(words[share + 6]))


def _agrees(path: Path, port: int, lost: int) -> CapturedStream:
    """Packets, loss and worst jitter are those of tshark."""
    (stream,) = find_streams(path)
    result = probe_captured(path, stream).packets
    theirs = _tshark(path, port)
    assert (result.report.packets, result.report.lost) == (theirs.packets, lost)
    assert theirs.lost == lost
    assert result.report.worst_jitter_ms == pytest.approx(theirs.max_jitter_ms, abs=0.002)
    return stream


def _stream(clip: Clip, frames: int, sequence: int = 65_500) -> Iterator[tuple[int, bytes]]:
    """(number of the frame, packet): payload type 33, of which tshark knows the clock."""
    playout = ClipPlayout(clip, 7, lambda: time.time_ns() // 1000)
    for number in range(frames):
        payloads = playout.next_frame().payloads
        for place, payload in enumerate(payloads):
            yield number, rtp_header(33, sequence, number * 3600, SSRC, place == len(payloads) - 1) + payload
            sequence += 1


@pytest.mark.parametrize("seed", range(3))
def test_loss_and_jitter_are_those_of_tshark(
    need: Callable[..., None], clips: dict[str, Clip], tmp_path: Path, seed: int
) -> None:
    """Without reordering: tshark leaves packets out of order out of its columns."""
    need("tshark")
    rng = random.Random(seed)
    packets = [*_stream(clips["H264"], 300, 1000)]
    ends = (0, len(packets) - 1)
    kept = [packet for place, packet in enumerate(packets) if place in ends or rng.random() > 0.02]
    late_s = [rng.uniform(0, 0.03) for _ in range(300)]
    sent = [(1e9 + n * 0.04 + late_s[n] + place * 1e-5, data) for place, (n, data) in enumerate(kept)]
    path = tmp_path / "made.pcap"
    parts = [struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 101)]
    for at_s, data in sent:
        size = 28 + len(data)
        head = struct.pack(">BBHHHBBH4s4s", 0x45, 0, size, 0, 0, 64, 17, 0, b"\x7f\0\0\1", b"\x7f\0\0\2")
        body = head + struct.pack(">HHHH", 40000, 30000, size - 20, 0) + data
        parts.append(struct.pack("<IIII", int(at_s), round(at_s % 1 * 1e6) % 10**6, size, size) + body)
    path.write_bytes(b"".join(parts))
    _agrees(path, 30000, len(packets) - len(kept))


@pytest.mark.xdist_group("tshark")
@pytest.mark.parametrize("transport", ["udp", "tcp"])
def test_a_capture_of_dumpcap(
    processes: Any, need: Callable[..., None], clips: dict[str, Clip], tmp_path: Path, transport: str
) -> None:
    need("dumpcap")
    need("tshark")
    network = own_network()
    capture = Capture(processes, network, tmp_path / "wire.pcapng")
    packets = [*_stream(clips["H265"], 50)]
    send = _send_udp if transport == "udp" else _send_tcp
    port = send(network, packets)
    path = capture.stop()
    if transport == "udp":
        stream = _agrees(path, port, lost=2)
    else:
        (stream,) = find_streams(path)
        assert probe_captured(path, stream).packets.report.lost == 0
    result = probe_captured(path, stream)
    assert (stream.container, stream.way.transport, result.notes) == ("PS", transport.upper(), ())
    assert result.packets.report.cameras == ((7, result.packets.report.stamped_frames),)
    latency_ms = result.packets.report.latency_ms.p50
    assert latency_ms is not None
    assert -1 <= latency_ms < 2000


def _send_udp(network: str, packets: list[tuple[int, bytes]]) -> int:
    """Send all but two packets, a few milliseconds a frame."""
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as target,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock,
    ):
        target.bind((f"{network}.1", 0))
        sock.bind((f"{network}.2", 0))
        for place, (_, data) in enumerate(packets):
            if place not in (20, 21):
                sock.sendto(data, target.getsockname())
            time.sleep(0.001)
        port: int = target.getsockname()[1]
        return port


def _send_tcp(network: str, packets: list[tuple[int, bytes]]) -> int:
    with socket.create_server((f"{network}.1", 0)) as server:
        port: int = server.getsockname()[1]
        with socket.create_connection((f"{network}.1", port), source_address=(f"{network}.2", 0)) as sock:
            connection = server.accept()[0]
            with connection:
                for _, data in packets:
                    sock.sendall(frame_4571(data))
                    connection.recv(65_536)
        return port
