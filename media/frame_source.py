"""What a sender wants of a source of frames."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from camproof.media.clips.model import Clip
from camproof.media.packets import OutFrame

__all__ = ["CanFreeze", "FrameSource", "capture_shift_us"]


class FrameSource(Protocol):
    """Where a sender takes its frames from."""

    def next_frame(self) -> OutFrame | None:
        """The frame that is due now; one without payloads where it is not ready yet; None at the end."""

    def force_key_frame(self) -> None:
        """The next frame shall be a key picture (GB/T 28181 IFameCmd)."""

    def set_scale(self, scale: float) -> None:
        """Change the pace; sources without history ignore it."""

    def seek(self, npt_s: float) -> None:
        """Jump to a place counted from the start of the span; sources without history ignore it."""


@runtime_checkable
class CanFreeze(Protocol):
    """A source whose picture can stand still: its last key picture comes again and again."""

    frozen: bool


def capture_shift_us(clip: Clip, reorder_90k: int) -> int:
    """How long before it leaves a picture was captured, in µs: 0 for clips without B pictures."""
    return (clip.reorder_90k - reorder_90k) * 100 // 9
