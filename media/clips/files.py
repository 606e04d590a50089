"""A user's own video as a clip: H.264 and H.265 as they are, anything else coded anew as H.264."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from hashlib import file_digest
from itertools import chain
from pathlib import Path

import av
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from camproof.media.clips.cache import cached_clip
from camproof.media.clips.encode import encode_clip, encoder_version
from camproof.media.clips.model import Clip, Codec
from camproof.media.clips.passthrough import check_whole, expected_pictures, read_units
from camproof.media.errors import ClipError, MediaFileError

__all__ = ["MAX_FILE_S", "FileFacts", "clip_from_file", "file_facts", "file_pictures", "open_video"]

MAX_FILE_S = 600.0
_FPS_RANGE = (1, 120)
_PASSED: dict[str, Codec] = {"h264": "H264", "hevc": "H265"}
_CODING = "file 1"

Progress = Callable[[float], None]


def clip_from_file(
    path: str | Path, *, progress: Progress | None = None, cache_dir: Path | None = None
) -> Clip:
    """The video of a file as a clip that starts at a key picture and loops; at most its first 600 s.

    H.264 and H.265 keep their coded pictures (B pictures too); they get parameter sets before every key
    picture and
    even time steps from the frame rate. Other codecs are coded as H.264 once and kept in the cache.

    :param progress: called with 0..1.
    :raises MediaFileError: the file cannot be used; one sentence that names it.
    """
    path = Path(path)
    try:
        with open_video(path) as (container, stream):
            clip = _clip(path, container, stream, progress, cache_dir)
    except av.FFmpegError as error:
        raise MediaFileError(f"{path} cannot be read as video: {error.strerror}.") from error
    except (OSError, ClipError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise MediaFileError(f"{path} cannot be used: {why}") from error
    if progress is not None:
        progress(1.0)
    return clip


_NO_VIDEO = frozenset(
    {"tty", "image2", "lavfi", "concat", "hls", "dash", "ass", "srt", "webvtt", "rawvideo", "data", "bin"}
)
"""What FFmpeg can make pictures of, or follow to other files, though it is no recording."""


@contextmanager
def open_video(path: Path) -> Iterator[tuple[InputContainer, VideoStream]]:
    """A recording and its first video stream, for as long as the context lasts; no other file is followed.

    :raises MediaFileError: it is no recording, or holds no video.
    """
    if not path.is_file():
        raise MediaFileError(f"{path} is not a file.")
    if path.stat().st_size == 0:
        raise MediaFileError(f"{path} is empty.")
    try:
        container = av.open(str(path), options={"protocol_whitelist": "file"})
    except (av.FFmpegError, ValueError) as error:
        raise MediaFileError(f"{path} is cut short or is not a video file.") from error
    with container:
        if _NO_VIDEO.intersection(container.format.name.split(",")) or container.format.name.endswith(
            "_pipe"
        ):
            raise MediaFileError(f"{path} is not a video file (it reads as {container.format.name}).")
        if not container.streams.video:
            raise MediaFileError(f"{path} holds no video (it has {_other_streams(container)}).")
        yield container, container.streams.video[0]


def _other_streams(container: InputContainer) -> str:
    kinds = sorted({stream.type for stream in container.streams})
    return " and ".join(kinds) or "no streams"


def _clip(
    path: Path,
    container: InputContainer,
    stream: VideoStream,
    progress: Progress | None,
    cache_dir: Path | None,
) -> Clip:
    fps = _frame_rate(stream)
    codec = _PASSED.get(stream.codec_context.name)
    if codec is not None:
        clip = read_units(container, stream, codec, fps, path, MAX_FILE_S, progress)
        if clip is not None:
            return clip
        container.seek(0)
    with path.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    key = f"{_CODING}; {encoder_version('H264')}; {digest}"
    return cached_clip(key, lambda: _transcoded(container, stream, fps, path, progress), cache_dir)


def _frame_rate(stream: VideoStream) -> Fraction:
    for rate in (stream.average_rate, stream.guessed_rate, stream.base_rate):
        if rate is not None and _FPS_RANGE[0] <= rate <= _FPS_RANGE[1]:
            return Fraction(rate)
    return Fraction(25)


def _transcoded(
    container: InputContainer, stream: VideoStream, fps: Fraction, path: Path, progress: Progress | None
) -> Clip:
    frames = container.decode(stream)
    first = next(frames, None)
    if first is None:
        raise MediaFileError(f"{path} holds no picture that can be decoded.")
    width, height = first.width // 2 * 2, first.height // 2 * 2
    expected = expected_pictures(container, stream, fps)
    count = 0

    def pictures() -> Iterator[VideoFrame]:
        nonlocal count
        for frame in chain([first], frames):
            if count >= MAX_FILE_S * fps:
                return
            count += 1
            yield frame.reformat(width, height, "yuv420p")

    def done(number: int) -> None:
        if progress is not None:
            progress(min(number / max(expected, 1), 1.0))

    clip = encode_clip(
        pictures(),
        codec="H264",
        width=width,
        height=height,
        fps=fps,
        gop=max(1, round(fps)),
        bitrate_kbit=_bitrate_kbit(width, height),
        name=path.name,
        progress=done,
    )
    check_whole(path, count, min(expected, int(MAX_FILE_S * fps)))
    return clip


def _bitrate_kbit(width: int, height: int) -> int:
    return max(256, round(width * height / 900))


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What a video file says of itself.

    :param width, height: even.
    :param count: pictures that will be used, at most 600 s; 0 where the file does not say.
    :param bitrate_kbit: what its pictures want.
    :param digest: of its bytes.
    """

    width: int
    height: int
    fps: Fraction
    count: int
    bitrate_kbit: int
    digest: str


def file_facts(path: str | Path) -> FileFacts:
    """Look at a file.

    :raises MediaFileError: it cannot be used.
    """
    path = Path(path)
    with open_video(path) as (container, stream), path.open("rb") as file:
        fps, context = _frame_rate(stream), stream.codec_context
        width, height = context.width // 2 * 2, context.height // 2 * 2
        count = min(expected_pictures(container, stream, fps), int(MAX_FILE_S * fps))
        digest = file_digest(file, "sha256").hexdigest()
        return FileFacts(width, height, fps, count, _bitrate_kbit(width, height), digest)


def file_pictures(path: str | Path) -> Iterator[VideoFrame]:
    """The decoded pictures of a file in yuv420p with even sides, at most its first 600 s.

    :raises MediaFileError: it cannot be used, or is cut short.
    """
    path, facts, count = Path(path), file_facts(path), 0
    try:
        with open_video(path) as (container, stream):
            for count, frame in enumerate(container.decode(stream), 1):
                yield frame.reformat(facts.width, facts.height, "yuv420p")
                if count >= MAX_FILE_S * facts.fps:
                    break
    except av.FFmpegError as error:
        raise MediaFileError(f"{path} cannot be read as video: {error.strerror}.") from error
    check_whole(path, count, facts.count)
