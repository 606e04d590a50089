"""A synthetic G.711 A-law tone: the sound of broadcast, talk and audio tracks, and how to find it again."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from camproof.protocols.rtp import alaw_decode, alaw_encode

__all__ = ["SAMPLE_HZ", "tone_alaw", "tone_share"]

SAMPLE_HZ = 8000
_AMPLITUDE = 8000


@lru_cache(maxsize=8)
def _second(hz: int) -> bytes:
    wave = _AMPLITUDE * np.sin(2 * np.pi * hz * np.arange(SAMPLE_HZ) / SAMPLE_HZ)
    return alaw_encode(np.round(wave).astype(np.int16))


def tone_alaw(hz: int, first: int, count: int) -> bytes:
    """``count`` A-law samples of a tone of ``hz`` (a whole number), from running sample ``first`` on."""
    wave = _second(hz)
    start = first % SAMPLE_HZ
    return (wave[start:] + wave * (count // SAMPLE_HZ + 1))[:count]


def tone_share(data: bytes, hz: int) -> float:
    """Share of the energy of A-law sound that lies at ``hz``, 0..1; 0 for silence."""
    samples = alaw_decode(data).astype(np.float64)
    energy = float(np.dot(samples, samples))
    if not energy:
        return 0.0
    turn = np.exp(-2j * np.pi * hz * np.arange(samples.size) / SAMPLE_HZ)
    return min(1.0, 2 * float(abs(np.dot(samples, turn))) ** 2 / (samples.size * energy))
