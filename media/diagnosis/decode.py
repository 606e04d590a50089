"""From coded access units to the pictures of a sample."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import av
import numpy as np
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame

from camproof.media.diagnosis.sample import FULL_WIDTH, Picture
from camproof.media.errors import PictureError
from camproof.media.receive.picture import strict_decoder

__all__ = ["all_pictures", "decode_pictures"]

_MAX_PICTURES = 64


def decode_pictures(units: Sequence[bytes], codec: str, step: int = 1) -> list[Picture]:
    """Every ``step``-th picture of a run of access units (Annex B, in decoding order, the first a key picture
    with its parameter sets), in presentation order, BGR, at most 1280 wide; at most 64 are kept.

    :raises PictureError: unknown codec, no units, broken bytes, or a picture missing.
    """
    if not units or step < 1 or len(units) > _MAX_PICTURES * step:
        raise PictureError(f"{len(units)} access units with a step of {step} are no sample.")
    pictures = [picture for count, picture in enumerate(all_pictures(units, codec)) if count % step == 0]
    if len({picture.shape for picture in pictures}) > 1:
        raise PictureError("The pictures change their size within the sample.")
    return pictures


def all_pictures(units: Sequence[bytes], codec: str) -> Iterator[Picture]:
    """Every picture of any number of access units, one by one; otherwise as :func:`decode_pictures`."""
    if not units:
        raise PictureError("There are no access units.")
    decoder, count = strict_decoder(units[0], codec), 0
    try:
        for frame in _frames(decoder, units):
            yield _picture(frame)
            count += 1
    except (av.FFmpegError, MemoryError, ValueError) as error:
        raise PictureError(f"The {codec} pictures do not decode: {error}.") from error
    if count != len(units):
        raise PictureError(f"{len(units)} {codec} access units gave {count} pictures.")


def _frames(decoder: VideoCodecContext, units: Sequence[bytes]) -> Iterator[VideoFrame]:
    for unit in units:
        yield from decoder.decode(av.Packet(unit))
    yield from decoder.decode(None)


def _picture(frame: VideoFrame) -> Picture:
    scale = min(1.0, FULL_WIDTH / frame.width)
    width, height = max(1, round(frame.width * scale)), max(1, round(frame.height * scale))
    return np.asarray(frame.to_ndarray(format="bgr24", width=width, height=height), dtype=np.uint8)
