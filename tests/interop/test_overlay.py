"""Streams with a band in foreign decoders, and after a foreign encoder."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import av
import numpy as np
import pytest
from interop_bands import CODINGS, banded_clip

from camproof.media.overlay.check import decoded, trial
from camproof.media.overlay.model import OverlayClip
from camproof.media.overlay.pictures import i420
from camproof.media.overlay.strip import read_strip, strip_bits, truth_of
from camproof.media.stamp import TruthStamp
from camproof.protocols.nal import is_vcl, join_annexb, nal_type, split_annexb

pytestmark = pytest.mark.interop
GSTREAMER = (
    ("H264 CAVLC", "avdec_h264"),
    ("H264 CAVLC", "openh264dec"),
    ("H264 CABAC", "avdec_h264"),
    ("H264 CABAC", "openh264dec"),
    ("H265", "avdec_h265"),
)
PARSERS = {"H264": "h264parse", "H265": "h265parse"}
DEMUXERS = {"H264": "h264", "H265": "hevc"}
SURVIVORS = {"H264 CAVLC": (1280, 720), "H264 CABAC": (1280, 720), "H265": (640, 360)}
"""Sizes that keep the test quick; the share of bits that the strip gets is the less the larger."""
QUIET = ("ffmpeg", "-hide_banner", "-nostdin", "-v", "warning")


def _stream(overlay: OverlayClip, count: int) -> tuple[bytes, list[TruthStamp]]:
    pairs = [pair for pair, _ in zip(trial(overlay), range(count), strict=False)]
    return b"".join(unit for unit, _ in pairs), [stamp for _, stamp in pairs]


@pytest.fixture(scope="module", params=CODINGS)
def small(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> OverlayClip:
    """Two GOPs of ten; H.265 in a size that has but one kind of strip slice to prepare."""
    width, height = (320, 240) if request.param == "H265" else (352, 288)
    return banded_clip(tmp_path_factory.mktemp("band"), width, height, 20, 10, CODINGS[request.param])


def _raw(path: Path, overlay: OverlayClip) -> Iterator[np.ndarray]:
    shape = (overlay.clip.height * 3 // 2, overlay.clip.width)
    data = np.fromfile(path, np.uint8)
    assert data.size % (shape[0] * shape[1]) == 0
    yield from data.reshape(-1, *shape)


@pytest.mark.parametrize(("small", "element"), GSTREAMER, indirect=["small"])
def test_gstreamer_decodes_every_picture_to_the_same_pixels(
    need: Callable[..., None], tmp_path: Path, small: OverlayClip, element: str
) -> None:
    parser = PARSERS[small.clip.codec]
    need("gst-launch-1.0", parser, element)
    data, stamps = _stream(small, 40)
    (tmp_path / "in.bin").write_bytes(data)
    subprocess.run(
        ("gst-launch-1.0", "-q", "filesrc", f"location={tmp_path}/in.bin", "!", parser, "!", element,
         "!", "video/x-raw,format=I420", "!", "filesink", f"location={tmp_path}/out.yuv"),
        check=True, timeout=60, capture_output=True,
    )  # fmt: skip
    shown = list(_raw(tmp_path / "out.yuv", small))
    assert len(shown) == len(stamps)
    units = (unit for (unit, _), _ in zip(trial(small), stamps, strict=False))
    for theirs, ours in zip(shown, decoded(small.clip.codec, units), strict=True):
        assert np.array_equal(theirs, ours)


def _strictly(overlay: OverlayClip) -> tuple[str, ...]:
    return ("-err_detect", "explode", "-xerror", "-f", DEMUXERS[overlay.clip.codec], "-i", "-")


def test_ffmpeg_has_nothing_to_say(need: Callable[..., None], tmp_path: Path, small: OverlayClip) -> None:
    need("ffmpeg")
    data, stamps = _stream(small, 40)
    strict = (*QUIET, *_strictly(small), "-f", "rawvideo", f"{tmp_path}/out.yuv")
    ran = subprocess.run(strict, input=data, check=True, timeout=60, capture_output=True)
    assert ran.stderr == b""
    truths = [
        read_strip(picture[: small.clip.height], small.layout)
        for picture in _raw(tmp_path / "out.yuv", small)
    ]
    assert truths == [truth_of(strip_bits(s.camera, s.frame, s.capture_us)) for s in stamps]


def _damaged(codec: str, nal: bytes) -> bytes:
    """H.264: cut short. FFmpeg says nothing of H.265 slices that are cut: another parameter set is named."""
    return nal[: len(nal) // 2] if codec == "H264" else nal[:2] + bytes((nal[2] ^ 0x20,)) + nal[3:]


def test_ffmpeg_notices_a_strip_that_is_damaged(need: Callable[..., None], small: OverlayClip) -> None:
    """The counter-check of the test above."""
    need("ffmpeg")
    data, _ = _stream(small, 4)
    nals, codec = [bytes(nal) for nal in split_annexb(data)], small.clip.codec
    strip = next(number for number, nal in enumerate(nals) if is_vcl(codec, nal_type(codec, nal)))
    nals[strip] = _damaged(codec, nals[strip])
    strict = (*QUIET, *_strictly(small), "-f", "null", "-")
    ran = subprocess.run(strict, input=join_annexb(nals), timeout=60, capture_output=True)
    assert ran.stderr != b""


@pytest.mark.parametrize("divisor", [1, 2])
@pytest.mark.parametrize("name", CODINGS)
def test_strips_survive_transcoding_at_1_mbit(
    need: Callable[..., None],
    tmp_path_factory: pytest.TempPathFactory,
    tmp_path: Path,
    name: str,
    divisor: int,
) -> None:
    """At least 99 of 100 strips are read after FFmpeg decoded, scaled and coded the stream anew."""
    need("ffmpeg")
    overlay = banded_clip(
        tmp_path_factory.getbasetemp() / "survival", *SURVIVORS[name], 50, 25, CODINGS[name]
    )
    data, stamps = _stream(overlay, 100)
    subprocess.run(
        (*QUIET, "-r", "25", "-f", DEMUXERS[overlay.clip.codec], "-i", "-", "-vf", f"scale=iw/{divisor}:-1",
         "-c:v", "libx264", "-preset", "veryfast", "-b:v", "1M",
         "-maxrate", "1M", "-bufsize", "1M", "-bf", "0", f"{tmp_path}/out.h264"),
        input=data, check=True, timeout=120,
    )  # fmt: skip
    assert (tmp_path / "out.h264").stat().st_size * 8 <= 1.3 * 1e6 * 100 / 25
    height = overlay.clip.height // divisor
    with av.open(str(tmp_path / "out.h264")) as container:
        shown = [read_strip(i420(frame)[:height], overlay.layout) for frame in container.decode(video=0)]
    wanted = [truth_of(strip_bits(s.camera, s.frame, s.capture_us)) for s in stamps]
    assert len(shown) == len(wanted)
    assert sum(truth == right for truth, right in zip(shown, wanted, strict=True)) >= 99
