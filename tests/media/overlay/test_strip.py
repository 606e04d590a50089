"""Bits of the strip, and reading them from a picture."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from camproof.media.overlay.layout import BandLayout, band_layout
from camproof.media.overlay.strip import (
    STRIP_BITS,
    StripTruth,
    capture_near,
    read_strip,
    strip_bits,
    truth_of,
)


def _drawn(bits: int, layout: BandLayout, dark: int = 16, bright: int = 235) -> NDArray[np.uint8]:
    luma = np.full((layout.height, layout.width), 90, np.uint8)
    for number in range(STRIP_BITS):
        row, column = divmod(number, layout.strip_columns)
        value = bright if bits >> STRIP_BITS - 1 - number & 1 else dark
        luma[16 * row : 16 * row + 16, 16 * column : 16 * column + 16] = value
    return luma


def test_known_bits() -> None:
    """CRC-16/CCITT-FALSE by its definition: polynomial 0x1021, start 0xFFFF, no reflection."""
    bits = strip_bits(0x12345, 0x67, 0x89ABCDEF0)
    data = bytes.fromhex("1234567 89ABCDEF0".replace(" ", ""))
    crc = 0xFFFF
    for byte in data:
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1 ^ 0x1021) & 0xFFFF if crc & 0x8000 else crc << 1
    assert bits == int.from_bytes(data) << 16 | crc


@given(st.integers(0, 1 << 32), st.integers(0, 1 << 32), st.integers(0, 1 << 62))
def test_low_bits_come_back(camera: int, frame: int, capture_us: int) -> None:
    truth = truth_of(strip_bits(camera, frame, capture_us))
    assert truth == StripTruth(camera % (1 << 20), frame % 256, capture_us % (1 << 36))


@given(st.integers(0, (1 << 62) - 1), st.integers(-(1 << 35), (1 << 35) - 1))
def test_capture_time_is_found_within_nine_hours(capture_us: int, off_us: int) -> None:
    truth = truth_of(strip_bits(1, 1, capture_us))
    assert truth is not None
    assert capture_near(truth, capture_us - off_us) == capture_us


@given(st.integers(0, (1 << 80) - 1), st.integers(0, 79))
def test_one_wrong_bit_is_noticed(data: int, place: int) -> None:
    bits = strip_bits(data >> 44, data >> 36 & 255, data & (1 << 36) - 1)
    assert truth_of(bits ^ 1 << place) is None


@pytest.mark.parametrize("size", [(320, 240), (704, 576), (1280, 720), (1920, 1080)])
@pytest.mark.parametrize("scale", [1, 0.5, 1 / 3, 0.77, 1.5])
def test_read_at_any_scale(size: tuple[int, int], scale: float) -> None:
    layout = band_layout(*size)
    luma = _drawn(strip_bits(777, 5, 123456789), layout)
    scaled = cv2.resize(luma, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    assert read_strip(np.asarray(scaled, np.uint8), layout) == StripTruth(777, 5, 123456789)


def test_low_contrast_and_noise() -> None:
    layout = band_layout(1280, 720)
    luma = _drawn(strip_bits(1, 2, 3), layout, 100, 150).astype(np.int64)
    noisy = luma + np.random.default_rng(1).normal(0, 25, luma.shape)
    assert read_strip(np.clip(noisy, 0, 255).astype(np.uint8), layout) == StripTruth(1, 2, 3)


@pytest.mark.parametrize("value", [0, 128, 255])
def test_no_strip(value: int) -> None:
    layout = band_layout(1280, 720)
    assert read_strip(np.full((720, 1280), value, np.uint8), layout) is None


@given(arrays(np.uint8, st.tuples(st.integers(0, 40), st.integers(0, 60))))
def test_any_picture_is_read_or_not(luma: NDArray[np.uint8]) -> None:
    truth = read_strip(luma, band_layout(320, 240))
    assert truth is None or truth.camera < 1 << 20


def test_not_a_luma_plane() -> None:
    assert read_strip(np.zeros((4, 4, 3), np.uint8), band_layout(320, 240)) is None
