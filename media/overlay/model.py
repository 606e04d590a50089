"""What a clip with a band offers, the same for every codec."""

from __future__ import annotations

from dataclasses import dataclass
from time import gmtime, strftime
from typing import Protocol

from camproof.media.clips.model import Clip
from camproof.media.overlay.layout import BandLayout
from camproof.media.overlay.strip_code import StripCode
from camproof.media.stamp import TruthStamp

__all__ = ["Front", "OverlayClip", "OverlayText", "clock_text"]


@dataclass(frozen=True, slots=True)
class OverlayText:
    """What a camera shows beside the clock.

    :param name: ASCII and GB 2312 characters; others are shown as a box. Cut to the room there is.
    :param place: likewise; pictures narrower than 640 show none.
    """

    name: str
    place: str = ""


def clock_text(clock_s: int) -> str:
    """Such as "2026-11-26 19:03:22"; ``clock_s`` counts from 1970, the camera's time zone added already."""
    return strftime("%Y-%m-%d %H:%M:%S", gmtime(clock_s))


@dataclass(frozen=True, slots=True)
class Front:
    """The bytes before the text of one access unit; their length never changes.

    :param data: Annex B: delimiter, in key pictures the parameter sets, SEI stamp of zeros, a strip of zeros.
    :param sei_at: offset of the 40 hex characters of the SEI stamp.
    :param strip: how the bits of the strip are written.
    """

    data: bytes
    sei_at: int
    strip: StripCode


class OverlayClip(Protocol):
    """A looped clip whose band is composed for each camera and frame.

    An access unit is ``front + text + scene``, all Annex B. ``index`` is the place in the loop,
    0 <= index < len(clip.units). A clock second ``clock_s`` is a whole number with the time zone added.
    """

    @property
    def clip(self) -> Clip:
        """The scene: ``width`` and ``height`` of the whole picture, but each unit's ``data`` holds only
        parameter sets and scene slices (not decodable without the band). Times, ``key``, digest as usual.
        """

    @property
    def layout(self) -> BandLayout:
        """Geometry of the band, for ``read_strip`` too."""

    def front(self, index: int) -> Front:
        """The prepared front of a place in the loop; equal lengths for all cameras."""

    def scene(self, index: int) -> bytes:
        """The scene slices: the same bytes for every camera."""

    def still(self, index: int) -> bytes:
        """The text of a picture that changes nothing (not for key pictures)."""

    def tick(self, index: int, shown_s: int, clock_s: int) -> bytes:
        """The text of a picture that sets the clock from ``shown_s`` to ``clock_s``; not for key pictures."""

    def full(self, index: int, text: OverlayText, clock_s: int) -> bytes:
        """The whole text, for key pictures."""

    def words(self, index: int, text: OverlayText, clock_s: int, shown_s: int | None = None) -> bytes:
        """The text of a picture: ``full`` at key pictures, else ``tick`` or ``still``.

        :param shown_s: the second that the picture before shows; None where it shows ``clock_s``.
        """

    def compose(
        self, index: int, stamp: TruthStamp, text: OverlayText, clock_s: int, shown_s: int | None = None
    ) -> bytes:
        """One whole access unit, plainly; the measure of quicker ways."""
