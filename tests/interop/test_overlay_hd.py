"""As test_overlay, in 1080p: one coding in `make test`, every coding and more of it in `make soak`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from interop_bands import (
    CODINGS,
    GSTREAMER,
    PARSERS,
    assert_gstreamer_shows_our_pixels,
    banded_clip,
    decoded_by_ffmpeg,
    stream_of,
    transcoded,
    truths_of,
)

from camproof.media.overlay.model import OverlayClip

pytestmark = [pytest.mark.interop, pytest.mark.soak]
WIDTH, HEIGHT, FPS = 1920, 1080, 25
FIRST = "H264 CAVLC"
SOAK_S = 20
"""With at least so much of ``--media-seconds`` it is a soak; no test here takes more of it."""
CASES: dict[str, list[tuple[object, ...]]] = {
    "element": [*GSTREAMER],
    "divisor": [(name, divisor) for name in CODINGS for divisor in (1, 2)],
}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    other = next((name for name in CASES if name in metafunc.fixturenames), "")
    cases = CASES[other] if other else [(name,) for name in CODINGS]
    if metafunc.config.getoption("--media-seconds") < SOAK_S:
        cases = [case for case in cases if case[0] == FIRST][:1]
    metafunc.parametrize(("hd", other) if other else ("hd",), cases, indirect=["hd"], scope="module")


@pytest.fixture(scope="module")
def hd(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> OverlayClip:
    """Two GOPs of 25; made once and kept."""
    folder = tmp_path_factory.getbasetemp() / "survival"
    return banded_clip(folder, WIDTH, HEIGHT, 50, FPS, CODINGS[request.param])


@pytest.fixture
def count(media_seconds: int) -> int:
    """Pictures to transcode: at least a hundred."""
    return FPS * min(SOAK_S, max(4, media_seconds))


def test_ffmpeg_has_nothing_to_say(need: Callable[..., None], tmp_path: Path, hd: OverlayClip) -> None:
    need("ffmpeg")
    data, stamps = stream_of(hd, 50)
    assert decoded_by_ffmpeg(hd, data, tmp_path / "out.yuv") == (b"", truths_of(stamps))


def test_gstreamer_decodes_every_picture_to_the_same_pixels(
    need: Callable[..., None], tmp_path: Path, hd: OverlayClip, element: str
) -> None:
    need("gst-launch-1.0", PARSERS[hd.clip.codec], element)
    assert_gstreamer_shows_our_pixels(hd, 30, element, tmp_path)


def test_strips_survive_transcoding_at_1_mbit(
    need: Callable[..., None], tmp_path: Path, hd: OverlayClip, count: int, divisor: int
) -> None:
    """At least 99 of 100 strips are read, counted over all pictures that were coded."""
    need("ffmpeg")
    data, stamps = stream_of(hd, count)
    shown = transcoded(hd, data, count, divisor, tmp_path / "out.h264")
    assert len(shown) == count
    right = sum(one == wanted for one, wanted in zip(shown, truths_of(stamps), strict=True))
    assert right >= 0.99 * count
