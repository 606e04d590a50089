"""Coded pictures out of FFmpeg's demuxers, as Annex B."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, cast

from av.bitstream import BitStreamFilterContext
from av.container import InputContainer
from av.packet import Packet
from av.stream import Stream
from av.video.stream import VideoStream

__all__ = ["CODECS", "DemuxedPicture", "codec_name", "demuxed_pictures"]

CODECS = {"h264": "H264", "hevc": "H265"}
_FILTERS = {"H264": "h264_mp4toannexb", "H265": "hevc_mp4toannexb"}


class DemuxedPicture(NamedTuple):
    """A coded picture in decoding order. :param pts_s, dts_s: None where the container tells none.

    :param position: octets of the file before it; None where that is not known.
    """

    data: bytes
    pts_s: float | None
    dts_s: float | None
    key: bool
    position: int | None


def codec_name(stream: VideoStream) -> str:
    """As in "H264" and "H265"; FFmpeg's name of another codec."""
    name = stream.codec_context.name
    return CODECS.get(name, name)


def demuxed_pictures(container: InputContainer, stream: VideoStream) -> Iterator[DemuxedPicture]:
    """The pictures of a stream; errors of the demuxer (``av.FFmpegError``) come out."""
    codec = codec_name(stream)
    has_sizes = (stream.codec_context.extradata or b"")[:1] == b"\x01"
    to_annexb = BitStreamFilterContext(_FILTERS[codec], stream) if codec in _FILTERS and has_sizes else None
    for packet in container.demux(stream):
        if packet.size == 0:
            continue
        position = packet.pos
        outs: list[Packet[Stream]] = [cast("Packet[Stream]", packet)]
        if to_annexb is not None:
            outs = to_annexb.filter(outs[0])
        for out in outs:
            yield _picture(out, position)


def _picture(packet: Packet[Stream], position: int | None) -> DemuxedPicture:
    base = packet.time_base
    pts_s, dts_s = (
        None if ticks is None or base is None else float(ticks * base) for ticks in (packet.pts, packet.dts)
    )
    return DemuxedPicture(bytes(packet), pts_s, dts_s, packet.is_keyframe, position)
