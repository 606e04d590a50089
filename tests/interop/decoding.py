"""FFmpeg and GStreamer as strict decoders: every picture they give, and no word from them."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

PARSERS = {"H264": "h264parse", "H265": "h265parse"}
GST_DECODERS = {"H264": "avdec_h264", "H265": "avdec_h265"}
DEPAYLOADERS = {"H264": "rtph264depay", "H265": "rtph265depay"}
FORMATS = {"H264": "h264", "H265": "hevc"}
GST_DEBUG = "2,basesrc:1,video-info:1"
"""Of no concern here: a file source says at each start that its pad is not active yet, and video-info that a
coded picture does not name its colour matrix.
"""
_ENDS_S = 20.0
Picture = np.ndarray


def ffmpeg_pictures(path: Path, form: str, codec: str, width: int, height: int) -> Iterator[Picture]:
    """I420 pictures; the video as it was coded goes to ``path`` + ``.video``."""
    command = (
        "ffmpeg", "-hide_banner", "-nostdin", "-v", "warning", "-err_detect", "explode", "-xerror", "-y",
        "-f", form, "-i", str(path), "-map", "0:v", "-fps_mode", "passthrough", "-pix_fmt", "yuv420p",
        "-f", "rawvideo", "pipe:1",
        "-map", "0:v", "-c:v", "copy", "-f", FORMATS[codec], f"{path}.video",
    )  # fmt: skip
    yield from _shown(command, path.with_suffix(".ffmpeg.log"), width, height)


def gst_pictures(path: Path, front: str, codec: str, width: int, height: int) -> Iterator[Picture]:
    """I420 pictures.

    :param front: the elements between file and parser. A queue before a demuxer feeds it as a network does.
    """
    pipeline = (
        f"filesrc location={path} ! {front} ! {PARSERS[codec]} ! {GST_DECODERS[codec]} ! videoconvert"
        " ! video/x-raw,format=I420 ! fdsink fd=1 sync=false"
    )
    yield from _shown(gst(pipeline), path.with_suffix(".gst.log"), width, height)


def gst(pipeline: str) -> tuple[str, ...]:
    return ("gst-launch-1.0", "-q", *pipeline.split())


def quiet_run(command: Sequence[str], log: Path) -> None:
    """Run a program to its end; a word from it is an error."""
    with log.open("wb") as words:
        done = subprocess.run(command, stdout=words, stderr=words, env=_env(), timeout=60)
    assert (done.returncode, log.read_text("utf-8", "replace")) == (0, "")


def _env() -> dict[str, str]:
    return os.environ | {"GST_DEBUG": GST_DEBUG, "GST_DEBUG_NO_COLOR": "1"}


def _shown(command: Sequence[str], log: Path, width: int, height: int) -> Iterator[Picture]:
    """The pictures on a program's standard output, while it runs."""
    rows, size = height * 3 // 2, width * height * 3 // 2
    with log.open("wb") as words:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=words, env=_env())
    assert process.stdout is not None
    try:
        with process.stdout as out:
            while data := out.read(size):
                assert len(data) == size, "half a picture"
                yield np.frombuffer(data, np.uint8).reshape(rows, width)
        process.wait(_ENDS_S)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
    assert (process.returncode, log.read_text("utf-8", "replace")) == (0, "")
