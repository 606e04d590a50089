"""A recording: its pictures, one by one, without decoding."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import av
from av.container import InputContainer
from av.video.stream import VideoStream

from camproof.media.clips.files import open_video
from camproof.media.errors import MediaFileError
from camproof.media.probe.demuxed import codec_name, demuxed_pictures
from camproof.media.probe.frame_probe import FrameProbe, FrameResult

__all__ = ["FileFacts", "probe_file"]

_DEFAULT_FPS = 25.0


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What a container says of itself and its video.

    :param container: FFmpeg's name of it: "mov,mp4,m4a,3gp,3g2,mj2", "mpeg", "h264".
    :param duration_s: as the container says; None where it does not.
    :param fps: as the container says.
    :param has_times: whether all pictures have times of their own; those of an elementary stream have none,
        and FFmpeg writes program streams that leave some out. Without, times follow from the frame rate.
    :param others: kinds of its other streams: "audio".
    """

    container: str
    codec: str
    width: int
    height: int
    duration_s: float | None
    fps: float | None
    has_times: bool
    others: tuple[str, ...]


def probe_file(
    path: Path,
    progress: Callable[[float], None] = lambda _: None,
    stopped: Callable[[], bool] = lambda: False,
) -> tuple[FileFacts, FrameResult]:
    """Read all pictures of the first video stream.

    :param progress: called now and then with the share that is read, 0..1.
    :param stopped: asked before each picture; True ends it with what was read.
    :raises MediaFileError: one sentence that names the file.
    """
    try:
        with open_video(path) as (container, stream):
            return _read(container, stream, path, progress, stopped)
    except (av.FFmpegError, OSError, ValueError, OverflowError, MemoryError) as error:
        why = getattr(error, "strerror", None) or error
        raise MediaFileError(f"{path} cannot be read as video: {why}.") from error


def _read(
    container: InputContainer,
    stream: VideoStream,
    path: Path,
    progress: Callable[[float], None],
    stopped: Callable[[], bool],
) -> tuple[FileFacts, FrameResult]:
    facts = _facts(container, stream)
    result = _pictures(container, stream, facts, path, progress, stopped)
    if not (facts.has_times and result.untimed):
        return facts, result
    container.seek(0)
    facts = replace(facts, has_times=False)
    even = _pictures(container, stream, facts, path, progress, stopped)
    counts = {name: getattr(result, name) for name in ("reordered", "backward", "untimed")}
    return facts, replace(even, **counts)


def _pictures(
    container: InputContainer,
    stream: VideoStream,
    facts: FileFacts,
    path: Path,
    progress: Callable[[float], None],
    stopped: Callable[[], bool],
) -> FrameResult:
    probe, size = FrameProbe(facts.codec, 0.0), path.stat().st_size
    step_s = 1 / (facts.fps or _DEFAULT_FPS)
    for index, picture in enumerate(demuxed_pictures(container, stream)):
        if stopped():
            break
        pts_s, dts_s = (picture.pts_s, picture.dts_s) if facts.has_times else (None, None)
        known_s = dts_s if pts_s is None else pts_s
        at_s = index * step_s if known_s is None else known_s
        probe.picture(picture.data, at_s, pts_s, dts_s, key=picture.key)
        if picture.position is not None and index % 64 == 0:
            progress(min(picture.position / size, 1.0))
    if not probe.frames:
        raise MediaFileError(f"{path} holds no pictures.")
    return probe.result()


def _facts(container: InputContainer, stream: VideoStream) -> FileFacts:
    rate = stream.average_rate or stream.guessed_rate
    duration_us = container.duration
    return FileFacts(
        container=container.format.name,
        codec=codec_name(stream),
        width=stream.codec_context.width,
        height=stream.codec_context.height,
        duration_s=None if duration_us is None else duration_us / 1_000_000,
        fps=None if rate is None else float(rate),
        has_times=container.format.name not in ("h264", "hevc"),
        others=tuple(sorted(other.type for other in container.streams if other is not stream)),
    )
