"""Proof that a band does not harm its scene: both are decoded and every pixel is compared."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

import av
import numpy as np
from av.video.codeccontext import VideoCodecContext
from numpy.typing import NDArray

from camproof.media.clips.model import Clip, Codec
from camproof.media.errors import ClipError
from camproof.media.overlay.layout import BandLayout
from camproof.media.overlay.model import OverlayClip, OverlayText
from camproof.media.overlay.pictures import i420, planes
from camproof.media.overlay.strip import read_strip, strip_bits, truth_of
from camproof.media.stamp import TruthStamp

__all__ = ["SceneHarmedError", "check_overlay", "decoded", "trial"]

_DECODERS = {"H264": "h264", "H265": "hevc"}
_SIGNS = "0123456789-: WgmQ@城关镇人民路东向西派出所交叉口"
_NAME_SIGNS = 12
_TICK_FRAMES = 3
_MAX_STEP_S = 4000
_FIRST_S = 1_790_000_000

Picture = NDArray[np.uint8]


class SceneHarmedError(ClipError):
    """The band changes pixels of the scene: the guard is too small."""


def check_overlay(overlay: OverlayClip, plain: Clip, progress: Callable[[float], None] | None = None) -> None:
    """Put random bands onto the whole loop and its first GOP again, decode, and compare with the plain scene.

    :param plain: the scene as it was coded, without a band.
    :param progress: called with 0..1.
    :raises SceneHarmedError: a pixel outside band and guard differs.
    :raises ClipError: the decoder refuses or warns; a strip cannot be read.
    """
    codec, loop = overlay.clip.codec, len(overlay.clip.units)
    count = loop + _first_gop(overlay.clip)
    trials = list(islice(trial(overlay), count))
    scenes = (plain.units[number % len(plain.units)].data for number in range(count))
    with _warnings() as warnings:
        pairs = zip(decoded(codec, (unit for unit, _ in trials)), decoded(codec, scenes), trials, strict=True)
        for number, (stamped, scene, (_, stamp)) in enumerate(pairs):
            _compare(stamped, scene, stamp, overlay.layout, number)
            if warnings:
                raise ClipError(f"The decoder warned at picture {number}: {warnings[0][2].strip()}.")
            if progress is not None:
                progress((number + 1) / count)


def _first_gop(clip: Clip) -> int:
    return [*clip.key_indices, len(clip.units)][1]


def _compare(stamped: Picture, scene: Picture, stamp: TruthStamp, layout: BandLayout, number: int) -> None:
    for with_band, without, divisor in zip(planes(stamped), planes(scene), (1, 2, 2), strict=True):
        below = with_band[(layout.band_px + layout.guard_px) // divisor :]
        if not np.array_equal(below, without[layout.guard_px // divisor :]):
            raise SceneHarmedError(f"The band changes the scene of picture {number}.")
    wanted = truth_of(strip_bits(stamp.camera, stamp.frame, stamp.capture_us))
    if read_strip(planes(stamped)[0], layout) != wanted:
        raise ClipError(f"The strip of picture {number} cannot be read.")


def trial(overlay: OverlayClip) -> Iterator[tuple[bytes, TruthStamp]]:
    """Access units with random stamps, names and clocks, without end; the same at each call."""
    random = np.random.default_rng(0)
    shown_s = clock_s = _FIRST_S
    text, number = OverlayText(""), 0
    while True:
        index = number % len(overlay.clip.units)
        if overlay.clip.units[index].key:
            text = OverlayText(_words(random), _words(random))
        if number % _TICK_FRAMES == 0:
            clock_s += int(random.integers(-_MAX_STEP_S, _MAX_STEP_S))
        stamp = TruthStamp(*map(int, random.integers(0, (1 << 32, 1 << 32, 1 << 62))))
        yield overlay.compose(index, stamp, text, clock_s, shown_s), stamp
        shown_s, number = clock_s, number + 1


def _words(random: np.random.Generator) -> str:
    return "".join(random.choice(list(_SIGNS), _NAME_SIGNS))


def decoded(codec: Codec, units: Iterable[bytes]) -> Iterator[Picture]:
    """I420 pictures of access units, one at a time.

    :raises ClipError: the decoder finds a fault.
    """
    decoder = av.CodecContext.create(_DECODERS[codec], "r")
    assert isinstance(decoder, VideoCodecContext)
    decoder.thread_count = 1
    decoder.options = {"err_detect": "explode"}
    try:
        for unit in units:
            yield from _pictures(decoder, av.Packet(unit))
        yield from _pictures(decoder, None)
    except av.FFmpegError as error:
        raise ClipError(f"A picture does not decode: {error.strerror}.") from error


def _pictures(decoder: VideoCodecContext, packet: av.Packet[Any] | None) -> Iterator[Picture]:
    for frame in decoder.decode(packet):
        yield i420(frame)


@contextmanager
def _warnings() -> Iterator[list[tuple[int, str, str]]]:
    """What the decoders of this thread have to say, from warnings on."""
    level = av.logging.get_level()
    av.logging.set_level(av.logging.WARNING)
    try:
        with av.logging.Capture() as notes:
            yield notes
    finally:
        av.logging.set_level(level)
