"""Strips from end to end: bulk sender, loopback, our receiver, a foreign encoder at 1 Mbit/s."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from interop_bands import CODINGS, DEMUXERS, banded_clip

from camproof.media import MediaReceiver, OverlayText, ReceivedFrame
from camproof.media.bulk.send.sender import UdpBulkSender
from camproof.media.bulk.send.streams import SendSpec
from camproof.media.overlay.model import OverlayClip
from camproof.media.receive.strips import read_strips
from camproof.media.tables.banded import banded_table
from camproof.protocols.nal import join_annexb, split_annexb

pytestmark = [pytest.mark.interop, pytest.mark.wallclock, pytest.mark.soak]
SSRC, CAMERA = 0x0BEE5001, 4711
FRAMES = 100
QUICK = [("H264 CAVLC", (1280, 720)), ("H264 CABAC", (1280, 720)), ("H265", (640, 360))]
LARGE = [(name, (1920, 1080)) for name in CODINGS]
"""In place of the others where a test has the time for it (``make soak``)."""
SOAK_S = 20
WAIT_S = 30.0
QUIET = ("ffmpeg", "-hide_banner", "-nostdin", "-v", "warning")
CODED = (
    "-c:v", "libx264", "-preset", "veryfast", "-b:v", "1M", "-maxrate", "1M", "-bufsize", "1M",
    "-bf", "0", "-bsf:v", "filter_units=remove_types=6",
)  # fmt: skip
"""As a platform would: no SEI is left, the strip alone tells."""


async def _received(overlay: OverlayClip) -> tuple[list[ReceivedFrame], Any]:
    """The first pictures of a stream in real time."""
    frames: list[ReceivedFrame] = []
    receiver = await MediaReceiver.open(ssrc=SSRC, payload_type=96, sink=frames.append)
    try:
        with UdpBulkSender() as sender:
            sender.start()
            text = OverlayText("城关镇人民路口", "东侧")
            spec = SendSpec(remote=receiver.address, ssrc=SSRC, camera=CAMERA, text=text, spread=0.5)
            sender.add(banded_table(overlay), [spec])
            async with asyncio.timeout(WAIT_S):
                while len(frames) < FRAMES:
                    await asyncio.sleep(0.02)
        return frames[:FRAMES], receiver.analyser.report()
    finally:
        await receiver.stop()


def _units(stream: bytes) -> list[bytes]:
    """Access units; with ``aud=1`` each begins with a delimiter."""
    units: list[list[bytes]] = []
    for nal in split_annexb(stream):
        if nal[0] & 0x1F == 9:
            units.append([])
        units[-1].append(bytes(nal))
    return [join_annexb(nals) for nals in units]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    soak = metafunc.config.getoption("--media-seconds") >= SOAK_S
    metafunc.parametrize(("name", "size"), LARGE if soak else QUICK)


def test_strips_of_a_bulk_stream_survive_a_foreign_encoder(
    need: Callable[..., None],
    tmp_path_factory: pytest.TempPathFactory,
    tmp_path: Path,
    name: str,
    size: tuple[int, int],
) -> None:
    """At least 99 of 100 pictures sent show camera and frame, counted over all that were sent."""
    need("ffmpeg")
    folder = tmp_path_factory.getbasetemp() / "survival"
    overlay = banded_clip(folder, *size, 50, 25, CODINGS[name])
    frames, report = asyncio.run(_received(overlay))
    assert (report.lost, report.damaged_frames, report.missing_frames) == (0, 0, 0)
    assert report.deviations == ()
    out = tmp_path / "out.h264"
    subprocess.run(
        (*QUIET, "-r", "25", "-f", DEMUXERS[overlay.clip.codec], "-i", "-", *CODED,
         "-x264-params", "aud=1", str(out)),
        input=b"".join(frame.data for frame in frames), check=True, timeout=90,
    )  # fmt: skip
    coded = out.read_bytes()
    assert len(coded) * 8 <= 1.3e6 * FRAMES / 25
    assert b"x264" not in coded
    truths = read_strips(_units(coded), "H264", overlay.layout)
    assert len(truths) == FRAMES
    shown = [truth and (truth.camera, truth.frame) for truth in truths]
    assert sum(truth == (CAMERA, number & 0xFF) for number, truth in enumerate(shown)) >= 0.99 * FRAMES
    assert {truth for truth in shown if truth} <= {(CAMERA, number & 0xFF) for number in range(FRAMES)}
