"""A clip with a picture fault laid on each picture and coded anew: what a camera with this fault sends.

It is made once and kept in the cache of clips, so that no encoder runs while a stream shows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import av
import numpy as np
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame

from camproof.media.clips.cache import cached_clip
from camproof.media.clips.encode import encode_clip, encoder_version
from camproof.media.clips.model import Clip
from camproof.media.diagnosis.faults.catalogue import picture_fault
from camproof.media.errors import ClipError
from camproof.media.overlay.source import PictureSource
from camproof.media.receive.picture import strict_decoder
from camproof.media.sound_track import exact_fps

__all__ = ["degraded_clip", "degraded_source"]

_MAKING = "degraded 1"
_LONGEST_S = 20.0
_SEED = 1


def degraded_source(clip: Clip, fault_id: str, strength: float) -> PictureSource:
    """The pictures of a clip with a fault on each, at the rate, GOP and bit rate of the clip.

    Of a long clip the first 20 s, which then come again and again.

    :param fault_id: one of :data:`camproof.media.diagnosis.faults.catalogue.FAULTS`.
    :param strength: in the unit of that fault.
    :raises ClipError: there is no such fault.
    """
    picture_fault(fault_id)
    gop = clip.key_indices[1] if len(clip.key_indices) > 1 else len(clip.units)
    count = min(len(clip.units), max(gop, int(_LONGEST_S * clip.fps) // gop * gop))
    octets = sum(len(unit.data) for unit in clip.units)
    return PictureSource(
        key=f"{_MAKING}; {clip.digest}; {fault_id} {strength!r}",
        width=clip.width,
        height=clip.height,
        fps=exact_fps(clip),
        gop=gop,
        bitrate_kbit=max(1, round(octets * 8 / clip.duration_s / 1000)),
        name=f"{clip.name}, {fault_id}",
        count=count,
        pictures=lambda: _degraded(clip, count, fault_id, strength),
    )


def degraded_clip(clip: Clip, fault_id: str, strength: float, cache_dir: Path | None = None) -> Clip:
    """The clip with a fault on each picture, coded once and then read from the cache.

    :raises ClipError: there is no such fault, or the clip cannot be decoded or coded.
    """
    source = degraded_source(clip, fault_id, strength)
    return cached_clip(
        f"{source.key}; {encoder_version(clip.codec)}", lambda: _coded(source, clip), cache_dir
    )


def _coded(source: PictureSource, clip: Clip) -> Clip:
    return encode_clip(
        source.pictures(),
        codec=clip.codec,
        width=source.width,
        height=source.height,
        fps=source.fps,
        gop=source.gop,
        bitrate_kbit=source.bitrate_kbit,
        name=source.name,
    )


def _degraded(clip: Clip, count: int, fault_id: str, strength: float) -> Iterator[VideoFrame]:
    inject = picture_fault(fault_id).make(strength, _SEED)
    decoder = strict_decoder(clip.units[0].data, clip.codec)
    try:
        for index, frame in enumerate(islice(_frames(decoder, clip), count)):
            picture = np.asarray(frame.to_ndarray(format="bgr24"), dtype=np.uint8)
            yield VideoFrame.from_ndarray(inject(picture, index), "bgr24").reformat(format="yuv420p")
    except av.FFmpegError as error:
        raise ClipError(f"The clip {clip.name} does not decode: {error.strerror}.") from error


def _frames(decoder: VideoCodecContext, clip: Clip) -> Iterable[VideoFrame]:
    for unit in clip.units:
        yield from decoder.decode(av.Packet(unit.data))
    yield from decoder.decode(None)
