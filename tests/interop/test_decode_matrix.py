"""Every codec, container and transport of ours: FFmpeg and GStreamer decode each picture without a word.

All streams of the bulk senders run at once, in their own time on real sockets, and are read by plain ones;
then each is decoded by both programs. Seconds of it by default, more with ``--media-seconds``.
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import uvloop
from interop_bands import CODINGS, banded_clip
from interop_decoding import (
    DEPAYLOADERS,
    GST_DECODERS,
    PARSERS,
    ffmpeg_pictures,
    gst,
    gst_pictures,
    quiet_run,
)
from interop_received import CAMERA, Received, pictures_of, receive_from
from interop_recording import WAYS, record

from camproof.media import Clip, TruthStamp, read_stamp
from camproof.media.overlay.model import OverlayClip, OverlayText
from camproof.media.overlay.playout import OverlayPlayout
from camproof.media.overlay.strip import StripTruth, read_strip, strip_bits, truth_of
from camproof.media.stamp import STAMP_MARK
from camproof.media.tables.banded import banded_table
from camproof.media.tables.program_stream import ps_table
from camproof.media.tables.raw import raw_table
from camproof.media.tables.raw_banded import raw_banded_table

pytestmark = [pytest.mark.interop, pytest.mark.soak]
FPS = 25
PLAIN = ("H264", "H265")
ROLES = ("udp", "tcp-active", "tcp-passive")
SINGLE_GAP_S = 0.02
"""Between the frames of a single stream: twice the pace of life."""
_GOP_PICTURES = 10


@dataclass(frozen=True)
class Case:
    """One stream.

    :ivar picture: a codec, with "band" and its coding where there is one.
    :ivar sender: "bulk", or "single" for ``MediaSender``.
    """

    picture: str
    container: str
    sender: str
    way: Any

    def __str__(self) -> str:
        return f"{self.picture}-{self.container}-{self.sender}-{self.way}".replace(" ", "-")


BANDS = {f"{name} band": coding for name, coding in CODINGS.items()}
BULK = [
    *(Case(picture, "PS", "bulk", way) for picture in (*PLAIN, *BANDS) for way in WAYS),
    *(Case(picture, "raw", "bulk", way) for picture in (*PLAIN, *BANDS) for way in WAYS),
]
SINGLE = [
    Case(picture, container, "single", role)
    for picture in BANDS
    for container in ("PS", "raw")
    for role in ROLES
]


@pytest.fixture(scope="module")
def bands(tmp_path_factory: pytest.TempPathFactory) -> dict[str, OverlayClip]:
    """Two GOPs of ten, 320x240."""
    folder = tmp_path_factory.mktemp("bands")
    return {
        name: banded_clip(folder, 320, 240, 2 * _GOP_PICTURES, _GOP_PICTURES, coding)
        for name, coding in BANDS.items()
    }


@pytest.fixture(scope="module")
def recorded(
    clips: dict[str, Clip],
    bands: dict[str, OverlayClip],
    media_seconds: int,
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[Case, Path]:
    """What came of each stream: its program stream, or its packets behind their lengths."""
    folder, frames = tmp_path_factory.mktemp("recorded"), media_seconds * FPS
    ps = {name: ps_table(clip) for name, clip in clips.items()}
    ps |= {name: banded_table(overlay) for name, overlay in bands.items()}
    raw = {name: raw_table(clip) for name, clip in clips.items()}
    raw |= {name: raw_banded_table(overlay) for name, overlay in bands.items()}
    tables = {"PS": ps, "raw": raw}
    sent = {case: (case.way, tables[case.container][case.picture]) for case in BULK}
    files = {}
    for case, got in record(sent, frames).items():
        files[case] = _kept(folder, case, got, got.payload if case.container == "PS" else got.framed)
    for case, got in uvloop.run(_singles(bands, frames)).items():
        assert got.frames == frames
        files[case] = _kept(folder, case, got, got.payload if case.container == "PS" else got.framed)
    return files


def _kept(folder: Path, case: Case, got: Received, data: bytearray) -> Path:
    assert got.problems == [], case
    path = folder / f"{case}.bin"
    path.write_bytes(data)
    return path


async def _singles(bands: dict[str, OverlayClip], frames: int) -> dict[Case, Received]:
    async def one(case: Case) -> tuple[Received, Any]:
        text = OverlayText("城关镇01", "东")
        clip = bands[case.picture]
        raw = case.container == "raw"
        playout = OverlayPlayout(clip, CAMERA, lambda: time.time_ns() // 1000, text, zone_s=8 * 3600, raw=raw)
        container = clip.clip.codec if raw else "PS"
        return await receive_from(playout, case.way, frames, SINGLE_GAP_S, container)

    heard = await asyncio.gather(*(one(case) for case in SINGLE))
    return {case: got for case, (got, _) in zip(SINGLE, heard, strict=True)}


@pytest.mark.parametrize("case", [*BULK, *SINGLE], ids=str)
def test_both_programs_decode_every_picture(
    case: Case,
    recorded: dict[Case, Path],
    clips: dict[str, Clip],
    bands: dict[str, OverlayClip],
    media_seconds: int,
    need: Callable[..., None],
) -> None:
    overlay = bands.get(case.picture)
    clip, frames = overlay.clip if overlay else clips[case.picture], media_seconds * FPS
    codec, size, path = clip.codec, (clip.width, clip.height), recorded[case]
    need("ffmpeg")
    need("gst-launch-1.0", "mpegpsdemux", "rtpstreamdepay", PARSERS[codec], GST_DECODERS[codec])
    front, video = ("queue ! mpegpsdemux", path) if case.container == "PS" else _taken_out(codec, path)
    sums, strips = [], []
    form = "mpeg" if case.container == "PS" else {"H264": "h264", "H265": "hevc"}[codec]
    for picture in ffmpeg_pictures(video, form, codec, *size):
        sums.append(_sum(picture))
        if overlay:
            strips.append(read_strip(picture[: clip.height], overlay.layout))
    assert len(sums) == frames
    assert [_sum(picture) for picture in gst_pictures(path, front, codec, *size)] == sums
    stamps = _stamps(codec, Path(f"{video}.video").read_bytes())
    assert [(stamp.camera, stamp.frame) for stamp in stamps] == [(CAMERA, n) for n in range(frames)]
    assert all(later.capture_us > stamp.capture_us for stamp, later in pairwise(stamps))
    if overlay:
        assert strips == [_strip_of(stamp) for stamp in stamps]
    else:
        assert sums == pictures_of(clip, frames)


def _sum(picture: np.ndarray) -> str:
    return hashlib.sha1(picture.tobytes()).hexdigest()


def _strip_of(stamp: TruthStamp) -> StripTruth | None:
    return truth_of(strip_bits(stamp.camera, stamp.frame, stamp.capture_us))


def _stamps(codec: str, video: bytes) -> list[TruthStamp]:
    """All stamps of a whole stream; one that cannot be read is an error."""
    found = []
    for piece in video.split(STAMP_MARK)[1:]:
        stamp = read_stamp(codec, STAMP_MARK + piece[:40])
        assert stamp is not None
        found.append(stamp)
    return found


def _taken_out(codec: str, path: Path) -> tuple[str, Path]:
    """The elements that read packets from a file, and the video that they make of them (for FFmpeg)."""
    caps = f"application/x-rtp,media=video,clock-rate=90000,encoding-name={codec},payload=96"
    front = (
        f"application/x-rtp-stream,{caps.partition(',')[2]} ! rtpstreamdepay ! {caps} ! {DEPAYLOADERS[codec]}"
    )
    video = path.with_suffix(".annexb")
    form = f"video/x-{codec.lower()},stream-format=byte-stream,alignment=au"
    quiet_run(
        gst(f"filesrc location={path} ! {front} ! {form} ! filesink location={video}"),
        path.with_suffix(".log"),
    )
    return front, video


def test_a_lost_packet_does_not_pass(
    recorded: dict[Case, Path], clips: dict[str, Clip], media_seconds: int, tmp_path: Path
) -> None:
    """The check itself: with 1388 bytes missing the programs complain or the pictures are not the same."""
    clip, whole = clips["H264"], recorded[BULK[0]].read_bytes()
    path = tmp_path / "cut.bin"
    path.write_bytes(whole[: 20 * 1388] + whole[21 * 1388 :])
    with pytest.raises(AssertionError):
        assert [
            _sum(picture) for picture in ffmpeg_pictures(path, "mpeg", "H264", clip.width, clip.height)
        ] == pictures_of(clip, media_seconds * FPS)
