"""One live camera with a band: its clip in an endless loop under its own strip, name, place and clock."""

from __future__ import annotations

from collections.abc import Callable

from camproof.media.clips.model import CLOCK_HZ
from camproof.media.overlay.model import OverlayClip, OverlayText
from camproof.media.overlay.packing import BandPacker, raw_payloads
from camproof.media.packets import PLAIN, OutFrame, StreamOptions, cut
from camproof.media.stamp import TruthStamp

__all__ = ["OverlayPlayout"]

_US = 1_000_000


class OverlayPlayout:
    """A ``FrameSource`` that composes each picture anew; thousands of streams are sent from arrays instead.

    :param camera_number: u32 written into every picture; the strip holds its low 20 bits.
    :param clock: µs since 1970 by the camera's own clock; a wrong clock shows in stamp, strip and text.
    :param text: name and place; may be set anew at any time and is shown from the next key picture on.
    :param zone_s: what the camera's time zone adds to its clock for the text.
    :param first: running number of the first picture; play starts at the key picture at or before it.
    :param raw: send packets of RFC 6184 or RFC 7798 rather than a program stream, and no sound.
    """

    def __init__(
        self,
        overlay: OverlayClip,
        camera_number: int,
        clock: Callable[[], int],
        text: OverlayText,
        *,
        zone_s: int = 0,
        first: int = 0,
        options: StreamOptions = PLAIN,
        raw: bool = False,
    ) -> None:
        self._options = options
        self._raw = raw
        self._camera = camera_number
        self._clock = clock
        self.text = text
        self._zone_s = zone_s
        self._sent = 0
        self._frame = 0
        self._shown_s: int | None = None
        self._frozen = False
        self._set_overlay(overlay, overlay.clip.key_before(first))

    def _set_overlay(self, overlay: OverlayClip, index: int) -> None:
        self._overlay = overlay
        self._packer = BandPacker(overlay, self._options)
        self._index = index
        self._held: tuple[int, TruthStamp] | None = None

    @property
    def frozen(self) -> bool:
        """While set, the last key picture is sent again and again with the same stamp and clock."""
        return self._frozen

    @frozen.setter
    def frozen(self, value: bool) -> None:
        if self._frozen and not value:
            self.force_key_frame()
        self._frozen = value

    def show(self, overlay: OverlayClip) -> None:
        """Change the picture from the next frame on (another scene, a black picture); the band goes on."""
        self._set_overlay(overlay, 0)

    def force_key_frame(self) -> None:
        """Go on with the next key picture of the clip."""
        self._index = self._overlay.clip.key_after(self._index)

    def set_scale(self, scale: float) -> None:
        """A live picture has one pace only."""

    def seek(self, npt_s: float) -> None:
        """A live picture has no other place."""

    def next_frame(self) -> OutFrame:
        """The frame that is due now."""
        if self._frozen and self._held is None:
            self.force_key_frame()
        if not self._frozen or self._held is None:
            place, stamp = self._next_picture()
            if self._overlay.clip.units[place].key:
                self._held = (place, stamp)
        else:
            place, stamp = self._held
        return self._emit(place, stamp)

    def _next_picture(self) -> tuple[int, TruthStamp]:
        place = self._index % len(self._overlay.clip.units)
        stamp = TruthStamp(self._camera, self._frame, self._clock())
        self._frame = self._frame + 1 & 0xFFFFFFFF
        self._index += 1
        return place, stamp

    def _emit(self, place: int, stamp: TruthStamp) -> OutFrame:
        clip = self._overlay.clip
        clock_s = stamp.capture_us // _US + self._zone_s
        unit = self._overlay.compose(place, stamp, self.text, clock_s, self._shown_s)
        self._shown_s = clock_s
        at = round(self._sent * CLOCK_HZ / clip.fps)
        if self._raw:
            payloads = raw_payloads(self._overlay, unit, place)
        else:
            payloads = cut(self._packer.pack(unit, place, self._sent, at))
        self._sent += 1
        return OutFrame(payloads, 1 / clip.fps, clip.units[place].key, stamp)
