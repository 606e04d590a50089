"""What is wanted of a clip with a band (strip, names, clock), and how its rows are filled in flight."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from camproof.media.clips.model import Clip

__all__ = ["TEXT_ROOM", "Band", "BandedClip", "BandedFront"]

TEXT_ROOM = 4096
"""The longest text of a picture, bytes."""

Ints = NDArray[np.int64]


class BandedFront(Protocol):
    """The bytes before the text of one access unit, for a stamp of zeros; always of one length."""

    @property
    def data(self) -> bytes:
        """Annex B."""


class BandedClip(Protocol):
    """What is wanted of a clip with a band; ``index`` is a place in its loop."""

    @property
    def clip(self) -> Clip:
        """Codec, times and key pictures."""

    def front(self, index: int) -> Any:
        """The prepared front."""

    def fronts(
        self, index: int, cameras: Ints, frames: Ints, capture_us: Ints, out: NDArray[np.uint8] | None = None
    ) -> NDArray[np.uint8]:
        """uint8[n, length of the front]: the fronts of n streams."""

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

    :param front_at: offset of the front in the row; ``front_len`` its length. The text follows.
    :param length_at: offset of the PES_packet_length that counts the text.
    :param kind: frames of one kind differ from their prepared fronts in the same bits for the same stamp.
    :param samples: one frame of each kind; ``fixed`` are their prepared fronts.
    """

    overlay: BandedClip
    front_at: Ints
    front_len: Ints
    length_at: Ints
    kind: Ints
    samples: tuple[int, ...]
    fixed: tuple[NDArray[np.uint8], ...] = field(repr=False)
