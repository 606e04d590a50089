"""Clips with a band, in foreign decoders and through a foreign encoder."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from camproof.media.clips.model import Codec
from camproof.media.clips.scenes import loop_pictures, scene_loop
from camproof.media.overlay.build import overlay_clip
from camproof.media.overlay.check import decoded, trial
from camproof.media.overlay.codings import Entropy
from camproof.media.overlay.model import OverlayClip
from camproof.media.overlay.pictures import i420
from camproof.media.overlay.source import PictureSource
from camproof.media.overlay.strip import StripTruth, read_strip, strip_bits, truth_of
from camproof.media.stamp import TruthStamp

Coding = tuple[Codec, Entropy | None]
CODINGS: dict[str, Coding] = {
    "H264 CAVLC": ("H264", "CAVLC"),
    "H264 CABAC": ("H264", "CABAC"),
    "H265": ("H265", None),
}
GSTREAMER = (
    ("H264 CAVLC", "avdec_h264"),
    ("H264 CAVLC", "openh264dec"),
    ("H264 CABAC", "avdec_h264"),
    ("H264 CABAC", "openh264dec"),
    ("H265", "avdec_h265"),
)
"""Decoders of GStreamer, by coding."""
PARSERS = {"H264": "h264parse", "H265": "h265parse"}
DEMUXERS = {"H264": "h264", "H265": "hevc"}
QUIET = ("ffmpeg", "-hide_banner", "-nostdin", "-v", "warning")


def banded_clip(folder: Path, width: int, height: int, count: int, gop: int, coding: Coding) -> OverlayClip:
    """A street of ``count`` pictures at 25 fps in a loop."""
    source = PictureSource(
        "street", width, height, Fraction(25), gop, 2000, "street", count,
        lambda: loop_pictures(scene_loop("street", width, height, count)),
    )  # fmt: skip
    return overlay_clip(source, codec=coding[0], entropy=coding[1], cache_dir=folder)


def stream_of(overlay: OverlayClip, count: int) -> tuple[bytes, list[TruthStamp]]:
    """So many pictures with random stamps, names and clocks."""
    pairs = [pair for pair, _ in zip(trial(overlay), range(count), strict=False)]
    return b"".join(unit for unit, _ in pairs), [stamp for _, stamp in pairs]


def truths_of(stamps: list[TruthStamp]) -> list[StripTruth | None]:
    """What strips with these stamps say."""
    return [truth_of(strip_bits(stamp.camera, stamp.frame, stamp.capture_us)) for stamp in stamps]


def strictly(overlay: OverlayClip) -> tuple[str, ...]:
    """How FFmpeg reads a stream from standard input without forgiving anything."""
    return ("-err_detect", "explode", "-xerror", "-f", DEMUXERS[overlay.clip.codec], "-i", "-")


def raw_pictures(path: Path, overlay: OverlayClip) -> Iterator[np.ndarray]:
    """I420 pictures of a file without a container."""
    shape = (overlay.clip.height * 3 // 2, overlay.clip.width)
    data = np.fromfile(path, np.uint8)
    assert data.size % (shape[0] * shape[1]) == 0
    yield from data.reshape(-1, *shape)


def decoded_by_ffmpeg(overlay: OverlayClip, data: bytes, path: Path) -> tuple[bytes, list[StripTruth | None]]:
    """What FFmpeg said, and the strips of the pictures that it gave."""
    strict = (*QUIET, *strictly(overlay), "-f", "rawvideo", str(path))
    ran = subprocess.run(strict, input=data, check=True, timeout=120, capture_output=True)
    height = overlay.clip.height
    return ran.stderr, [read_strip(one[:height], overlay.layout) for one in raw_pictures(path, overlay)]


def decoded_by_gstreamer(overlay: OverlayClip, data: bytes, element: str, folder: Path) -> list[np.ndarray]:
    """The pictures that one of its decoders gave."""
    (folder / "in.bin").write_bytes(data)
    subprocess.run(
        ("gst-launch-1.0", "-q", "filesrc", f"location={folder}/in.bin", "!", PARSERS[overlay.clip.codec],
         "!", element, "!", "video/x-raw,format=I420", "!", "filesink", f"location={folder}/out.yuv"),
        check=True, timeout=120, capture_output=True,
    )  # fmt: skip
    return list(raw_pictures(folder / "out.yuv", overlay))


def assert_gstreamer_shows_our_pixels(overlay: OverlayClip, count: int, element: str, folder: Path) -> None:
    """Every picture of ``count`` decodes there to the pixels that FFmpeg gives here."""
    data, stamps = stream_of(overlay, count)
    shown = decoded_by_gstreamer(overlay, data, element, folder)
    assert len(shown) == len(stamps)
    units = (unit for (unit, _), _ in zip(trial(overlay), stamps, strict=False))
    for theirs, ours in zip(shown, decoded(overlay.clip.codec, units), strict=True):
        assert np.array_equal(theirs, ours)


def transcoded(
    overlay: OverlayClip, data: bytes, count: int, divisor: int, path: Path
) -> list[StripTruth | None]:
    """The strips after FFmpeg decoded, scaled and coded ``count`` pictures anew at 1 Mbit/s."""
    subprocess.run(
        (*QUIET, "-r", "25", "-f", DEMUXERS[overlay.clip.codec], "-i", "-", "-vf", f"scale=iw/{divisor}:-1",
         "-c:v", "libx264", "-preset", "veryfast", "-b:v", "1M",
         "-maxrate", "1M", "-bufsize", "1M", "-bf", "0", str(path)),
        input=data, check=True, timeout=300,
    )  # fmt: skip
    assert path.stat().st_size * 8 <= 1.3 * 1e6 * count / 25
    height = overlay.clip.height // divisor
    with av.open(str(path)) as container:
        return [read_strip(i420(frame)[:height], overlay.layout) for frame in container.decode(video=0)]
