"""One live camera with a band: its clip in an endless loop under its own strip, name, place and clock."""

from __future__ import annotations

from collections.abc import Callable

from camproof.media.clips.model import CLOCK_HZ
from camproof.media.live_playout import LivePlayout
from camproof.media.overlay.model import OverlayClip, OverlayText
from camproof.media.overlay.packing import BandPacker, raw_payloads
from camproof.media.packets import PLAIN, OutFrame, StreamOptions, cut
from camproof.media.stamp import TruthStamp

__all__ = ["OverlayPlayout"]

_US = 1_000_000


class OverlayPlayout(LivePlayout):
    """Composes each picture anew; thousands of streams are sent from arrays instead.

    :param camera_number, clock, first: as for :class:`LivePlayout`; the strip holds the number's low 20 bits,
        and the clock is shown in the text.
    :param text: name and place; may be set anew at any time and is shown from the next key picture on.
    :param zone_s: what the camera's time zone adds to its clock for the text.
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
        self.text = text
        self._zone_s = zone_s
        self._shown_s: int | None = None
        super().__init__(overlay.clip, camera_number, clock, first)
        self._wear(overlay)

    def _wear(self, overlay: OverlayClip) -> None:
        self._overlay = overlay
        self._packer = BandPacker(overlay, self._options)

    def show(self, overlay: OverlayClip) -> None:
        """Change the picture from the next frame on (another scene, a black picture); the band goes on."""
        self._enter(overlay.clip, 0)
        self._wear(overlay)

    def _capture_shift_us(self, place: int) -> int:  # noqa: ARG002
        """A clip with a band has no pictures out of order."""
        return 0

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
