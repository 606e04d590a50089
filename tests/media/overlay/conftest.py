"""Small clips with a band, made once a session."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from camproof.media.clips.street import street_pictures
from camproof.media.overlay.build import overlay_clip
from camproof.media.overlay.model import OverlayClip, OverlayText
from camproof.media.overlay.source import PictureSource

Source = Callable[..., PictureSource]


@pytest.fixture(scope="session", autouse=True)
def _arrays(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Strip slices are kept beside the clips; those of the tests in a folder of their own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CAMPROOF_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def source() -> Source:
    """A street of few pictures: ``source(width, height, count, gop)``."""

    def made(width: int = 320, height: int = 240, count: int = 6, gop: int = 3) -> PictureSource:
        return PictureSource(
            key="street",
            width=width,
            height=height,
            fps=Fraction(25),
            gop=gop,
            bitrate_kbit=800,
            name=f"street {width}x{height}",
            count=count,
            pictures=lambda: street_pictures(width, height, count, 0),
        )

    return made


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("overlay")


@pytest.fixture(scope="session")
def overlay(source: Source, folder: Path) -> OverlayClip:
    """320x240, two GOPs of three."""
    return overlay_clip(source(), cache_dir=folder)


@pytest.fixture
def text() -> OverlayText:
    return OverlayText("城关镇01", "东")
