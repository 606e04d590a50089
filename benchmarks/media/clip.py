"""The clip that all figures are measured with: 1080p25, 2 Mbit/s, H.264."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av

from camproof.media import Clip, SyntheticSpec, synthetic_clip

__all__ = ["FPS", "bench_clip", "write_mp4"]

FPS = 25


def bench_clip() -> Clip:
    """Four seconds of street, a key picture every two; from the cache after the first time."""
    return synthetic_clip(
        SyntheticSpec(width=1920, height=1080, fps=FPS, gop=2 * FPS, bitrate_kbit=2300, seconds=4)
    )


def write_mp4(clip: Clip, path: Path, seconds: int = 40) -> None:
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
