"""Streams with a band in foreign decoders, and after a foreign encoder."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from interop_bands import (
    CODINGS,
    GSTREAMER,
    PARSERS,
    QUIET,
    assert_gstreamer_shows_our_pixels,
    banded_clip,
    decoded_by_ffmpeg,
    stream_of,
    strictly,
    transcoded,
    truths_of,
)

from camproof.media.overlay.model import OverlayClip
from camproof.protocols.nal import is_vcl, join_annexb, nal_type, split_annexb

pytestmark = pytest.mark.interop
SURVIVORS = {"H264 CAVLC": (1280, 720), "H264 CABAC": (1280, 720), "H265": (640, 360)}
"""Sizes that keep the test quick; the share of bits that the strip gets is the less the larger."""


@pytest.fixture(scope="module", params=CODINGS)
def small(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> OverlayClip:
    """Two GOPs of ten; H.265 in a size that has but one kind of strip slice to prepare."""
    width, height = (320, 240) if request.param == "H265" else (352, 288)
    return banded_clip(tmp_path_factory.mktemp("band"), width, height, 20, 10, CODINGS[request.param])


@pytest.mark.parametrize(("small", "element"), GSTREAMER, indirect=["small"])
def test_gstreamer_decodes_every_picture_to_the_same_pixels(
    need: Callable[..., None], tmp_path: Path, small: OverlayClip, element: str
) -> None:
    need("gst-launch-1.0", PARSERS[small.clip.codec], element)
    assert_gstreamer_shows_our_pixels(small, 40, element, tmp_path)


def test_ffmpeg_has_nothing_to_say(need: Callable[..., None], tmp_path: Path, small: OverlayClip) -> None:
    need("ffmpeg")
    data, stamps = stream_of(small, 40)
    assert decoded_by_ffmpeg(small, data, tmp_path / "out.yuv") == (b"", truths_of(stamps))


def _damaged(codec: str, nal: bytes) -> bytes:
    """H.264: cut short. FFmpeg says nothing of H.265 slices that are cut: another parameter set is named."""
    return nal[: len(nal) // 2] if codec == "H264" else nal[:2] + bytes((nal[2] ^ 0x20,)) + nal[3:]


def test_ffmpeg_notices_a_strip_that_is_damaged(need: Callable[..., None], small: OverlayClip) -> None:
    """The counter-check of the test above."""
    need("ffmpeg")
    data, _ = stream_of(small, 4)
    nals, codec = [bytes(nal) for nal in split_annexb(data)], small.clip.codec
    strip = next(number for number, nal in enumerate(nals) if is_vcl(codec, nal_type(codec, nal)))
    nals[strip] = _damaged(codec, nals[strip])
    strict = (*QUIET, *strictly(small), "-f", "null", "-")
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
    data, stamps = stream_of(overlay, 100)
    shown = transcoded(overlay, data, 100, divisor, tmp_path / "out.h264")
    assert len(shown) == 100
    assert sum(one == right for one, right in zip(shown, truths_of(stamps), strict=True)) >= 99
