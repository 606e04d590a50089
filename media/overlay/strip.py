"""The truth strip: 80 blocks, black for 0 and white for 1, most significant bit first.

Camera u20, frame u8, capture time u36 (µs since 1970 modulo 2**36, about 19 hours), then the
CRC-16/CCITT-FALSE of these 64 bits as 8 bytes, big-endian.
"""

from __future__ import annotations

from binascii import crc_hqx
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from camproof.media.overlay.layout import BLOCK_PX, STRIP_BITS, BandLayout

__all__ = [
    "CAMERA_BITS",
    "CAPTURE_BITS",
    "STRIP_BITS",
    "StripTruth",
    "capture_near",
    "crc_table",
    "read_strip",
    "strip_bits",
    "truth_of",
]

CAMERA_BITS = 20
FRAME_BITS = 8
CAPTURE_BITS = 36
_CRC_START = 0xFFFF
_DATA_BYTES = 8
_SAMPLES = 4
_MIN_CONTRAST = 24


@dataclass(frozen=True, slots=True)
class StripTruth:
    """What a strip says; each number holds its low bits only.

    :param camera: u20.
    :param frame: u8.
    :param capture_us: u36.
    """

    camera: int
    frame: int
    capture_us: int


def capture_near(truth: StripTruth, near_us: int) -> int:
    """The whole capture time, the one nearest to ``near_us`` (µs since 1970)."""
    half = 1 << CAPTURE_BITS - 1
    ahead = (truth.capture_us - near_us + half) % (1 << CAPTURE_BITS) - half
    return near_us + ahead


def strip_bits(camera: int, frame: int, capture_us: int) -> int:
    """The 80 bits as a number; what is wider than its field is cut to its low bits."""
    head = camera % (1 << CAMERA_BITS) << FRAME_BITS | frame % (1 << FRAME_BITS)
    data = head << CAPTURE_BITS | capture_us % (1 << CAPTURE_BITS)
    return data << 16 | crc_hqx(data.to_bytes(_DATA_BYTES), _CRC_START)


@cache
def crc_table() -> NDArray[np.uint16]:
    """uint16[8 * 256]: what each byte at each of the eight places adds to the checksum; XOR joins them."""
    table = np.empty((_DATA_BYTES, 256), np.uint16)
    for place in range(_DATA_BYTES):
        zeros = bytes(_DATA_BYTES - 1 - place)
        table[place] = [crc_hqx(bytes((value,)) + zeros, 0) for value in range(256)]
    table[0] ^= np.uint16(crc_hqx(bytes(_DATA_BYTES), _CRC_START))
    return table.ravel()


def truth_of(bits: int) -> StripTruth | None:
    """What 80 bits say; None where the checksum is wrong."""
    data = bits >> 16
    if crc_hqx(data.to_bytes(_DATA_BYTES), _CRC_START) != bits & 0xFFFF:
        return None
    frame = data >> CAPTURE_BITS & (1 << FRAME_BITS) - 1
    return StripTruth(data >> FRAME_BITS + CAPTURE_BITS, frame, data & (1 << CAPTURE_BITS) - 1)


def read_strip(luma: NDArray[np.uint8], layout: BandLayout) -> StripTruth | None:
    """Read the strip of a decoded picture of any scale (blocks are found by proportion).

    :param luma: uint8[height, width] of the whole picture.
    :param layout: of the picture as it was sent.
    :return: None where there is no strip or its checksum is wrong.
    """
    if luma.ndim != 2 or not luma.size:
        return None
    ys = _sample_places(layout.strip_rows, luma.shape[0] / layout.height, luma.shape[0])
    xs = _sample_places(layout.strip_columns, luma.shape[1] / layout.width, luma.shape[1])
    samples = luma[ys[:, None], xs].reshape(layout.strip_rows, _SAMPLES, layout.strip_columns, _SAMPLES)
    means = samples.mean(axis=(1, 3)).ravel()[:STRIP_BITS]
    low, high = float(means.min()), float(means.max())
    if high - low < _MIN_CONTRAST:
        return None
    bits = np.packbits(means > (low + high) / 2)
    return truth_of(int.from_bytes(bits.tobytes()))


def _sample_places(blocks: int, scale: float, size: int) -> NDArray[np.intp]:
    """Pixel indices of four places in the middle half of each block."""
    inside = 0.25 + (np.arange(_SAMPLES) + 0.5) / (2 * _SAMPLES)
    places = (np.arange(blocks)[:, None] + inside).ravel() * BLOCK_PX * scale
    return np.minimum(places.astype(np.intp), size - 1)
