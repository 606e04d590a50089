"""What clips with a band have in common, however they are coded: access units put together plainly."""

from __future__ import annotations

from abc import ABC, abstractmethod

from camproof.media.clips.model import Clip
from camproof.media.overlay.model import Front, OverlayText
from camproof.media.overlay.strip import strip_bits
from camproof.media.stamp import STAMP_TEXT_SIZE, TruthStamp, stamp_text

__all__ = ["Composing"]


class Composing(ABC):
    """See ``OverlayClip`` for all of its methods."""

    @property
    @abstractmethod
    def clip(self) -> Clip: ...

    @abstractmethod
    def front(self, index: int) -> Front: ...

    @abstractmethod
    def scene(self, index: int) -> bytes: ...

    @abstractmethod
    def still(self, index: int) -> bytes: ...

    @abstractmethod
    def tick(self, index: int, shown_s: int, clock_s: int) -> bytes: ...

    @abstractmethod
    def full(self, index: int, text: OverlayText, clock_s: int) -> bytes: ...

    def words(self, index: int, text: OverlayText, clock_s: int, shown_s: int | None = None) -> bytes:
        if self.clip.units[index].key:
            return self.full(index, text, clock_s)
        if shown_s is None or shown_s == clock_s:
            return self.still(index)
        return self.tick(index, shown_s, clock_s)

    def compose(
        self, index: int, stamp: TruthStamp, text: OverlayText, clock_s: int, shown_s: int | None = None
    ) -> bytes:
        front = self.front(index)
        data = bytearray(front.data)
        sei = stamp_text(stamp.camera, stamp.frame, stamp.capture_us)
        data[front.sei_at : front.sei_at + STAMP_TEXT_SIZE] = sei
        front.strip.fill(data, strip_bits(stamp.camera, stamp.frame, stamp.capture_us))
        return bytes(data) + self.words(index, text, clock_s, shown_s) + self.scene(index)
