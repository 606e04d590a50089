"""``python -m benchmarks.media``: the figures of the media plane, beside ffmpeg and GStreamer."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from benchmarks.command import parser_of, shown
from benchmarks.media.clip import Dress, bench_clip, kbit_of
from benchmarks.media.peer_figures import PeerFigures, PeerFound, both
from benchmarks.media.receiving import measured
from benchmarks.media.sending import Load, capacity, send_run, steps_to
from benchmarks.media.sides import Reader
from benchmarks.media.starting import start_s
from benchmarks.rows import Figure, Row

_EXAMPLES = """examples:
  python -m benchmarks.media                    all rows, half an hour or more
  python -m benchmarks.media --only band tcp    some rows
  python -m benchmarks.media --json             one object a line
"""
_RECEIVE_STEP = 500


def told(text: str) -> None:
    """Progress, beside the figures."""
    print(f"  {text}", file=sys.stderr, flush=True)  # noqa: T201


def send_row(
    what: str, load: Load, peers: PeerFigures, at_least: float | None, ratio: float | None = None
) -> Row:
    """Cameras a core for one kind of stream; lateness p99 up to 5 ms, p99.9 up to 20 ms.

    The peer comes first: the steps reach what the ratio to it asks for. Where there is one, the peer is
    measured again afterwards, as the machine may have changed its speed.
    """
    peer = peers.ffmpeg_sends(again=ratio is not None)
    needed = max(at_least or 0.0, (ratio or 0.0) * (peer.figure.value if peer.figure is not None else 0.0))
    found = capacity(replace(load, steps=steps_to(needed)), told)
    if ratio is not None:
        peer = both(peer, peers.ffmpeg_sends(again=True))
    return Row(
        what=what,
        figure=found.figure,
        unit="cameras",
        peer="ffmpeg -c copy",
        peer_figure=peer.figure,
        peer_trouble=peer.trouble,
        at_least=at_least,
        ratio_at_least=ratio,
        note=found.note,
    )


def receive_row(what: str, ports: Reader, at_least: int, peers: PeerFigures) -> Row:
    """Streams a core that are measured without a loss; one step above what is asked for is tried, too."""
    steps = range(at_least // 2, at_least + _RECEIVE_STEP + 1, _RECEIVE_STEP)
    found, peer = measured(ports, steps, at_least, told), peers.ffmpeg_receives()
    return Row(
        what=what,
        figure=found.figure,
        unit="streams",
        peer="ffmpeg -f null",
        peer_figure=peer.figure,
        peer_trouble=peer.trouble,
        at_least=at_least,
        note=found.note,
    )


def peer_row(what: str, found: PeerFound) -> Row | None:
    """A peer alone, for comparison; none where it is not here or gave no figure, which has been told."""
    return None if found.figure is None else Row(what=what, figure=found.figure, unit="cameras")


def memory_row(way: str, dress: Dress, *, tcp: bool = False) -> Row:
    """Resident memory that 2 000 running streams add, by stream."""
    run = send_run(Load(dress=dress, first=2000, tcp=tcp, own_ports=False), 2000)
    return Row(
        what=f"memory a stream beyond the clip, {way}",
        figure=Figure((run.kb_a_stream,), run.noise),
        unit="kB",
        at_most=32,
        note="resident set of the sending process, 2 000 streams, after a second of sending",
    )


def rows_of(peers: PeerFigures) -> dict[str, Callable[[], Row | None]]:
    """Every row by its short name, in the order of the table."""
    return {
        "udp": lambda: send_row(
            "cameras a core, PS over UDP, own port, SEI stamp", Load(dress="stamp", first=4000),
            peers, 4000, 20,
        ),
        "plain": lambda: send_row(
            "cameras a core, no stamp", Load(dress="plain", first=4000), peers, 4000, 20
        ),
        "band": lambda: send_row(
            "cameras a core, SEI stamp, strip, name and clock in the picture",
            Load(dress="band", first=3000), peers, 3000,
        ),
        "read": lambda: send_row(
            "cameras a core, SEI stamp, read on another core",
            Load(dress="stamp", first=2500, read=True), peers, None,
        ),
        "cut": lambda: send_row(
            "cameras a core, SEI stamp, cut into packets by this kernel",
            Load(dress="stamp", first=2500, whole=False), peers, None,
        ),
        "portable": lambda: send_row(
            "cameras a core, SEI stamp, without UDP_SEGMENT",
            Load(dress="stamp", first=1000, way="messages"), peers, None,
        ),
        "tcp": lambda: send_row(
            "cameras a core over TCP, RFC 4571, SEI stamp, read on another core",
            Load(dress="stamp", first=2000, tcp=True), peers, 2000,
        ),
        "gst-send": lambda: peer_row("GStreamer rtph264pay ! udpsink, a process a camera", peers.gst_sends()),
        "shared": lambda: receive_row("streams measured a core, 8 shared ports", "shared", 4000, peers),
        "own": lambda: receive_row("streams measured a core, a port each", "own", 3000, peers),
        "gst-receive": lambda: peer_row("GStreamer rtph264depay, a process a stream", peers.gst_receives()),
        "memory": lambda: memory_row("UDP", "stamp"),
        "memory-tcp": lambda: memory_row("TCP", "stamp", tcp=True),
        "memory-band": lambda: memory_row("UDP, strip and clock in the picture", "band"),
        "start": lambda: Row(
            what="start of 1 000 cameras, clip cached", figure=start_s(), unit="s", at_most=2
        ),
    }  # fmt: skip


def measure_all(names: list[str] | None, folder: Path) -> Iterator[Row]:
    """The rows asked for, one after the other."""
    todo = rows_of(PeerFigures(folder, told))
    for name in names or todo:
        told(f"[{name}]")
        row = todo[name]()
        if row is not None:
            yield row


def main() -> int:
    """The command."""
    parser = parser_of("media", __doc__, _EXAMPLES, [*rows_of(PeerFigures(Path(), told))])
    options = parser.parse_args()
    if len(os.sched_getaffinity(0)) < 2:
        parser.error("the sender and the reader need a core each, and there is only one")
    told(f"clip: 1080p25 H.264, {kbit_of(bench_clip()):.0f} kbit/s")
    with tempfile.TemporaryDirectory() as folder:
        return shown(measure_all(options.only, Path(folder)), as_json=options.json)


if __name__ == "__main__":
    sys.exit(main())
