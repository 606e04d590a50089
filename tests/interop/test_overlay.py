"""Streams with a band in foreign decoders, and after a foreign encoder."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from camproof.media.clips.street import street_pictures
from camproof.media.overlay.build import Entropy, overlay_clip
from camproof.media.overlay.check import decoded, trial
from camproof.media.overlay.model import OverlayClip
from camproof.media.overlay.pictures import i420
from camproof.media.overlay.source import PictureSource
from camproof.media.overlay.strip import read_strip, strip_bits, truth_of
from camproof.media.stamp import TruthStamp
from camproof.protocols.nal import join_annexb, split_annexb

pytestmark = pytest.mark.interop
QUIET = ("ffmpeg", "-hide_banner", "-nostdin", "-v", "warning")


def _made(folder: Path, width: int, height: int, count: int, gop: int, entropy: Entropy) -> OverlayClip:
    source = PictureSource(
        "street", width, height, Fraction(25), gop, 2000, "street", count,
        lambda: street_pictures(width, height, count, 0),
    )  # fmt: skip
    return overlay_clip(source, entropy=entropy, cache_dir=folder)


def _stream(overlay: OverlayClip, count: int) -> tuple[bytes, list[TruthStamp]]:
    pairs = [pair for pair, _ in zip(trial(overlay), range(count), strict=False)]
    return b"".join(unit for unit, _ in pairs), [stamp for _, stamp in pairs]


@pytest.fixture(scope="module", params=["CAVLC", "CABAC"])
def small(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> OverlayClip:
    """352x288, two GOPs of ten."""
    return _made(tmp_path_factory.mktemp("band"), 352, 288, 20, 10, request.param)


def _raw(path: Path, overlay: OverlayClip) -> Iterator[np.ndarray]:
    shape = (overlay.clip.height * 3 // 2, overlay.clip.width)
    data = np.fromfile(path, np.uint8)
    assert data.size % (shape[0] * shape[1]) == 0
    yield from data.reshape(-1, *shape)


@pytest.mark.parametrize("element", ["avdec_h264", "openh264dec"])
def test_gstreamer_decodes_every_picture_to_the_same_pixels(
    need: Callable[..., None], tmp_path: Path, small: OverlayClip, element: str
) -> None:
    need("gst-launch-1.0", "h264parse", element)
    data, stamps = _stream(small, 40)
    (tmp_path / "in.h264").write_bytes(data)
    subprocess.run(
        ("gst-launch-1.0", "-q", "filesrc", f"location={tmp_path}/in.h264", "!", "h264parse", "!", element,
         "!", "video/x-raw,format=I420", "!", "filesink", f"location={tmp_path}/out.yuv"),
        check=True, timeout=60, capture_output=True,
    )  # fmt: skip
    shown = list(_raw(tmp_path / "out.yuv", small))
    assert len(shown) == len(stamps)
    units = (unit for (unit, _), _ in zip(trial(small), stamps, strict=False))
    for theirs, ours in zip(shown, decoded("H264", units), strict=True):
        assert np.array_equal(theirs, ours)


def test_ffmpeg_has_nothing_to_say(need: Callable[..., None], tmp_path: Path, small: OverlayClip) -> None:
    need("ffmpeg")
    data, stamps = _stream(small, 40)
    strict = (*QUIET, "-err_detect", "explode", "-xerror", "-f", "h264", "-i", "-", "-f", "rawvideo")
    ran = subprocess.run(
        (*strict, f"{tmp_path}/out.yuv"), input=data, check=True, timeout=60, capture_output=True
    )
    assert ran.stderr == b""
    truths = [
        read_strip(picture[: small.clip.height], small.layout)
        for picture in _raw(tmp_path / "out.yuv", small)
    ]
    assert truths == [truth_of(strip_bits(s.camera, s.frame, s.capture_us)) for s in stamps]


def test_ffmpeg_notices_a_strip_that_is_cut(need: Callable[..., None], small: OverlayClip) -> None:
    """The counter-check of the test above."""
    need("ffmpeg")
    data, _ = _stream(small, 4)
    nals = [bytes(nal) for nal in split_annexb(data)]
    strip = next(number for number, nal in enumerate(nals) if nal[0] & 31 == 5)
    nals[strip] = nals[strip][: len(nals[strip]) // 2]
    strict = (*QUIET, "-err_detect", "explode", "-xerror", "-f", "h264", "-i", "-", "-f", "null", "-")
    ran = subprocess.run(strict, input=join_annexb(nals), timeout=60, capture_output=True)
    assert ran.stderr != b""


@pytest.mark.parametrize("scale", ["1280:720", "640:360"])
def test_strips_survive_transcoding_at_1_mbit(
    need: Callable[..., None], tmp_path_factory: pytest.TempPathFactory, tmp_path: Path, scale: str
) -> None:
    """At least 99 of 100 strips are read after FFmpeg decoded, scaled and coded the stream anew."""
    need("ffmpeg")
    overlay = _made(tmp_path_factory.getbasetemp() / "survival", 1280, 720, 50, 25, "CAVLC")
    data, stamps = _stream(overlay, 100)
    subprocess.run(
        (*QUIET, "-r", "25", "-f", "h264", "-i", "-", "-vf", f"scale={scale}", "-c:v", "libx264", "-preset",
         "veryfast", "-b:v", "1M", "-maxrate", "1M", "-bufsize", "1M", "-bf", "0", f"{tmp_path}/out.h264"),
        input=data, check=True, timeout=120,
    )  # fmt: skip
    assert (tmp_path / "out.h264").stat().st_size * 8 <= 1.3 * 1e6 * 100 / 25
    height = int(scale.split(":")[1])
    with av.open(str(tmp_path / "out.h264")) as container:
        shown = [read_strip(i420(frame)[:height], overlay.layout) for frame in container.decode(video=0)]
    wanted = [truth_of(strip_bits(s.camera, s.frame, s.capture_us)) for s in stamps]
    assert len(shown) == len(wanted)
    assert sum(truth == right for truth, right in zip(shown, wanted, strict=True)) >= 99
