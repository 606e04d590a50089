"""The strips in a stream's pictures: the truth that is left where a platform codes anew and SEI is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

import av
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame

from camproof.media.errors import PictureError
from camproof.media.overlay.layout import BandLayout
from camproof.media.overlay.pictures import i420
from camproof.media.overlay.strip import StripTruth
from camproof.media.probe.strip_account import StripAccount, StripReport
from camproof.media.probe.strip_layouts import StripFinder
from camproof.media.probe.strip_samples import KeptPicture, StripRun
from camproof.media.receive.picture import tolerant_decoder

__all__ = ["read_sample"]


@dataclass(frozen=True, slots=True)
class _Shown:
    """A decoded picture. :param truths: by the size in which it was read."""

    picture: KeptPicture
    truths: dict[BandLayout, StripTruth]


def read_sample(
    runs: Sequence[StripRun],
    *,
    progress: Callable[[float], None] = lambda _: None,
    stopped: Callable[[], bool] = lambda: False,
) -> StripReport:
    """Decode runs of pictures and read their strips. Takes milliseconds a picture: call it in a thread.

    :param progress: called after each run with the share that is read, 0..1.
    :param stopped: asked after each run; True ends it with what was read.
    """
    finder, decoded = StripFinder(), list[tuple[StripRun, list[_Shown]]]()
    for number, run in enumerate(runs):
        decoded.append((run, list(_shown(run, finder))))
        progress((number + 1) / len(runs))
        if stopped():
            break
    return _report(decoded, finder.layout)


def _report(decoded: Sequence[tuple[StripRun, list[_Shown]]], layout: BandLayout | None) -> StripReport:
    account, before = StripAccount(), None
    for run, shown in decoded:
        if before is not None and (before.cut or before.number + 1 != run.number):
            account.gap()
        before = run
        for one in shown:
            truth = None if layout is None else one.truths.get(layout)
            if truth is not None:
                account.strip(truth, one.picture)
    pictures = sum(len(run.pictures) for run, _ in decoded)
    size = None if layout is None else (layout.width, layout.height)
    return account.report(pictures, pictures - sum(len(shown) for _, shown in decoded), size)


def _shown(run: StripRun, finder: StripFinder) -> Iterator[_Shown]:
    """In the order in which pictures are shown; of a run that was cut, without those that a decoder still
    holds back: pictures before them may be missing.
    """
    try:
        decoder = tolerant_decoder(run.pictures[0].data, run.codec)
    except PictureError:
        return
    packets: list[bytes | None] = [picture.data for picture in run.pictures]
    if not run.cut:
        packets.append(None)
    for number, data in enumerate(packets):
        for frame in _frames(decoder, data, number):
            if frame.pts is not None and 0 <= frame.pts < len(run.pictures):
                yield _Shown(run.pictures[frame.pts], finder.read(i420(frame)[: frame.height]))


def _frames(decoder: VideoCodecContext, data: bytes | None, number: int) -> list[VideoFrame]:
    """What comes out for the unit of this number, which its picture keeps as its time; nothing for one that
    cannot be decoded.
    """
    packet = None if data is None else av.Packet(data)
    if packet is not None:
        packet.pts = packet.dts = number
    with suppress(av.FFmpegError, MemoryError, ValueError):
        return decoder.decode(packet)
    return []
