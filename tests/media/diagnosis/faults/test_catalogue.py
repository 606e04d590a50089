"""Picture faults as functions."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from camproof.media.diagnosis.faults.catalogue import FAULTS, picture_fault
from camproof.media.diagnosis.faults.model import PictureFault
from camproof.media.errors import ClipError


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.id)
def test_the_same_seed_gives_the_same_pictures_and_leaves_the_source(
    fault: PictureFault, street: list[np.ndarray]
) -> None:
    before = [picture.copy() for picture in street[:3]]
    runs = []
    for _ in range(2):
        inject = fault.make(fault.nominal, 7)
        runs.append([inject(picture, index) for index, picture in enumerate(street[:3])])
    assert all(np.array_equal(one, other) for one, other in zip(*runs, strict=True))
    assert all(np.array_equal(one, other) for one, other in zip(before, street, strict=False))
    assert not all(np.array_equal(one, other) for one, other in zip(runs[0], before, strict=True))
    assert all(picture.dtype == np.uint8 and picture.shape == before[0].shape for picture in runs[0])


@settings(max_examples=15)
@given(st.integers(8, 40), st.integers(8, 40), st.integers(0, 2**31))
def test_odd_sizes_keep_their_size(height: int, width: int, seed: int) -> None:
    picture = np.full((height, width, 3), 99, dtype=np.uint8)
    for fault in FAULTS:
        for strength in fault.strengths:
            assert fault.make(strength, seed)(picture, 1).shape == picture.shape, fault.id


@pytest.mark.parametrize("area", [5.0, 20.0, 60.0])
@pytest.mark.parametrize("seed", range(4))
def test_an_occlusion_covers_what_it_says(area: float, seed: int) -> None:
    grey = np.full((120, 200, 3), 100, dtype=np.uint8)
    changed = np.abs(picture_fault("occlusion").make(area, seed)(grey, 0).astype(int) - 100).max(axis=2)
    covered = 100 * float((changed > changed.max() / 2).mean())
    assert covered == pytest.approx(area, rel=0.2, abs=1.5)


def test_noise_has_the_deviation_it_says() -> None:
    grey = np.full((100, 100, 3), 128, dtype=np.uint8)
    assert float(picture_fault("noise").make(16, 1)(grey, 0).std()) == pytest.approx(16, rel=0.05)


def test_a_freeze_holds_and_goes_on(street: list[np.ndarray]) -> None:
    inject = picture_fault("freeze").make(3, 0)
    shown = [inject(picture, index) for index, picture in enumerate(street[:6])]
    held = [street[index] for index in (0, 0, 0, 3, 3, 3)]
    assert all(np.array_equal(one, other) for one, other in zip(shown, held, strict=True))


def test_an_unknown_fault_is_refused() -> None:
    with pytest.raises(ClipError, match="no picture fault fog"):
        picture_fault("fog")
