"""What is wanted of a clip with a band (strip, names, clock), and how its rows are filled in flight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from camproof.media.clips.model import Clip
from camproof.media.overlay.strip_code import StripPart

__all__ = ["TEXT_ROOM", "Band", "BandedClip", "BandedFront", "BandedStrip"]

TEXT_ROOM = 32_768
"""The longest text of a picture, bytes; the densest characters take 26 kB at 3840x2160 in H.265."""

Ints = NDArray[np.int64]


class BandedStrip(Protocol):
    """How the bits of a strip are written into the front."""

    @property
    def start(self) -> int:
        """Offset in the front of the first byte that changes."""

    @property
    def size(self) -> int:
        """Bytes from there to the last that changes."""

    @property
    def parts(self) -> Sequence[StripPart]:
        """The bits in the order of the bytes that they change."""

    def change(self, strips: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """uint8[n, size]: what n strips (uint8[n, 10]) change in a prepared front, by XOR."""


class BandedFront(Protocol):
    """The bytes before the text of one access unit, of constant length, for a stamp and a strip of zeros."""

    @property
    def data(self) -> bytes:
        """Annex B."""

    @property
    def sei_at(self) -> int:
        """Offset of the 40 characters of the stamp."""

    @property
    def strip(self) -> BandedStrip:
        """How the strip is written."""


class BandedClip(Protocol):
    """What is wanted of a clip with a band; ``index`` is a place in its loop."""

    @property
    def clip(self) -> Clip:
        """Codec, times and key pictures."""

    def front(self, index: int) -> BandedFront:
        """The prepared front."""

    def scene(self, index: int) -> bytes:
        """The scene slices."""

    def still(self, index: int) -> bytes:
        """The text of a picture that changes nothing (not for key pictures)."""

    def tick(self, index: int, shown_s: int, clock_s: int) -> bytes:
        """The text that sets the clock (not for key pictures)."""

    def full(self, index: int, text: Any, clock_s: int) -> bytes:
        """The whole text, for key pictures."""


@dataclass(frozen=True, slots=True, eq=False)
class Band:
    """How rows of a banded table are filled; arrays over its frames.

    :param text_at: offset of the text in the row, behind the front.
    :param length_at: offset of the PES_packet_length that counts the text.
    :param kind: frames of one kind are changed by a strip in the same way, at the same place.
    :param strips: (offset in the row, strip) of each kind.
    """

    overlay: BandedClip
    text_at: Ints
    length_at: Ints
    kind: Ints
    strips: tuple[tuple[int, BandedStrip], ...] = field(repr=False)
