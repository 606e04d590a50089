"""What a clip is: coded pictures with their times, nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import Literal

from camproof.media.errors import ClipError

__all__ = ["CLOCK_HZ", "AccessUnit", "Clip", "Codec", "digest_of"]

Codec = Literal["H264", "H265"]
CLOCK_HZ = 90_000


@dataclass(frozen=True, slots=True)
class AccessUnit:
    """One coded picture in Annex B form, parameter sets included where ``key`` is set.

    ``dts_90k`` counts from 0 at the first unit of the clip; ``pts_90k`` is never below it.
    """

    data: bytes = field(repr=False)
    pts_90k: int
    dts_90k: int
    key: bool


@dataclass(frozen=True, eq=False)
class Clip:
    """A piece of coded video that starts at a key picture and can be played in an endless loop.

    :param units: in decoding order.
    :param duration_s: length of one loop, from the frame rate.
    :param digest: hex digest of codec, times and bytes; equal digests mean equal clips.
    """

    codec: Codec
    width: int
    height: int
    fps: float
    units: tuple[AccessUnit, ...] = field(repr=False)
    duration_s: float
    name: str
    digest: str

    def __post_init__(self) -> None:
        if not self.units or not self.units[0].key:
            raise ClipError(f"The clip {self.name} does not start with a key picture.")

    @cached_property
    def key_indices(self) -> tuple[int, ...]:
        """Indices of the key pictures in ``units``, ascending; the first is 0."""
        return tuple(index for index, unit in enumerate(self.units) if unit.key)

    @cached_property
    def reorder_90k(self) -> int:
        """Largest pts - dts of the clip: what the coder waits before a picture leaves; 0 without B
        pictures.
        """
        return max(unit.pts_90k - unit.dts_90k for unit in self.units)

    def key_before(self, index: int) -> int:
        """The nearest key picture at or before a running picture number (loops count on)."""
        loop, place = divmod(index, len(self.units))
        return loop * len(self.units) + max(key for key in self.key_indices if key <= place)

    def key_after(self, index: int) -> int:
        """The nearest key picture at or after a running picture number (loops count on)."""
        loop, place = divmod(index, len(self.units))
        ahead = [key for key in self.key_indices if key >= place]
        return loop * len(self.units) + (ahead[0] if ahead else len(self.units))


def digest_of(codec: str, fps: float, units: tuple[AccessUnit, ...]) -> str:
    """Hex digest of what a receiver could tell apart: codec, rate, times and bytes."""
    digest = sha256(f"{codec} {fps!r}".encode())
    for unit in units:
        digest.update(b"%d %d %d %d " % (unit.pts_90k, unit.dts_90k, unit.key, len(unit.data)))
        digest.update(unit.data)
    return digest.hexdigest()
