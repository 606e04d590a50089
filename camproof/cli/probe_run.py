"""`camproof probe`: looks, judges, draws, shows."""

from __future__ import annotations

import asyncio
from pathlib import Path

import uvloop
from rich.console import Console
from rich.text import Text

from camproof.cli.failures import tell_sentence
from camproof.cli.outputs import output_file
from camproof.cli.probe_look import Found, Wish, look
from camproof.cli.probe_progress import ProbeProgress
from camproof.cli.probe_screen import print_json, print_streams, print_summary
from camproof.cli.signals import stop_on_signals
from camproof.domain.errors import InputError, Place
from camproof.media.plan import Container
from camproof.media.probe.drawing.picture import timing_png
from camproof.media.probe.limits import judge_jitter, judge_loss
from camproof.media.probe.source import Source, parse_source
from camproof.media.probe.summary import ProbeSummary
from camproof.protocols.rtsp import Way
from camproof.scenarios.failures import INFRASTRUCTURE
from camproof.verdicts import Outcome, Verdict, worst

__all__ = ["run_probe"]

_EXIT = {Outcome.PASS: 0, Outcome.NOT_RUN: 0, Outcome.FAIL: 1, Outcome.INCONCLUSIVE: 3}
_INTERRUPTED, _INCONCLUSIVE = 130, 3


def run_probe(
    text: str,
    *,
    seconds: float,
    wait_s: float,
    container: Container | None,
    stream: str,
    rtsp_transport: str,
    camera: int | None,
    max_loss: float | None,
    max_jitter_ms: float | None,
    picture: Path | None,
    draw: bool,
    diagnosis: bool,
    json: bool,
    quiet: bool,
) -> int:
    """Do what the command line says; returns the exit code.

    :param rtsp_transport: "tcp", "udp", or "" for the usual one.
    :param picture: where it goes; None = named after the source, in the current folder.
    :raises MediaError, InputError: as the rooms tell.
    """
    source = parse_source(text)
    way = _rtsp_way(source, rtsp_transport)
    wish = Wish(source, seconds, wait_s, container, stream, camera, diagnosis, way)
    _check(wish)
    target = _picture_path(source, picture) if draw else None
    with ProbeProgress(Console(stderr=True), quiet=quiet) as progress:
        found, interrupted = _look(wish, progress)
    verdicts = _judged(found.summary, max_loss, max_jitter_ms)
    drawn, unwritten = "", None
    if target is not None and not found.nothing:
        drawn, unwritten = _draw(found.summary, source.shown, target)
    _show(source.shown, found, verdicts, drawn, json=json, interrupted=interrupted)
    if found.nothing and not interrupted:
        tell_sentence(found.nothing)
    if unwritten is not None:
        tell_sentence(f"The picture {target} cannot be written: {unwritten.strerror}.")
        if picture is not None:
            return INFRASTRUCTURE
    return _exit_code(verdicts, nothing=bool(found.nothing), interrupted=interrupted)


def _check(wish: Wish) -> None:
    if wish.source.kind == "file":
        for given, option in ((wish.container, "--payload"), (wish.stream, "--stream")):
            if given:
                raise InputError("a file has no packets to choose from", Place(field=option))


def _rtsp_way(source: Source, text: str) -> Way:
    place = Place(field="--rtsp-transport")
    if text and source.kind != "rtsp":
        raise InputError("only an RTSP server can be asked for a transport", place)
    if text.lower() not in ("", "tcp", "udp"):
        raise InputError(f"{text!r} is no transport of RTP", place, "write tcp or udp")
    return "udp" if text.lower() == "udp" else "tcp"


def _picture_path(source: Source, picture: Path | None) -> Path:
    if picture is None:
        return Path(f"probe-{source.slug}.png")
    return output_file(picture, ".png", "--picture")


def _look(wish: Wish, progress: ProbeProgress) -> tuple[Found, bool]:
    """What there was, and whether Ctrl-C ended it."""

    async def looking() -> tuple[Found, bool]:
        stop = stop_on_signals(progress.leaving)
        return await look(wish, progress, stop), stop.is_set()

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(looking())


def _judged(summary: ProbeSummary, loss: float | None, jitter_ms: float | None) -> list[Verdict]:
    verdicts = [] if loss is None else [judge_loss(summary.report, loss, summary.drops, summary.silence)]
    return verdicts if jitter_ms is None else [*verdicts, judge_jitter(summary.report, jitter_ms)]


def _draw(summary: ProbeSummary, source: str, target: Path) -> tuple[str, OSError | None]:
    """Write the picture: its path, for the user, or why it cannot be written."""
    png = timing_png(source, summary.headline, summary.panels, summary.until_s)
    try:
        target.write_bytes(png)
    except OSError as error:
        return "", error
    return str(target), None


def _show(
    source: str, found: Found, verdicts: list[Verdict], drawn: str, *, json: bool, interrupted: bool
) -> None:
    console = Console()
    if json:
        print_json(source, found, verdicts, drawn, interrupted=interrupted)
        return
    if found.chosen is not None and len(found.streams) > 1:
        print_streams(console, found.streams, found.chosen)
    if not found.nothing:
        print_summary(console, source, found.summary, verdicts)
    if drawn:
        console.print(Text(f"picture: {drawn}"), soft_wrap=True)


def _exit_code(verdicts: list[Verdict], *, nothing: bool, interrupted: bool) -> int:
    if interrupted:
        return _INTERRUPTED
    return _INCONCLUSIVE if nothing else _EXIT[worst(verdict.outcome for verdict in verdicts)]
