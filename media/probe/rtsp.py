"""A stream of an RTSP server through FFmpeg's demuxer: pictures and their times of arrival, no packets."""

from __future__ import annotations

import time
from collections.abc import Callable

import av
from av.video.stream import VideoStream

from camproof.media.errors import MediaTransportError
from camproof.media.probe.demuxed import codec_name, demuxed_pictures
from camproof.media.probe.frame_probe import FrameProbe, FrameResult
from camproof.media.wall import fixed_wall_clock

__all__ = ["RtspFacts", "probe_rtsp"]

RtspFacts = tuple[int, int]
"""Width and height as the server says; 0 where it does not."""
_OPTIONS = {"rtsp_transport": "tcp", "fflags": "nobuffer", "analyzeduration": "500000"}


def probe_rtsp(
    url: str,
    *,
    seconds: float,
    wait_s: float,
    stopped: Callable[[], bool] = lambda: False,
    progress: Callable[[float, int], None] = lambda *_: None,
) -> tuple[RtspFacts, FrameResult]:
    """Play ``url`` for ``seconds`` from the first picture on; blocks, call it in a thread.

    :param wait_s: how long the server may take to answer, and how long it may say nothing.
    :param stopped: asked at each picture; True leaves with what came so far.
    :param progress: called at each picture with the seconds that are measured and the number of pictures.
    :raises MediaTransportError: there is no answer, or no video in it; one sentence.
    """
    opened_s = time.monotonic()
    try:
        container = av.open(url, options=_OPTIONS, timeout=(wait_s, wait_s))
    except (av.FFmpegError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise MediaTransportError(f"{url} cannot be played: {why}.") from error
    with container:
        if not container.streams.video:
            raise MediaTransportError(f"{url} offers no video.")
        stream = container.streams.video[0]
        probe = FrameProbe(codec_name(stream), opened_s, fixed_wall_clock())
        ended = _play(probe, container, stream, seconds, stopped, progress)
        if not probe.frames:
            raise MediaTransportError(f"{url} sends no picture: {ended}.")
        return (stream.codec_context.width, stream.codec_context.height), probe.result()


def _play(
    probe: FrameProbe,
    container: av.container.InputContainer,
    stream: VideoStream,
    seconds: float,
    stopped: Callable[[], bool],
    progress: Callable[[float, int], None],
) -> str:
    """Read until the time is over; says why it ended where that was not so."""
    first_s: float | None = None
    try:
        for picture in demuxed_pictures(container, stream):
            now_s = time.monotonic()
            first_s = now_s if first_s is None else first_s
            if stopped() or now_s - first_s > seconds:
                return ""
            probe.picture(picture.data, now_s, picture.pts_s, picture.dts_s, key=picture.key)
            progress(now_s - first_s, probe.frames)
    except av.FFmpegError as error:
        return error.strerror or str(error)
    return "it has ended"
