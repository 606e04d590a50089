"""G.711 A-law by table (ITU-T G.711)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["ALAW_TO_PCM", "PCM_TO_ALAW", "alaw_decode", "alaw_encode"]


def _decode_table() -> NDArray[np.int16]:
    """The 16-bit value (13 bits of A-law times 8) of each of the 256 codes."""
    code = np.arange(256, dtype=np.int32) ^ 0x55
    exponent, mantissa = code >> 4 & 7, code & 0x0F
    size = np.where(
        exponent == 0, (mantissa << 4) + 8, ((mantissa << 4) + 0x108) << np.maximum(exponent - 1, 0)
    )
    return np.where(code & 0x80, size, -size).astype(np.int16)


def _encode_table() -> NDArray[np.uint8]:
    """The code of each 16-bit sample, indexed by the sample modulo 65 536; the decision values are the
    standard's.
    """
    sample = np.arange(65_536, dtype=np.int32).astype(np.uint16).view(np.int16).astype(np.int32) >> 3
    size = np.where(sample < 0, -sample - 1, sample)
    exponent = np.maximum(np.frexp(size.astype(np.float64))[1] - 5, 0)
    mantissa = size >> np.maximum(exponent, 1) & 0x0F
    codes = (exponent << 4 | mantissa) ^ np.where(sample < 0, 0x55, 0xD5)
    return np.asarray(codes, dtype=np.uint8)


ALAW_TO_PCM: NDArray[np.int16] = _decode_table()
PCM_TO_ALAW: NDArray[np.uint8] = _encode_table()


def alaw_encode(pcm: NDArray[np.int16]) -> bytes:
    """A-law bytes of 16-bit samples of any shape, one byte a sample."""
    return PCM_TO_ALAW[np.ascontiguousarray(pcm, dtype=np.int16).view(np.uint16)].tobytes()


def alaw_decode(data: bytes | memoryview) -> NDArray[np.int16]:
    """16-bit samples of A-law bytes, shape (len(data),)."""
    return ALAW_TO_PCM[np.frombuffer(data, dtype=np.uint8)]
