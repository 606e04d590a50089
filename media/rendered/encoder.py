"""A live encoder: a picture in, its access unit out."""

from __future__ import annotations

from fractions import Fraction

import av
from av.video.frame import PictureType, VideoFrame

from camproof.media.clips.encode import open_encoder
from camproof.media.clips.synthetic import SyntheticSpec
from camproof.media.clips.units import without_encoder_notes
from camproof.media.errors import ClipError
from camproof.media.rendered.view import Picture

__all__ = ["LiveEncoder"]


class LiveEncoder:
    """Codes without delay; the key pictures of the GOP come by themselves.

    :raises ClipError: this build has no such encoder.
    """

    def __init__(self, spec: SyntheticSpec) -> None:
        self._spec = spec
        self._encoder = open_encoder(
            spec.codec,
            spec.width,
            spec.height,
            Fraction(spec.fps),
            spec.gop,
            spec.bitrate_kbit,
            forced_keys=True,
        )
        self._count = 0

    def encode(self, picture: Picture, *, key: bool) -> tuple[bytes, bool]:
        """An I420 picture as Annex B bytes, and whether it is a key picture.

        :param key: it must be one.
        :raises ClipError: the encoder failed or kept the picture to itself.
        """
        frame = VideoFrame.from_ndarray(picture, "yuv420p")
        frame.pts, frame.time_base = self._count, Fraction(1, self._spec.fps)
        if key:
            frame.pict_type = PictureType.I
        self._count += 1
        try:
            packets = self._encoder.encode(frame)
        except av.FFmpegError as error:
            raise ClipError(f"The live encoder failed: {error.strerror}.") from error
        if len(packets) != 1:
            raise ClipError(f"The live encoder gave {len(packets)} pictures for one.")
        return without_encoder_notes(self._spec.codec, bytes(packets[0])), packets[0].is_keyframe
