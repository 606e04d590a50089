"""A frame as it came out of the network."""

from __future__ import annotations

from dataclasses import dataclass, field

from camproof.media.stamp import TruthStamp

__all__ = ["ReceivedFrame"]


@dataclass(frozen=True, slots=True)
class ReceivedFrame:
    """One access unit or one piece of sound.

    :param codec: "H264", "H265", "G711A" ...; "" where nothing tells.
    :param data: for video Annex B bytes as the peer cut them.
    :param pts_90k, dts_90k: of the program stream; None where it has none.
    :param arrival_s: monotonic time at which the last of its packets came, in whatever order they did.
    :param damaged: bytes of it are missing.
    :param stamp: what the picture says of itself; None where it says nothing.
    """

    codec: str
    data: bytes = field(repr=False)
    pts_90k: int | None
    dts_90k: int | None
    key: bool
    damaged: bool
    arrival_s: float
    stamp: TruthStamp | None

    @property
    def video(self) -> bool:
        """Whether this is a picture that we can read."""
        return self.codec in ("H264", "H265")
