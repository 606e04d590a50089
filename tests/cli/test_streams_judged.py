"""What the figures of `camproof play` and `camproof measure` come to: exit codes and sentences."""

from __future__ import annotations

import numpy as np
import pytest
from rich.console import Console

from camproof.cli.live_line import LiveLine
from camproof.cli.measure_run import _exit_code as measure_code
from camproof.cli.measure_run import _Watch as MeasureWatch
from camproof.cli.measure_screen import MeasureResult, print_tables
from camproof.cli.play_run import _exit_code as play_code
from camproof.cli.play_run import _Watch as PlayWatch
from camproof.cli.play_screen import PlayResult, print_table
from camproof.media.bulk.send.fleet import BulkCounters
from camproof.media.bulk.send.lateness import BulkLateness
from camproof.media.load.listening import Heard, HeardSecond
from camproof.media.load.measured import Census
from camproof.media.load.playing import PlayedSecond, PlayTotal
from camproof.scenarios.sil.load import saturation


def _second(at_s: float, late_ms: float | None) -> PlayedSecond:
    late = None if late_ms is None else BulkLateness(100, 1.0, late_ms, late_ms, late_ms)
    return PlayedSecond(at_s, 1.0, 4, 100, 10**6, late, late, 0, 0, 0)


def _played(watch: PlayWatch, seconds: float, transport: str = "udp", **counts: int) -> PlayResult:
    columns = {
        name: np.array([counts.get(name, 0)]) for name in ("packets", "octets", "refused", "dropped", "lost")
    }
    counters = BulkCounters(streams=np.arange(1), frames=np.array([counts.get("frames", 100)]), **columns)
    return PlayResult(
        target="127.0.0.1:9",
        transport=transport,
        shards=1,
        ssrc=1,
        camera=1,
        fps=25.0,
        total=PlayTotal(seconds, counters, BulkLateness(), counts.get("silent", 0), 0, ()),
        saturated=saturation(watch.samples, 0.0, seconds) or "",
        interrupted=False,
    )


def test_a_generator_that_cannot_keep_its_pace_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    watch = PlayWatch(LiveLine(Console(stderr=True), quiet=True))
    for at_s in range(1, 11):
        watch(_second(at_s, 150.0 if at_s > 7 else 3.0))
    late = _played(watch, 10)
    assert play_code(late) == 3
    print_table(Console(width=200), late)
    told = capsys.readouterr().out
    assert "The generator was saturated: frames left up to 150 ms late (p99) in 3 of 10 seconds" in told


@pytest.mark.parametrize(
    ("transport", "counts", "code"),
    [
        ("udp", {}, 0),
        ("udp", {"refused": 1}, 3),
        ("tcp", {"refused": 1}, 1),
        ("tcp", {"dropped": 1}, 1),
        ("tcp", {"lost": 1}, 1),
        ("tcp", {"silent": 1}, 1),
    ],
)
def test_what_was_not_sent_or_not_taken(transport: str, counts: dict[str, int], code: int) -> None:
    watch = PlayWatch(LiveLine(Console(stderr=True), quiet=True))
    for at_s in range(1, 11):
        watch(_second(at_s, 3.0))
    assert play_code(_played(watch, 10, transport, **counts)) == code


@pytest.mark.parametrize(
    ("tcp", "drops", "lag_ms", "why"),
    [
        (False, 0, 1500.0, ""),
        (False, 7, 0.0, "7 datagrams were dropped by full sockets of this process"),
        (True, 0, 1500.0, "the bench stood still for 1.5 s"),
    ],
)
def test_a_machine_that_cannot_measure_says_so(
    tcp: bool, drops: int, lag_ms: float, why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    summary = Census(0.0, 1).summary(1.0)
    watch = MeasureWatch(LiveLine(Console(stderr=True), quiet=True), tcp=tcp)
    watch(HeardSecond(-1.0, 1.0, 0, summary, 9e9, 0))
    watch(HeardSecond(1.0, 1.0, 1, summary, lag_ms, 0))
    watch(HeardSecond(2.0, 1.0, 1, summary, 0.0, drops))
    saturated = saturation(watch.samples, 0.0, 2.0) or ""
    result = MeasureResult(
        target="127.0.0.1:9",
        transport="udp",
        heard=Heard(2.0, (), summary, drops, 0),
        verdicts=(),
        saturated=saturated,
        nothing="",
        interrupted=False,
    )
    assert saturated == why
    assert measure_code(result) == (3 if why else 0)
    print_tables(Console(width=200), result, [])
    assert (f"Inconclusive, this machine did not keep up: {why}." in capsys.readouterr().out) is bool(why)
