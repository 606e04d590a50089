"""What a probe found, ready to be shown: figures, notes, deviations, panels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from camproof.media.probe.drawing.panel import Panel
from camproof.media.probe.drawing.picture import frame_panels, packet_panels
from camproof.media.probe.figures import Figure
from camproof.media.probe.files import FileFacts
from camproof.media.probe.frame_probe import FrameResult
from camproof.media.probe.packet_probe import PacketResult
from camproof.media.probe.quality import QualityReport
from camproof.media.probe.quality_rows import quality_notes, quality_rows
from camproof.media.probe.rows import clock_rows, frame_rows, packet_rows, picture_rows, truth_rows
from camproof.media.probe.sparkline import sparkline
from camproof.media.probe.strip_account import StripReport
from camproof.media.probe.strip_rows import strip_rows
from camproof.media.receive.report import StreamReport
from camproof.protocols.tally import DeviationCount

__all__ = ["ProbeSummary", "Silence", "Spark", "of_file", "of_packets"]

_FULL = "only the first 500 000 packets and frames are in the picture and the frame figures"
_UNREAD, _UNSEEN = StripReport(), QualityReport()


@dataclass(frozen=True, slots=True)
class Spark:
    """One line of a small diagram. :param top: what a full block stands for."""

    label: str
    text: str
    top: float
    unit: str


@dataclass(frozen=True, slots=True)
class Silence:
    """A stream that came no more before the end of measuring.

    :param packets: that were due in these seconds, at the pace of those before; None where there was no pace.
    """

    seconds: float
    packets: int | None

    @classmethod
    def of(cls, result: PacketResult, seconds: float) -> Silence | None:
        """The silence of so many seconds after the last packet; None for 0."""
        if not seconds:
            return None
        over_s = result.last_s - max(result.first_s, result.report.from_s)
        return cls(seconds, round(result.report.expected / over_s * seconds) if over_s > 0 else None)


@dataclass(frozen=True, slots=True)
class ProbeSummary:
    """Everything that is shown of one stream.

    :param level: "packets", or "frames" where only pictures were seen.
    :param headline: what the stream is, in a few words.
    :param report: the packets, for limits; None at the level of frames.
    :param drops: datagrams that this machine lost itself.
    :param silence: what was missing at the end; None where the stream did not fall silent.
    :param until_s: end of the time axis of the panels.
    """

    level: Literal["packets", "frames"]
    headline: str
    figures: tuple[Figure, ...]
    deviations: tuple[DeviationCount, ...] = ()
    notes: tuple[str, ...] = ()
    sparks: tuple[Spark, ...] = ()
    panels: tuple[Panel, ...] = field(default=(), repr=False)
    until_s: float = 0.0
    report: StreamReport | None = field(default=None, repr=False)
    drops: int = 0
    silence: Silence | None = None


def of_packets(
    result: PacketResult,
    way: str,
    *,
    camera: int | None = None,
    strips: StripReport = _UNREAD,
    quality: QualityReport = _UNSEEN,
    drops: int = 0,
    silence_s: float = 0.0,
    framing: Sequence[DeviationCount] = (),
    notes: Sequence[str] = (),
    width: int = 48,
) -> ProbeSummary:
    """Of a stream of packets.

    :param way: how it came: "RTP over UDP".
    :param camera: the number that should be in the stamps.
    :param strips: what was read of decoded pictures; :param quality: what detectors found in them.
    :param silence_s: from the last packet to the end of measuring, where that is silence.
    :param width: characters of the small diagrams.
    """
    silence = Silence.of(result, silence_s)
    fell = (f"it fell silent {silence_s:.1f} s before the end",) if silence is not None else ()
    until_s = float(result.times.at_s.max()) if len(result.times.at_s) else 0.0
    return ProbeSummary(
        level="packets",
        headline=f"{way}, {_payload_text(result)}",
        figures=tuple(_packet_figures(result, way, camera, drops, strips, quality)),
        deviations=(*framing, *result.deviations),
        notes=(*notes, *fell, *_packet_notes(result, drops), *quality_notes(quality)),
        sparks=_packet_sparks(result, until_s, width),
        panels=tuple(packet_panels(result.times, result.frames)),
        until_s=until_s,
        report=result.report,
        drops=drops,
        silence=silence,
    )


def _packet_figures(
    result: PacketResult,
    way: str,
    camera: int | None,
    drops: int,
    strips: StripReport,
    quality: QualityReport,
) -> list[Figure]:
    report = result.report
    rows = [
        *_stream_rows(result, way),
        *packet_rows(report),
        *clock_rows(report, even=not _shuffled(result)),
    ]
    if drops:
        rows.append(Figure("packets", "own_drops", "dropped by this machine", drops, bad=True))
    if result.container is None or not report.frames:
        return rows
    return [
        *rows,
        *picture_rows(report.facts.codec, report.sps),
        *frame_rows(result.frames.figures(), report),
        *truth_rows(report, camera, live=True),
        *strip_rows(strips, camera, live=True),
        *quality_rows(quality),
    ]


def of_file(
    facts: FileFacts,
    result: FrameResult,
    *,
    camera: int | None = None,
    strips: StripReport = _UNREAD,
    quality: QualityReport = _UNSEEN,
    width: int = 48,
) -> ProbeSummary:
    """Of a recording: figures of its pictures by the times at which they are shown."""
    group = "stream"
    figures = result.frames.figures()
    rows = [
        Figure(group, "container", "container", facts.container),
        Figure(group, "duration_s", "length", facts.duration_s or figures.span_s or None, "s"),
        Figure(group, "container_fps", "frame rate of the container", facts.fps, "fps"),
        Figure(group, "bitrate_kbit", "bitrate of the video", figures.bitrate_kbit, "kbit/s"),
        Figure(group, "other_streams", "other streams", ", ".join(facts.others) or None),
    ]
    notes = ["a file has no packets: loss, jitter and order of packets are not seen"]
    if not facts.has_times:
        notes.append(f"{result.untimed} frames have no time of their own: times follow from the frame rate")
    log = result.frames
    if log.full:
        notes.append(_FULL)
    start_s = min(log.at_s, default=0.0)
    until_s = max(log.at_s, default=0.0) - start_s
    return ProbeSummary(
        level="frames",
        headline=f"file ({facts.container.partition(',')[0]}), {facts.codec}",
        figures=tuple(rows + _frame_figures(facts, result, camera, strips, quality)),
        notes=(*notes, *quality_notes(quality)),
        sparks=_frame_sparks(np.array(log.at_s) - start_s, np.array(log.size) / 1000, until_s, width),
        panels=tuple(frame_panels(log, start_s)),
        until_s=until_s,
    )


def _frame_figures(
    facts: FileFacts, result: FrameResult, camera: int | None, strips: StripReport, quality: QualityReport
) -> list[Figure]:
    report, group = result.report, "frames"
    return [
        *picture_rows(report.facts.codec, report.sps, facts.width, facts.height),
        *frame_rows(result.frames.figures()),
        Figure(group, "reordered_frames", "shown before an earlier one", result.reordered),
        Figure(group, "backward_times", "times that go back", result.backward, bad=result.backward > 0),
        Figure(group, "untimed_frames", "without a time", result.untimed),
        *truth_rows(report, camera, live=False),
        *strip_rows(strips, camera, live=False),
        *quality_rows(quality),
    ]


def _stream_rows(result: PacketResult, way: str) -> list[Figure]:
    group = "stream"
    return [
        Figure(group, "transport", "transport", way),
        Figure(group, "ssrc", "SSRC", result.ssrc, "ssrc"),
        Figure(group, "payload_type", "payload type", result.payload_type),
        Figure(group, "payload", "payload", result.container or result.announced or None),
        Figure(group, "payload_guessed", "told from its bytes", result.guessed if result.container else None),
    ]


def _payload_text(result: PacketResult) -> str:
    codec = result.report.facts.codec
    if result.container is None:
        return result.announced or "unknown payload"
    return f"{result.container} with {codec}" if result.container == "PS" and codec else result.container


def _shuffled(result: PacketResult) -> bool:
    """Whether RTP timestamps run back and forth, as those of B frames without a container do."""
    return result.container in ("H264", "H265") and bool(result.frames.figures().types.get("B"))


def _packet_notes(result: PacketResult, drops: int) -> list[str]:
    report, notes = result.report, []
    if drops:
        notes.append(f"this machine dropped {drops} datagrams itself: its loss is not the stream's")
    if result.container is None and report.packets and not result.announced:
        notes.append("the payload is none of PS, H264, H265, PCMA; name one with --payload")
    if report.packets < result.times.seen:
        notes.append("packets and stamps are counted over the last two hours only")
    if _shuffled(result):
        notes.append(
            "RTP timestamps follow the order of showing (RFC 6184): B frames look like jitter and delay"
        )
    if report.facts.foreign_ssrcs:
        others = ", ".join(f"{ssrc:010d}" for ssrc in report.facts.foreign_ssrcs)
        notes.append(f"other SSRCs came the same way and are left out: {others}")
    if report.unreadable and not report.packets:
        transport = result.foreign_head[:1] == b"\x47"
        what = "; it looks like an MPEG transport stream without RTP" if transport else ""
        notes.append(f"{report.unreadable} datagrams came and none is RTP{what}")
    if result.frames.full or len(result.times.at_s) < result.times.seen:
        notes.append(_FULL)
    return notes


def _packet_sparks(result: PacketResult, until_s: float, width: int) -> tuple[Spark, ...]:
    times, frames = result.times, result.frames
    delay = sparkline(times.at_s, times.delay_ms, width, until_s)
    sparks = [
        Spark("delay", *delay, "ms"),
        Spark("jitter", *sparkline(times.at_s, times.jitter_ms, width, until_s), "ms"),
    ]
    if len(times.lost):
        lost = sparkline(times.lost_at_s, times.lost.astype(np.float64), width, until_s)
        sparks.append(Spark("loss", *lost, "packets"))
    if len(frames.at_s):
        at_s = np.array(frames.at_s) - times.start_s
        sparks += _frame_sparks(at_s, np.array(frames.size) / 1000, until_s, width)
    return tuple(spark for spark in sparks if spark.text)


def _frame_sparks(
    at_s: np.ndarray[tuple[int], np.dtype[np.float64]],
    size_kb: np.ndarray[tuple[int], np.dtype[np.float64]],
    until_s: float,
    width: int,
) -> tuple[Spark, ...]:
    if not len(at_s):
        return ()
    return (Spark("frame size", *sparkline(at_s, size_kb, width, until_s), "kB"),)
