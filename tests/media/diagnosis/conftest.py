"""A small view: eight pictures, and a clean picture from another time."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from camproof.media.clips.model import Clip
from camproof.media.clips.synthetic import SyntheticSpec, synthetic_clip
from camproof.media.diagnosis.faults.model import PictureFault
from camproof.media.diagnosis.faults.osd import clock_region, with_clock
from camproof.media.diagnosis.sample import Picture, Sample
from camproof.media.diagnosis.work import SampleJob

WIDTH, HEIGHT = 320, 240


def view(seed: int = 5, count: int = 30) -> list[Picture]:
    """Blocks of all sizes on grey, of which some move, with a little noise."""
    rng = np.random.default_rng(seed)
    ground = np.full((HEIGHT, WIDTH, 3), 118, dtype=np.uint8)
    for _ in range(220):
        x, y, size = rng.integers(0, WIDTH), rng.integers(0, HEIGHT), rng.integers(4, 40)
        tone = rng.integers(20, 235, 3) if rng.random() < 0.4 else np.full(3, rng.integers(20, 235))
        cv2.rectangle(ground, (int(x), int(y)), (int(x + size), int(y + size)), tone.tolist(), -1)
    pictures = []
    for index in range(count):
        picture = ground.copy()
        for place in range(3):
            left = (70 * place + 6 * index) % WIDTH
            cv2.rectangle(picture, (left, 60 + 50 * place), (left + 30, 75 + 50 * place), (30, 60, 200), -1)
        grain = rng.integers(-2, 3, (HEIGHT, WIDTH, 1))
        pictures.append(np.clip(picture.astype(np.int16) + grain, 0, 255).astype(np.uint8))
    return pictures


@pytest.fixture(scope="session")
def street() -> list[Picture]:
    return view()


@pytest.fixture(scope="session")
def faulty(street: list[Picture]) -> Callable[..., Sample]:
    """``faulty(fault, strength)`` or ``faulty(None)``: a sample; ``clock=True`` for one of the OSD."""

    def make(fault: PictureFault | None, strength: float = 0.0, *, clock: bool = False) -> Sample:
        pictures = street[:8]
        if fault is not None:
            inject = fault.make(strength, 4)
            pictures = [inject(picture, index) for index, picture in enumerate(pictures)]
        elif clock:
            pictures = [with_clock(picture, index) for index, picture in enumerate(pictures)]
        times_s = tuple(index * (1.0 if clock else 0.08) for index in range(len(pictures)))
        return Sample(tuple(pictures), times_s, street[20], clock_region(WIDTH, HEIGHT))

    return make


@pytest.fixture(scope="session")
def small_clip(tmp_path_factory: pytest.TempPathFactory) -> Clip:
    """Ten pictures of 176x144 in H.264, a key picture at each fifth."""
    spec = SyntheticSpec("H264", width=176, height=144, gop=5, bitrate_kbit=300, seconds=0.4)
    return synthetic_clip(spec, cache_dir=tmp_path_factory.mktemp("diagnosed"))


@pytest.fixture
def job(small_clip: Clip) -> SampleJob:
    units = tuple(unit.data for unit in small_clip.units)
    return SampleJob("34020000001320000001", "H264", units, tuple(0.04 * i for i in range(len(units))))
