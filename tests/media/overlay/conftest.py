"""Small clips with a band, made once a session."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from camproof.media.clips.scenes import loop_pictures, scene_loop
from camproof.media.overlay.build import overlay_clip
from camproof.media.overlay.h264.dots import MAX_SUM, decoded_pixels, sums
from camproof.media.overlay.model import OverlayClip, OverlayText
from camproof.media.overlay.source import PictureSource
from camproof.media.overlay.strip import strip_bits
from camproof.media.overlay.text import line_dots
from camproof.media.stamp import stamp_text

Source = Callable[..., PictureSource]


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
            pictures=lambda: loop_pictures(scene_loop("street", width, height, count)),
        )

    return made


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("overlay")


@pytest.fixture(scope="session")
def overlay(source: Source, folder: Path) -> OverlayClip:
    """320x240, two GOPs of three."""
    return overlay_clip(source(), cache_dir=folder)


Rows = Sequence[tuple[int, int, int]]


@pytest.fixture(scope="session")
def fronts() -> Callable[[OverlayClip, int, Rows], list[bytes]]:
    """``fronts(overlay, index, rows)``: fronts by arrays, for (camera, frame, capture time) of each row."""

    def made(overlay: OverlayClip, index: int, rows: Rows) -> list[bytes]:
        front = overlay.front(index)
        found = np.tile(np.frombuffer(front.data, np.uint8), (len(rows), 1))
        stamps = b"".join(stamp_text(*row) for row in rows)
        found[:, front.sei_at : front.sei_at + 40] = np.frombuffer(stamps, np.uint8).reshape(-1, 40)
        strip = front.strip
        strips = b"".join(strip_bits(*row).to_bytes(10) for row in rows)
        change = strip.change(np.frombuffer(strips, np.uint8).reshape(-1, 10))
        found[:, strip.start : strip.start + strip.size] ^= change
        return [row.tobytes() for row in found]

    return made


@pytest.fixture
def text() -> OverlayText:
    return OverlayText("城关镇01", "东")


ClockShown = Callable[[np.ndarray, OverlayClip, int], bool]


@pytest.fixture(scope="session")
def clock_shown() -> ClockShown:
    """Whether a picture of a size with the clock in its second line shows this second."""

    def shown(luma: np.ndarray, overlay: OverlayClip, clock_s: int) -> bool:
        line = overlay.layout.lines[1]
        dots = luma[line.y_px : line.y_px + 32].reshape(16, 2, -1, 2).mean(axis=(1, 3)) > 110
        return np.array_equal(dots, line_dots(overlay.layout.columns, line, OverlayText(""), clock_s))

    return shown


@dataclass(frozen=True)
class Block:
    """A macroblock at random: levels in the order of the scan, and what it shows over a prediction."""

    dc: tuple[int, ...]
    ac: list[list[tuple[int, ...]]]
    shown: Callable[[int], np.ndarray]


@pytest.fixture(scope="session")
def random_block() -> Callable[[np.random.Generator, int], Block]:
    """``random_block(generator, count)``: ``count`` DC levels that are not 0, and AC levels."""
    return _random_block


_ZIGZAG = (0, 1, 4, 8, 5, 2, 3, 6, 9, 12, 13, 10, 7, 11, 14, 15)
_HADAMARD = np.array(((1, 1, 1, 1), (1, 1, -1, -1), (1, -1, -1, 1), (1, -1, 1, -1)))


def _random_block(random: np.random.Generator, count: int) -> Block:
    while True:
        levels = np.zeros(16, np.int64)
        levels[random.permutation(16)[:count]] = random.choice(
            [-20, -9, -3, -2, *[-1, 1] * 5, 2, 5, 16], count
        )
        ac = random.integers(-3, 4, (4, 4, 3)) * random.integers(0, 2, (4, 4, 3)) * int(random.integers(0, 2))
        ac = np.where(random.integers(0, 3) > 0, np.sign(ac), ac)
        dc = levels.reshape(4, 4)
        added = sums(_HADAMARD @ dc @ _HADAMARD, ac)
        if np.abs(added).max() <= MAX_SUM:
            break

    def shown(grey: int) -> np.ndarray:
        return decoded_pixels(added, grey).swapaxes(1, 2).reshape(16, 16)

    scan = tuple(int(dc.flat[place]) for place in _ZIGZAG)
    return Block(scan, [[(h, v, 0, d, *[0] * 11) for h, v, d in row] for row in ac.tolist()], shown)
