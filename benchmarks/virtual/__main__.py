"""``python -m benchmarks.virtual``: how fast scenarios are in virtual time, from their files to reports."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

from benchmarks.command import parser_of, shown
from benchmarks.rows import Figure, Row
from benchmarks.virtual.plain import Plain, plainly
from benchmarks.virtual.plans import hour_text, storm_text
from benchmarks.virtual.playing import taken
from camproof.media import SyntheticSpec, synthetic_clip
from camproof.media.virtual.benchmark import streams_for

_EXAMPLES = """examples:
  python -m benchmarks.virtual                    all rows, some minutes
  python -m benchmarks.virtual --only storm       some rows
  python -m benchmarks.virtual --json             one object a line
"""


def _row(what: str, text: str, at_most: float, plain: Callable[[], Plain]) -> Row:
    """A scenario that must pass, the core's seconds that it may take, and its events in plain SimPy.

    :param plain: plays these; once before the scenario and once after it, as machines change their speed.
    """
    before, it_took, after = plain(), taken(text), plain()
    note = (
        f"process time of one core, from file to reports; up to {it_took.peak_mb:.0f} MB; "
        f"the peer moves {before.messages} messages and holds to no protocol"
    )
    return Row(
        what=what,
        figure=Figure((it_took.cpu_s,)),
        unit="s",
        peer="plain SimPy",
        peer_figure=Figure((before.cpu_s, after.cpu_s)),
        at_most=at_most,
        note=note,
    )


def _hour(what: str, cameras: int, streams: int, seconds: int, at_most: float) -> Row:
    text = hour_text(cameras, streams, seconds)
    return _row(what, text, at_most, lambda: plainly(cameras, streams, seconds, catalogue=True))


def _storm(what: str, cameras: int, seconds: int, at_most: float) -> Row:
    text = storm_text(cameras, seconds)
    return _row(what, text, at_most, lambda: plainly(cameras, 0, seconds, catalogue=False))


def _media() -> Row:
    """Streams alone, in this process: no signalling, no detectors."""
    clip = synthetic_clip(SyntheticSpec("H264", 1280, 720, bitrate_kbit=1000, seconds=4))
    hour = streams_for(clip, 100, 3600)
    return Row(
        what="100 streams x 1 hour: media alone",
        figure=Figure((hour.seconds,)),
        unit="s",
        at_most=8,
        note=f"process time of one core for {hour.units} access units, sent, measured and reported",
    )


ROWS: dict[str, Callable[[], Row]] = {
    "hour": lambda: _hour(
        "1 000 cameras x 1 hour: registration, keepalive, catalogue, 100 streams", 1000, 100, 3600, 30
    ),
    "signalling": lambda: _hour("the same without streams", 1000, 0, 3600, 30),
    "media": _media,
    "storm": lambda: _storm("100 000 cameras register with digest", 100_000, 30, 120),
}
"""By their short names, in the order of the table."""


def main() -> int:
    """The command."""
    options = parser_of("virtual", __doc__, _EXAMPLES, [*ROWS]).parse_args()
    return shown(_measured(options.only or [*ROWS]), as_json=options.json)


def _measured(names: list[str]) -> Iterator[Row]:
    for name in names:
        print(f"  [{name}]", file=sys.stderr, flush=True)  # noqa: T201 - progress, beside the figures
        yield ROWS[name]()


if __name__ == "__main__":
    sys.exit(main())
