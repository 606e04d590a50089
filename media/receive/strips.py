"""The strips of received pictures: the truth that survives a platform which transcodes or drops SEI."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import av
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame

from camproof.media.errors import PictureError
from camproof.media.overlay.layout import BandLayout
from camproof.media.overlay.pictures import i420
from camproof.media.overlay.strip import StripTruth, read_strip
from camproof.media.receive.picture import strict_decoder

__all__ = ["read_strips"]


def read_strips(units: Sequence[bytes], codec: str, layout: BandLayout) -> list[StripTruth | None]:
    """Decode a sample of access units and read the strip of each picture, in the order they are shown.

    Takes milliseconds a picture: call it in a thread. With ``capture_near`` and the time of arrival a strip
    gives the latency of its frame.

    :param units: Annex B; the first is a key picture with its parameter sets.
    :param layout: of the picture as it was sent; a platform may have scaled it since.
    :return: one a picture that was decoded; None where it shows no strip or one with a wrong checksum.
    :raises PictureError: unknown codec, no parameter sets, broken bytes.
    """
    if not units:
        return []
    decoder = strict_decoder(units[0], codec)
    try:
        return [_strip(frame, layout) for frame in _frames(decoder, units)]
    except (av.FFmpegError, MemoryError) as error:
        raise PictureError(f"The {codec} pictures do not decode: {error}.") from error


def _frames(decoder: VideoCodecContext, units: Sequence[bytes]) -> Iterator[VideoFrame]:
    for unit in units:
        if unit:
            yield from decoder.decode(av.Packet(unit))
    yield from decoder.decode(None)


def _strip(frame: VideoFrame, layout: BandLayout) -> StripTruth | None:
    return read_strip(i420(frame)[: frame.height], layout)
