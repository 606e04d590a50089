"""FFmpeg and GStreamer decode the band of H.265; FFmpeg codes it anew."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from fractions import Fraction
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from camproof.media.clips.street import street_pictures
from camproof.media.overlay.build import overlay_clip
from camproof.media.overlay.check import decoded, trial
from camproof.media.overlay.model import OverlayClip
from camproof.media.overlay.source import PictureSource
from camproof.media.overlay.strip import read_strip, strip_bits, truth_of

pytestmark = pytest.mark.interop
WIDTH, HEIGHT, PICTURES = 640, 360, 50
TIMEOUT_S = 60


@pytest.fixture(scope="module")
def overlay(tmp_path_factory: pytest.TempPathFactory) -> OverlayClip:
    """Two GOPs of 25 pictures."""
    made = PictureSource(
        key="street",
        width=WIDTH,
        height=HEIGHT,
        fps=Fraction(25),
        gop=25,
        bitrate_kbit=1000,
        name="street",
        count=PICTURES,
        pictures=lambda: street_pictures(WIDTH, HEIGHT, PICTURES, 0),
    )
    return overlay_clip(made, codec="H265", cache_dir=tmp_path_factory.mktemp("clips"))


def _pictures(raw: bytes) -> NDArray[np.uint8]:
    return np.frombuffer(raw, np.uint8).reshape(-1, HEIGHT * 3 // 2, WIDTH)


def _run(command: list[str], folder: Path) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(command, cwd=folder, capture_output=True, timeout=TIMEOUT_S, check=True)


def test_ffmpeg_and_gstreamer_decode_the_same_pictures_without_a_word(
    overlay: OverlayClip, need: Callable[..., None], tmp_path: Path
) -> None:
    need("ffmpeg")
    need("gst-launch-1.0", "h265parse", "avdec_h265", "videoconvert")
    units = [unit for unit, _ in islice(trial(overlay), PICTURES)]
    ours = np.array(list(decoded("H265", units)))
    (tmp_path / "in.h265").write_bytes(b"".join(units))

    ffmpeg = [
        "ffmpeg",
        "-hide_banner",
        "-nostdin",
        "-v",
        "warning",
        "-err_detect",
        "explode",
        "-i",
        "in.h265",
    ]
    said = _run([*ffmpeg, "-f", "rawvideo", "-pix_fmt", "yuv420p", "ffmpeg.yuv"], tmp_path)
    assert said.stderr == b""
    np.testing.assert_array_equal(_pictures((tmp_path / "ffmpeg.yuv").read_bytes()), ours)

    pipeline = "filesrc location=in.h265 ! h265parse ! avdec_h265 ! videoconvert ! video/x-raw,format=I420"
    said = _run(["gst-launch-1.0", "-q", *pipeline.split(), "!", "filesink", "location=gst.yuv"], tmp_path)
    assert said.stderr == b""
    np.testing.assert_array_equal(_pictures((tmp_path / "gst.yuv").read_bytes()), ours)


@pytest.mark.parametrize("scale", ["640:360", "480:270"])
def test_strips_survive_being_coded_anew_at_1_mbit(
    overlay: OverlayClip, need: Callable[..., None], tmp_path: Path, scale: str
) -> None:
    need("ffmpeg")
    trials = list(islice(trial(overlay), PICTURES))
    (tmp_path / "in.h265").write_bytes(b"".join(unit for unit, _ in trials))
    coding = [
        "-c:v",
        "libx264",
        "-preset",
        "veryfast",
        "-b:v",
        "1M",
        "-maxrate",
        "1M",
        "-bufsize",
        "1M",
        "-f",
        "mp4",
        "out.mp4",
    ]
    quiet = ["ffmpeg", "-hide_banner", "-nostdin", "-v", "error"]
    _run([*quiet, "-i", "in.h265", "-vf", f"scale={scale}", *coding, "out.mp4"], tmp_path)
    raw = _run([*quiet, "-i", "out.mp4", "-f", "rawvideo", "-pix_fmt", "gray", "-"], tmp_path).stdout
    width, height = map(int, scale.split(":"))
    lumas = np.frombuffer(raw, np.uint8).reshape(-1, height, width)
    assert len(lumas) == PICTURES
    wanted = [truth_of(strip_bits(stamp.camera, stamp.frame, stamp.capture_us)) for _, stamp in trials]
    read = [read_strip(luma, overlay.layout) for luma in lumas]
    right = sum(found == truth for found, truth in zip(read, wanted, strict=True))
    assert right >= 0.99 * PICTURES
