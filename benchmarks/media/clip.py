"""The clip that all figures are measured with: 1080p25, 2 Mbit/s, H.264, a key picture every two seconds."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Literal

import av

from camproof.media import Clip, SyntheticSpec, synthetic_clip
from camproof.media.overlay.build import overlay_clip
from camproof.media.overlay.source import spec_source
from camproof.media.packets import StreamOptions
from camproof.media.tables.banded import banded_table
from camproof.media.tables.model import MediaTable
from camproof.media.tables.program_stream import ps_table
from camproof.media.tables.raw import raw_table

__all__ = ["FPS", "Dress", "bench_clip", "bench_table", "kbit_of", "write_mp4"]

FPS = 25
_ASKED_KBIT = 2400
"""The encoder stays below what it is asked for; 2 Mbit/s come out."""
_SPEC = SyntheticSpec(width=1920, height=1080, fps=FPS, gop=2 * FPS, bitrate_kbit=_ASKED_KBIT, seconds=4)

Dress = Literal["plain", "stamp", "band", "raw"]
"""PS without a stamp, with the SEI stamp, with SEI stamp, strip and clock in the picture; raw H.264."""


def bench_clip() -> Clip:
    """Four seconds of street; from the cache after the first time."""
    return synthetic_clip(_SPEC)


def bench_table(dress: Dress) -> MediaTable:
    """The clip as packets."""
    if dress == "band":
        return banded_table(overlay_clip(spec_source(_SPEC)))
    if dress == "raw":
        return raw_table(bench_clip())
    return ps_table(bench_clip(), StreamOptions(stamp=dress == "stamp"))


def kbit_of(clip: Clip) -> float:
    """The clip's rate in kbit/s."""
    return sum(len(unit.data) for unit in clip.units) * 8 / 1000 / clip.duration_s


def write_mp4(clip: Clip, path: Path, seconds: int) -> None:
    """The clip in an MP4 file, looped to this length, its coded pictures as they are, for the peers."""
    loops = max(1, round(seconds / clip.duration_s))
    with av.open(str(path), "w") as out:
        stream = out.add_stream("h264", rate=FPS)
        stream.width, stream.height, stream.time_base = clip.width, clip.height, Fraction(1, 90_000)
        for index in range(loops * len(clip.units)):
            unit = clip.units[index % len(clip.units)]
            packet = av.Packet(unit.data)
            packet.stream, packet.time_base = stream, Fraction(1, 90_000)
            packet.pts = packet.dts = round(index * 90_000 / clip.fps)
            packet.is_keyframe = unit.key
            out.mux(packet)
