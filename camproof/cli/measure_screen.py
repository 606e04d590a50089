"""What `camproof measure` shows: a line while it listens, tables of 80 columns in the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from rich.console import Console
from rich.table import Table
from rich.text import Text

from camproof.cli.sentences import print_sentences
from camproof.media.load.figures import over_streams, worst_first
from camproof.media.load.limits import StreamVerdict
from camproof.media.load.listening import Heard, HeardSecond
from camproof.media.load.measured import MeasuredStream
from camproof.reports.text import count_text, printable
from camproof.verdicts import Outcome

__all__ = ["MeasureResult", "line_of", "print_tables"]

_STYLES = {Outcome.PASS: "green", Outcome.FAIL: "bold red"}
_WORST, _KINDS = 10, 8
_COLUMNS = ("port", "SSRC", "cam", "lost%", "frm%", "jit ms", "p99 ms", "kbit/s", "freeze", "wrong")
_SPREAD: tuple[tuple[str, str, float], ...] = (
    ("packet loss, %", "loss_share", 100),
    ("frame loss, %", "frame_loss_share", 100),
    ("worst jitter, ms", "worst_jitter_ms", 1),
    ("latency p50, ms", "latency_p50_ms", 1),
    ("latency p99, ms", "latency_p99_ms", 1),
    ("clock error, ms", "clock_error_ms", 1),
    ("first packet, s", "first_packet_s", 1),
    ("first key frame, s", "first_key_frame_s", 1),
    ("bit rate, kbit/s", "bitrate_kbit", 1),
    ("frame rate, fps", "fps", 1),
    ("frame interval, ms", "frame_interval_mean_ms", 1),
    ("longest frame interval, ms", "frame_interval_max_ms", 1),
    ("GOP, frames", "gop_frames_mean", 1),
    ("longest silence, ms", "longest_gap_ms", 1),
    ("longest freeze, s", "longest_freeze_s", 1),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureResult:
    """What was measured.

    :param saturated: why this machine could not measure; empty where it could.
    :param nothing: why there is nothing, in a sentence.
    """

    target: str
    transport: str
    heard: Heard
    verdicts: tuple[StreamVerdict, ...]
    saturated: str
    nothing: str
    interrupted: bool

    def sum(self, name: str) -> int:
        """Of a figure over all streams."""
        return int(over_streams(name, self.heard.streams).sum())

    @property
    def loss_share(self) -> float | None:
        """Over all packets; None where none was expected."""
        expected = self.sum("expected")
        return self.sum("lost") / expected if expected else None

    @property
    def mbit_s(self) -> float:
        """RTP payload over the whole time."""
        octets = int(self.heard.summary.octets.sum())
        return octets * 8e-6 / self.heard.seconds if self.heard.seconds else 0.0

    @property
    def headline(self) -> str:
        """In one line."""
        share = self.loss_share
        loss = "" if share is None else f", {share:.3%} of the packets lost"
        streams = count_text(len(self.heard.streams), "stream")
        return f"{streams} in {self.heard.seconds:.1f} s, {self.mbit_s:.1f} Mbit/s{loss}"


def line_of(now: HeardSecond, before: HeardSecond | None) -> str:
    """How it goes."""
    if not now.streams:
        return f"nothing yet, {-now.at_s:.0f} s"
    octets, frames = (
        int(getattr(now.summary, name).sum()) - (int(getattr(before.summary, name).sum()) if before else 0)
        for name in ("octets", "frames")
    )
    over_s = max(now.over_s, 1e-9)
    return (
        f"{now.at_s:.0f} s: {int(now.summary.alive.sum())} of {now.streams} alive, "
        f"{octets * 8e-6 / over_s:.1f} Mbit/s, {frames / over_s:.0f} frames/s, "
        f"{int(now.summary.lost.sum())} lost, jitter ≤ {float(now.summary.jitter_ms.max()):.1f} ms"
        + (f", {now.drops} dropped here" if now.drops else "")
    )


def print_tables(console: Console, result: MeasureResult, written: Sequence[str]) -> None:
    """Total, the worst streams, the figures over the streams, what is wrong, verdicts."""
    streams = result.heard.streams
    if streams:
        console.print(Text(printable(f"{result.target} over {result.transport}"), style="bold"))
        console.print(Text(result.headline, style="dim"))
        console.print(_total(result))
        console.print(_worst(worst_first(streams)))
        console.print(_spread(streams))
    for sentence in _notes(result):
        print_sentences(console, printable(sentence), "bold yellow")
    for one in result.verdicts:
        print_sentences(console, printable(one.line), _STYLES.get(one.verdict.outcome, "bold yellow"))
    for path in written:
        console.print(Text(f"written: {path}"), soft_wrap=True)


def _notes(result: MeasureResult) -> Iterator[str]:
    summary = result.heard.summary
    if result.nothing:
        yield result.nothing
    if result.saturated:
        yield f"Inconclusive, this machine did not keep up: {result.saturated}."
    if silent := [one.silence_s for one in result.heard.streams if one.silence_s]:
        streams = count_text(len(silent), "stream")
        yield f"{streams} fell silent before the end, the longest for {max(silent):.1f} s."
    if result.heard.unheard:
        yield f"Not measured: {result.heard.unheard}; raise --most."
    if summary.unreadable:
        yield f"{summary.unreadable} packets are neither RTP nor RTCP."


def _total(result: MeasureResult) -> Table:
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column("label", width=30)
    table.add_column("value", overflow="fold")
    for text, count in _kinds(result.heard.streams):
        table.add_row("streams", f"{count} x {text}")
    rows = (
        ("packets", f"{result.sum('packets')}"),
        ("lost", f"{result.sum('lost')} of {result.sum('expected')}"),
        ("duplicates / reordered", f"{result.sum('duplicates')} / {result.sum('reordered')}"),
        ("frames / key frames", f"{result.sum('frames')} / {result.sum('key_frames')}"),
        ("stamped / missing frames", f"{result.sum('stamped_frames')} / {result.sum('missing_frames')}"),
        ("frames due in silence", f"{result.sum('silent_frames')}"),
        ("frames of a wrong camera", f"{result.sum('wrong_camera_frames')}"),
        ("freezes", f"{result.sum('freezes')}"),
        ("sender reports / goodbyes", f"{result.sum('sender_reports')} / {result.sum('goodbyes')}"),
        ("dropped by our own sockets", f"{result.heard.drops}"),
    )
    for label, value in rows:
        table.add_row(label, value)
    return table


def _kinds(streams: Sequence[MeasuredStream]) -> list[tuple[str, int]]:
    """What they carry, the most frequent first."""
    found = Counter(map(_kind, streams))
    shown = found.most_common(_KINDS)
    rest = len(streams) - sum(count for _, count in shown)
    return [*shown, ("others", rest)] if rest else shown


def _kind(stream: MeasuredStream) -> str:
    parts: list[str] = [stream.container or "unknown"]
    if stream.sps is not None:
        sps = stream.sps
        parts.append(f"{sps.codec} {sps.profile} {sps.level}, {sps.width}x{sps.height}")
    if stream.timestamp_fps is not None:
        parts.append(f"{stream.timestamp_fps:.4g} fps")
    return ", ".join(parts)


def _worst(streams: Sequence[MeasuredStream]) -> Table:
    shown = streams[:_WORST]
    title = f"the worst {len(shown)} of {len(streams)}" if len(streams) > len(shown) else "worst first"
    table = Table(box=None, pad_edge=False, collapse_padding=True, title=f"\n{title}", title_justify="left")
    for column in _COLUMNS:
        table.add_column(column, justify="right", no_wrap=True)
    for one in shown:
        report = one.report
        table.add_row(
            str(one.port),
            f"{one.ssrc:010d}",
            "-" if report.camera is None else str(report.camera),
            _text(report.loss_share, 100),
            _text(one.frame_loss_share, 100),
            _text(report.worst_jitter_ms),
            _text(report.latency_ms.p99),
            f"{report.bitrate_kbit:.0f}",
            _text(report.longest_freeze_s) if report.freezes else "-",
            str(report.wrong_camera_frames),
        )
    return table


def _spread(streams: Sequence[MeasuredStream]) -> Table:
    title = f"\nover {count_text(len(streams), 'stream')}"
    table = Table(box=None, pad_edge=False, title=title, title_justify="left")
    table.add_column("figure", width=28)
    for column in ("least", "p50", "p95", "p99", "most"):
        table.add_column(column, justify="right", width=9, no_wrap=True)
    for label, name, factor in _SPREAD:
        values = over_streams(name, streams) * factor
        if len(values):
            ranks = [max(0, -(-len(values) * share // 100) - 1) for share in (0, 50, 95, 99, 100)]
            table.add_row(label, *(_text(float(value)) for value in np.take(values, ranks)))
    return table


def _text(value: float | None, factor: float = 1.0) -> str:
    if value is None:
        return "-"
    shown = value * factor
    return f"{shown:.0f}" if abs(shown) >= 1000 else f"{shown:.3g}"
