"""Samples and their views."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.media.diagnosis.sample import Region, Sample, fitted
from camproof.media.errors import PictureError


def blank(height: int = 20, width: int = 30) -> np.ndarray:
    return np.zeros((height, width, 3), dtype=np.uint8)


@pytest.mark.parametrize(
    ("pictures", "times_s", "words"),
    [
        ((), (), "needs pictures"),
        ((blank(),), (0.0, 1.0), "a time for each"),
        ((blank(), blank()), (1.0, 0.0), "order"),
        ((blank(), blank(22)), (0.0, 1.0), "one size"),
        ((blank()[..., 0],), (0.0,), "uint8"),
        ((blank().astype(np.float32),), (0.0,), "uint8"),
        ((blank(0),), (0.0,), "uint8"),
    ],
)
def test_what_is_no_sample_is_refused(pictures: tuple, times_s: tuple, words: str) -> None:
    with pytest.raises(PictureError, match=words):
        Sample(pictures, times_s)


def test_a_reference_of_another_size_is_fitted_and_another_shape_refused() -> None:
    sample = Sample((blank(144, 176),), (0.0,), blank(31, 77))
    assert sample.tiny_reference is not None
    assert sample.tiny_reference.shape == sample.tiny[0].shape
    with pytest.raises(PictureError):
        Sample((blank(),), (0.0,), blank()[..., 0])


def test_views_are_scaled() -> None:
    sample = Sample((blank(720, 1280),), (0.0,))
    assert sample.first_luma[0].shape == (720, 1280)
    assert sample.small[0].shape == (180, 320, 3)
    assert sample.tiny[0].shape == (135, 240, 3)
    assert sample.tiny_reference is None


@given(st.integers(1, 400), st.integers(1, 400))
def test_a_fitted_picture_is_never_wider_nor_smaller_than_16(height: int, width: int) -> None:
    tall, wide = fitted(blank(height, width), 100).shape[:2]
    assert 16 <= wide <= max(100, 16)
    assert tall >= 16


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0.001, 1), st.floats(0.001, 1))
def test_a_region_cuts_a_piece_or_is_refused(left: float, top: float, width: float, height: float) -> None:
    try:
        region = Region(left, top, width, height)
    except PictureError:
        assert left + width > 1 or top + height > 1
        return
    assert region.cut(blank()).size > 0


def test_a_region_outside_is_refused() -> None:
    with pytest.raises(PictureError, match="inside"):
        Region(0.5, 0.5, 0.6, 0.1)
    with pytest.raises(PictureError, match="inside"):
        Region(0.5, 0.5, 0.0, 0.1)
