"""`camproof measure`: listens, judges, shows, writes."""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import uvloop
from rich.console import Console

from camproof.cli.failures import tell_sentence
from camproof.cli.live_line import LiveLine
from camproof.cli.measure_files import csv_text
from camproof.cli.measure_json import print_json
from camproof.cli.measure_screen import MeasureResult, line_of, print_tables
from camproof.cli.outputs import output_file
from camproof.cli.signals import stop_on_signals
from camproof.domain.endpoints import PortRange
from camproof.media.load.limits import Asked, StreamVerdict, judge_count, judge_streams
from camproof.media.load.listening import Ears, Heard, HeardSecond, TcpEars, UdpEars, listen
from camproof.media.load.measured import Census, Numbering
from camproof.media.load.picture import streams_png
from camproof.media.plan import Container
from camproof.reports.model import LoadSample
from camproof.runtimes.addresses import resolve
from camproof.scenarios.failures import INFRASTRUCTURE
from camproof.scenarios.sil.load import saturation
from camproof.verdicts import Outcome, worst

__all__ = ["MeasureWish", "run_measure"]

_INTERRUPTED, _INCONCLUSIVE = 130, 3
_EXIT = {Outcome.PASS: 0, Outcome.NOT_RUN: 0, Outcome.FAIL: 1, Outcome.INCONCLUSIVE: _INCONCLUSIVE}


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureWish:
    """What is to be measured, and what is asked of it.

    :param seconds: from the first packet; wait_s: how long that may take.
    :param container: None = as the bytes tell.
    :param most: room for so many streams.
    :param streams: how many must come; None = any number.
    :param csv, picture: where they go; None = nowhere.
    """

    target: PortRange
    tcp: bool
    seconds: float
    wait_s: float
    container: Container | None
    most: int
    numbering: Numbering | None
    streams: int | None
    asked: tuple[Asked, ...]
    csv: Path | None
    picture: Path | None


def run_measure(wish: MeasureWish, *, json: bool, quiet: bool) -> int:
    """Do what the command line says; returns the exit code.

    :raises MediaError, InputError, RuntimesError: as the rooms tell.
    """
    csv = None if wish.csv is None else output_file(wish.csv, ".csv", "--csv")
    drawn = None if wish.picture is None else output_file(wish.picture, ".png", "--picture")
    with LiveLine(Console(stderr=True), "listening", quiet=quiet) as line:
        watch = _Watch(line, tcp=wish.tcp)
        heard, interrupted = _listen(wish, watch)
    saturated = saturation(watch.samples, 0.0, heard.seconds) if heard.streams else None
    result = MeasureResult(
        target=wish.target.text,
        transport="tcp" if wish.tcp else "udp",
        heard=heard,
        verdicts=_judged(wish, heard, saturated),
        saturated=saturated or "",
        nothing="" if heard.streams else _nothing(wish, heard),
        interrupted=interrupted,
    )
    files = {} if csv is None else {csv: csv_text(heard.streams).encode()}
    if drawn is not None and heard.streams:
        files[drawn] = _drawing(result)
    failed = {path: why for path, data in files.items() if (why := _write(path, data))}
    written = [str(path) for path in files if path not in failed]
    if json:
        print_json(result)
    else:
        print_tables(Console(), result, written)
    for path, why in failed.items():
        tell_sentence(f"{path} cannot be written: {why}.")
    return INFRASTRUCTURE if failed else _exit_code(result)


class _Watch:
    """Takes each second, for the eye and for the verdict."""

    def __init__(self, line: LiveLine, *, tcp: bool) -> None:
        self.line = line
        self.samples: list[LoadSample] = []
        self._tcp = tcp
        self._before: HeardSecond | None = None

    def __call__(self, second: HeardSecond) -> None:
        if second.streams:
            # Over UDP the kernel stamps arrivals: a late look costs nothing as long as no buffer overflows.
            lag_ms = second.lag_ms if self._tcp else None
            at_s = max(second.at_s, 1e-3)
            self.samples.append(LoadSample(t_s=at_s, loop_lag_ms=lag_ms, udp_drops=second.drops))
        if self.line.due():
            self.line.show(line_of(second, self._before))
        self._before = second


def _listen(wish: MeasureWish, watch: _Watch) -> tuple[Heard, bool]:
    """What came, and whether Ctrl-C ended it."""
    host, _ = asyncio.run(resolve(wish.target.host, wish.target.first))
    census = Census(time.monotonic(), wish.most, container=wish.container, numbering=wish.numbering)
    ears: Ears
    if wish.tcp:
        ears = TcpEars(census, host, wish.target.all, wish.most)
        where = f"{host}:{ears.listening[0]}" if len(ears.listening) == 1 else wish.target.text
    else:
        ears = UdpEars(census, host, wish.target.rtp)
        where = f"{host}:{ears.ports[0]}" if len(ears.ports) == 1 else wish.target.text
    watch.line.say(f"listening at {where} over {'tcp' if wish.tcp else 'udp'} for {wish.seconds:g} s")

    def listening(stopped: Callable[[], bool]) -> Heard:
        gc.collect()
        gc.freeze()
        return listen(census, ears, seconds=wish.seconds, wait_s=wish.wait_s, stopped=stopped, tell=watch)

    async def watched() -> tuple[Heard, bool]:
        stop = stop_on_signals(lambda: watch.line.leaving("leaving with what came so far"))
        return await asyncio.to_thread(listening, stop.is_set), stop.is_set()

    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return runner.run(watched())
    finally:
        ears.close()


def _judged(wish: MeasureWish, heard: Heard, saturated: str | None) -> tuple[StreamVerdict, ...]:
    streams, unheard = heard.streams, heard.unheard
    counted = [] if wish.streams is None else [judge_count(streams, wish.streams, saturated, unheard)]
    return (*counted, *(judge_streams(streams, asked, saturated, unheard) for asked in wish.asked))


def _nothing(wish: MeasureWish, heard: Heard) -> str:
    if heard.summary.unreadable:
        return f"No RTP came to {wish.target.text}: {heard.summary.unreadable} packets cannot be read."
    return f"Nothing came to {wish.target.text} in {wish.wait_s:g} s."


def _drawing(result: MeasureResult) -> bytes:
    return streams_png(f"{result.target} over {result.transport}", result.headline, result.heard.streams)


def _write(path: Path, data: bytes) -> str:
    """Write the file; why that cannot be, or nothing."""
    try:
        path.write_bytes(data)
    except OSError as error:
        return error.strerror or str(error)
    return ""


def _exit_code(result: MeasureResult) -> int:
    if result.interrupted:
        return _INTERRUPTED
    if result.nothing or result.saturated:
        return _INCONCLUSIVE
    return _EXIT[worst(one.verdict.outcome for one in result.verdicts)]
