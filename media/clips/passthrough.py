"""Coded pictures of a file, unchanged, with even time steps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import cast

from av.bitstream import BitStreamFilterContext
from av.container import InputContainer
from av.packet import Packet
from av.stream import Stream
from av.video.stream import VideoStream

from camproof.media.clips.model import CLOCK_HZ, AccessUnit, Clip, Codec, digest_of
from camproof.media.clips.units import parameter_sets
from camproof.media.errors import MediaFileError
from camproof.protocols.errors import NalError
from camproof.protocols.nal import is_key, is_vcl, join_annexb, nal_type, split_annexb

__all__ = ["check_whole", "expected_pictures", "read_units", "retimed"]

_FILTERS: dict[Codec, str] = {"H264": "h264_mp4toannexb", "H265": "hevc_mp4toannexb"}
_START_CODES = (b"\x00\x00\x01", b"\x00\x00\x00\x01")
_WHOLE = 0.98
Coded = tuple[bytes, int | None]


def read_units(
    container: InputContainer,
    stream: VideoStream,
    codec: Codec,
    fps: Fraction,
    path: Path,
    max_s: float,
    progress: Callable[[float], None] | None = None,
) -> Clip | None:
    """The clip of an H.264 or H.265 stream; None where it must be coded anew.

    That is so where no picture can start a loop (no IDR), or where the order of pictures is not told.

    :raises MediaFileError: where the file ends before its header says.
    """
    expected = expected_pictures(container, stream, fps)
    limit = int(max_s * fps)
    coded: list[Coded] = []
    for data, pts in _annexb(container, stream, codec):
        coded.append((data, pts))
        if progress is not None:
            progress(min(len(coded) / max(expected, 1), 1.0))
        if len(coded) >= limit:
            break
    check_whole(path, len(coded), min(expected, limit))
    return _clip(coded, codec, stream, fps, path.name)


def expected_pictures(container: InputContainer, stream: VideoStream, fps: Fraction) -> int:
    """How many pictures the file says it has; 0 where it does not say."""
    if stream.frames:
        return int(stream.frames)
    if container.duration:
        return int(container.duration * fps / 1_000_000)
    return 0


def check_whole(path: Path, found: int, expected: int) -> None:
    """Refuse a file that holds clearly fewer pictures than it says.

    :raises MediaFileError: no pictures, or less than 98 % of them.
    """
    if not found:
        raise MediaFileError(f"{path} holds no pictures.")
    if found < _WHOLE * expected - 2:
        raise MediaFileError(f"{path} is cut short: it holds {found} of {expected} pictures.")


def _annexb(container: InputContainer, stream: VideoStream, codec: Codec) -> Iterator[Coded]:
    bsf = BitStreamFilterContext(_FILTERS[codec], stream)
    for packet in container.demux(stream):
        if packet.size == 0 or packet.is_corrupt:
            continue
        raw = cast("Packet[Stream]", packet)
        if (stream.codec_context.extradata or b"")[:1] == b"\x01":
            for out in bsf.filter(raw):
                yield bytes(out), out.pts
        else:
            yield bytes(raw), raw.pts


def _clip(coded: list[Coded], codec: Codec, stream: VideoStream, fps: Fraction, name: str) -> Clip | None:
    start = next((n for n, (data, _) in enumerate(coded) if _is_key(codec, data)), None)
    if start is None:
        return None
    coded = _without_leading(coded[start:])
    reordered = stream.codec_context.has_b_frames
    if any(pts is None for _, pts in coded):
        if reordered:
            return None
        coded = [(data, index) for index, (data, _) in enumerate(coded)]
    datas = _with_parameter_sets(codec, [data for data, _ in coded], stream.codec_context.extradata or b"")
    if datas is None:
        return None
    times = retimed([cast("int", pts) for _, pts in coded], fps)
    units = tuple(
        AccessUnit(data, pts, dts, _is_key(codec, data))
        for data, (pts, dts) in zip(datas, times, strict=True)
    )
    rate = float(fps)
    width, height = stream.codec_context.width, stream.codec_context.height
    digest = digest_of(codec, rate, units)
    return Clip(codec, width, height, rate, units, len(units) / rate, name, digest)


def _is_key(codec: Codec, data: bytes) -> bool:
    try:
        return is_key(codec, data)
    except NalError:
        return False


def _without_leading(coded: list[Coded]) -> list[Coded]:
    """Drop pictures that are shown before the first key picture: what they refer to is not there."""
    first = coded[0][1]
    if first is None:
        return coded
    return [(data, pts) for data, pts in coded if pts is None or pts >= first]


def retimed(pts: list[int], fps: Fraction) -> list[tuple[int, int]]:
    """(pts, dts) at 90 kHz in even steps of the frame rate.

    The order of showing is kept, dts counts up from 0 and no pts is below its dts, so the next loop can
    follow at exactly the number of pictures over the frame rate.
    """
    rank = {index: place for place, index in enumerate(sorted(range(len(pts)), key=lambda n: (pts[n], n)))}
    delay = max(index - rank[index] for index in range(len(pts)))
    step = Fraction(CLOCK_HZ) / fps
    return [(round((rank[index] + delay) * step), round(index * step)) for index in range(len(pts))]


def _with_parameter_sets(codec: Codec, datas: list[bytes], extradata: bytes) -> list[bytes] | None:
    """Each key picture with the parameter sets in force before it; None where there are none at all."""
    known = parameter_sets(codec, extradata) if extradata.startswith(_START_CODES) else {}
    wanted = 2 if codec == "H264" else 3
    result = []
    for data in datas:
        own = parameter_sets(codec, data)
        known = {**known, **own}
        if _is_key(codec, data) and len(own) < wanted:
            if len(known) < wanted:
                return None
            data = _insert_sets(codec, data, [nal for kind in sorted(known) for nal in known[kind]])
        result.append(data)
    return result


def _insert_sets(codec: Codec, data: bytes, sets: list[bytes]) -> bytes:
    """Parameter sets after an access unit delimiter, replacing those that are there."""
    nals = [nal for nal in split_annexb(data) if bytes(nal) not in sets]
    delimiter = {"H264": 9, "H265": 35}[codec]
    at = 1 if nals and nal_type(codec, nals[0]) == delimiter else 0
    return join_annexb([*nals[:at], *sets, *nals[at:]]) if _has_slices(codec, nals) else data


def _has_slices(codec: Codec, nals: list[memoryview]) -> bool:
    return any(is_vcl(codec, nal_type(codec, nal)) for nal in nals)
