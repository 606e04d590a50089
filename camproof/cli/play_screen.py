"""What `camproof play` shows: a line while it sends, a table or JSON in the end."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from camproof.cli.sentences import print_sentences
from camproof.media.load.playing import PlayedSecond, PlayTotal
from camproof.reports.text import count_text, printable

__all__ = ["PlayResult", "line_of", "print_json", "print_table"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayResult:
    """What was sent.

    :param ssrc, camera: of the first stream.
    :param saturated: why the generator could not keep its own pace; empty where it could.
    """

    target: str
    transport: str
    shards: int
    ssrc: int
    camera: int
    fps: float
    total: PlayTotal
    saturated: str
    interrupted: bool

    @property
    def streams(self) -> int:
        """How many were asked for."""
        return len(self.total.counters.frames)

    @property
    def frames(self) -> int:
        """Of all streams."""
        return int(self.total.counters.frames.sum())

    @property
    def packets(self) -> int:
        """Of all streams."""
        return int(self.total.counters.packets.sum())

    @property
    def refused(self) -> int:
        """Packets that the kernel did not take."""
        return int(self.total.counters.refused.sum())

    @property
    def dropped(self) -> int:
        """Frames left out because a connection did not keep up."""
        return int(self.total.counters.dropped.sum())

    @property
    def lost(self) -> int:
        """Connections that broke or that receivers closed."""
        return int(self.total.counters.lost.sum())

    @property
    def mbit_s(self) -> float:
        """RTP payload."""
        return (
            int(self.total.counters.octets.sum()) * 8e-6 / self.total.seconds if self.total.seconds else 0.0
        )

    @property
    def frames_per_s(self) -> float:
        """Of all streams together."""
        return self.frames / self.total.seconds if self.total.seconds else 0.0


def line_of(second: PlayedSecond) -> str:
    """How it goes."""
    over_s = max(second.over_s, 1e-9)
    late = "no frame left" if second.lateness is None else f"{second.lateness.p99_ms:.1f} ms late"
    troubles = ((second.refused, "refused"), (second.dropped, "dropped"), (second.lost, "hung up"))
    return (
        f"{second.at_s:.0f} s: {second.up} streams, {second.octets * 8e-6 / over_s:.1f} Mbit/s, "
        f"{second.frames / over_s:.0f} frames/s, {late}"
    ) + "".join(f", {count} {what}" for count, what in troubles if count)


def print_table(console: Console, result: PlayResult) -> None:
    """The figures, then what is wrong with them."""
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column("label", width=30)
    table.add_column("value", overflow="fold")
    for label, value in _rows(result):
        table.add_row(label, Text(printable(value)))
    console.print(table)
    for sentence in _troubles(result):
        print_sentences(console, printable(sentence), "bold red")


def _rows(result: PlayResult) -> Iterator[tuple[str, str]]:
    late = result.total.lateness
    yield "to", f"{result.target} over {result.transport}"
    sent = result.streams - result.total.silent - result.total.waiting
    yield "streams", f"{result.streams}, {sent} of them sent"
    yield "sent for", f"{result.total.seconds:.1f} s"
    yield (
        "frames",
        f"{result.frames}, {result.frames_per_s:.0f} a second of {result.streams * result.fps:.0f}",
    )
    yield "packets", f"{result.packets}"
    yield "RTP payload", f"{result.mbit_s:.1f} Mbit/s"
    yield (
        "late, p50 / p99 / p99.9 / most",
        f"{late.p50_ms:.1f} / {late.p99_ms:.1f} / {late.p999_ms:.1f} / {late.max_ms:.1f} ms",
    )
    yield "packets refused", f"{result.refused}"
    yield "frames dropped, no room", f"{result.dropped}"


def _troubles(result: PlayResult) -> Iterator[str]:
    if result.saturated:
        yield f"The generator was saturated: {result.saturated}. Ask for less, or add --shards."
    if result.refused:
        why = "receivers hung up on" if result.transport == "tcp" else "the kernel refused"
        yield f"Not sent: {why} {result.refused} of {result.packets} packets."
    if result.dropped:
        yield f"{result.dropped} frames were left out because receivers did not take what was sent."
    if result.lost:
        streams = count_text(int((result.total.counters.lost > 0).sum()), "stream")
        yield f"Receivers hung up {result.lost} times on {streams}."
    hung_up = result.total.hung_up
    if hung_up and not result.total.given_up:
        streams, first = count_text(len(hung_up), "stream"), result.ssrc + hung_up[0]
        yield f"Given up {streams} whose receivers hung up again and again, the first {first:010d}."
    if result.total.given_up:
        seconds = f"{result.total.seconds:.0f} s"
        yield f"Given up after {seconds}: each receiver hung up again and again, or took nothing."
    if result.total.silent:
        yield f"Nothing of {result.total.silent} streams was sent."
    yield from result.total.failures[:3]


def print_json(result: PlayResult) -> None:
    """One object on standard output; the fields are published in docs/streams.md."""
    first = {"ssrc": result.ssrc, "camera": result.camera}
    told = {
        "target": result.target,
        "transport": result.transport,
        "shards": result.shards,
        "streams": result.streams,
        "silent_streams": result.total.silent,
        "waiting_streams": result.total.waiting,
        "first": first,
        "seconds": result.total.seconds,
        "frames": result.frames,
        "frames_per_s": result.frames_per_s,
        "asked_frames_per_s": result.streams * result.fps,
        "packets": result.packets,
        "mbit_s": result.mbit_s,
        "lateness": asdict(result.total.lateness),
        "refused_packets": result.refused,
        "dropped_frames": result.dropped,
        "lost_connections": result.lost,
        "saturated": result.saturated or None,
        "hung_up": [result.ssrc + number for number in result.total.hung_up],
        "given_up": result.total.given_up,
        "interrupted": result.interrupted,
        "troubles": list(_troubles(result)),
    }
    typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
