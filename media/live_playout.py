"""The place of a live camera in its clip: an endless loop that can freeze and be asked for key pictures."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable

from camproof.media.clips.model import Clip
from camproof.media.packets import OutFrame
from camproof.media.stamp import TruthStamp

__all__ = ["LivePlayout"]


class LivePlayout(ABC):
    """A ``FrameSource`` over a clip without end; what a picture is made of is for those who derive from it.

    :param camera_number: u32 written into every picture.
    :param clock: µs since 1970 by the camera's own clock; a wrong clock shows in the stamps.
    :param first: running number of the first picture; play starts at the key picture at or before it.
    """

    def __init__(self, clip: Clip, camera_number: int, clock: Callable[[], int], first: int) -> None:
        self._camera = camera_number
        self._clock = clock
        self._sent = 0
        self._frame = 0
        self._frozen = False
        self._enter(clip, clip.key_before(first))

    def _enter(self, clip: Clip, index: int) -> None:
        """Go on with the picture ``index`` of this clip."""
        self._clip = clip
        self._index = index
        self._held: tuple[int, TruthStamp] | None = None

    @property
    def frozen(self) -> bool:
        """While set, the last key picture is sent again and again with the same stamp; RTP goes on."""
        return self._frozen

    @frozen.setter
    def frozen(self, value: bool) -> None:
        if self._frozen and not value:
            self.force_key_frame()
        self._frozen = value

    def force_key_frame(self) -> None:
        """Go on with the next key picture of the clip."""
        self._index = self._clip.key_after(self._index)

    def set_scale(self, scale: float) -> None:  # noqa: B027
        """A live picture has one pace only."""

    def seek(self, npt_s: float) -> None:  # noqa: B027
        """A live picture has no other place."""

    def next_frame(self) -> OutFrame:
        """The frame that is due now."""
        if self._frozen:
            self._held = self._held or self._fresh_key()
            return self._emit(*self._held)
        place, stamp = self._picture()
        if self._clip.units[place % len(self._clip.units)].key:
            self._held = (place, stamp)
        self._index += 1
        return self._emit(place, stamp)

    def _fresh_key(self) -> tuple[int, TruthStamp]:
        self.force_key_frame()
        return self._picture()

    def _picture(self) -> tuple[int, TruthStamp]:
        place = self._index % self._loop()
        stamp = TruthStamp(self._camera, self._frame, self._clock() - self._capture_shift_us(place))
        self._frame = self._frame + 1 & 0xFFFFFFFF
        return place, stamp

    def _loop(self) -> int:
        """After how many pictures all repeats: those of the clip, or several times as many for its sound."""
        return len(self._clip.units)

    @abstractmethod
    def _capture_shift_us(self, place: int) -> int:
        """How long before it leaves the picture at this place of the loop was captured."""

    @abstractmethod
    def _emit(self, place: int, stamp: TruthStamp) -> OutFrame:
        """The picture at this place with this stamp, as the ``_sent``-th of the stream; counts it."""
