"""`camproof play`: sends, watches, tells."""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import uvloop
from numpy.typing import NDArray
from rich.console import Console

from camproof.cli.live_line import LiveLine
from camproof.cli.play_clip import table_to_play
from camproof.cli.play_screen import PlayResult, line_of, print_json, print_table
from camproof.cli.progress import ScreenProgress
from camproof.cli.signals import stop_on_signals
from camproof.domain.endpoints import PortRange
from camproof.domain.stream import StreamProfile
from camproof.media.bulk.send.shards import ShardedSender, ShardLoad, ShardOptions
from camproof.media.bulk.send.warming import warm_up
from camproof.media.clips.model import Clip
from camproof.media.errors import MediaTransportError
from camproof.media.load.dealing import Dealing, deal
from camproof.media.load.playing import PlayedSecond, PlayTotal, play
from camproof.media.sockets import allow_files
from camproof.reports.model import LoadSample
from camproof.runtimes.addresses import local_towards, resolve
from camproof.scenarios.sil.load import saturation

__all__ = ["PlayWish", "run_play"]

_INTERRUPTED, _SATURATED, _NOT_TAKEN = 130, 3, 1
_TOLD = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayWish:
    """What is to be sent, where and how.

    :param profile: of a drawn scene; None = that of a camera where nothing is told.
    :param stamp: "sei", "picture" or "none".
    :param start_over_s: None = one GOP.
    :param drift_ppm: least and most; each camera's lies between them by ``seed``.
    :param seconds: None = until the user stops it.
    """

    target: PortRange
    streams: int
    profile: StreamProfile | None
    scene: str
    source: Path | None
    raw: bool
    tcp: bool
    stamp: str
    spread: float
    start_over_s: float | None
    drift_ppm: tuple[float, float]
    seed: int
    seconds: float | None
    shards: int
    ssrc: int
    camera: int
    payload_type: int

    @property
    def ports(self) -> tuple[int, ...]:
        """What streams take in turn."""
        return self.target.all if self.tcp else self.target.rtp


def run_play(wish: PlayWish, *, json: bool, quiet: bool) -> int:
    """Do what the command line says; returns the exit code.

    :raises MediaError, InputError, RuntimesError: as the rooms tell.
    """
    host, _ = asyncio.run(resolve(wish.target.host, wish.ports[0]))
    errors = Console(stderr=True)
    with ScreenProgress(errors, quiet=quiet) as bars:
        clip, table = table_to_play(
            wish.profile, wish.scene, wish.source, raw=wish.raw, stamp=wish.stamp, preparing=bars.preparing
        )
        bars.preparing("preparing the sender")
        warm_up()
    specs = deal(
        Dealing(
            host=host,
            ports=wish.ports,
            streams=wish.streams,
            ssrc=wish.ssrc,
            camera=wish.camera,
            payload_type=wish.payload_type,
            spread=wish.spread,
            drift_ppm=wish.drift_ppm,
            seed=wish.seed,
            zone_s=time.localtime().tm_gmtoff,
            start_over_s=_gop_s(clip) if wish.start_over_s is None else wish.start_over_s,
        )
    )
    options = ShardOptions(transport="tcp" if wish.tcp else "udp", host=local_towards((host, wish.ports[0])))
    if wish.tcp:
        allow_files(wish.streams)
    with LiveLine(errors, "the streams begin", quiet=quiet) as line:
        line.say(_headline(wish, clip))
        watch = _Watch(line, wish.ssrc)
        due_s = np.array([spec.delay_s for spec in specs]) + 1 / float(clip.fps)
        total, interrupted = _send(wish, ShardLoad(table, specs), due_s, options, watch)
    _complain_of_silence(total)
    result = PlayResult(
        target=wish.target.text,
        transport=options.transport,
        shards=wish.shards,
        ssrc=wish.ssrc,
        camera=wish.camera,
        fps=float(clip.fps),
        total=total,
        saturated=saturation(watch.samples, 0.0, total.seconds) or "",
        interrupted=interrupted,
    )
    if json:
        print_json(result)
    else:
        print_table(Console(), result)
    return _exit_code(result)


class _Watch:
    """Takes each second, for the eye and for the verdict."""

    def __init__(self, line: LiveLine, ssrc: int = 0) -> None:
        self.line = line
        self._ssrc = ssrc
        self.samples: list[LoadSample] = []

    def __call__(self, second: PlayedSecond) -> None:
        late_ms = None if second.own is None else second.own.p99_ms
        self.samples.append(LoadSample(t_s=second.at_s, send_lateness_ms=late_ms))
        for number in second.hung_up[:_TOLD]:
            self.line.say(f"Given up {self._ssrc + number:010d}: its receiver hung up again and again.")
        if len(second.hung_up) > _TOLD:
            self.line.say(f"Given up {len(second.hung_up) - _TOLD} more streams.")
        if self.line.due():
            self.line.show(line_of(second))


def _send(
    wish: PlayWish, load: ShardLoad, due_s: NDArray[np.float64], options: ShardOptions, watch: _Watch
) -> tuple[PlayTotal, bool]:
    """Send to the end; also whether the user cut it short. A run without an end cannot be cut short."""

    def sending(stopped: Callable[[], bool]) -> PlayTotal:
        with ShardedSender([load], wish.shards, options) as sender:
            gc.collect()
            gc.freeze()
            return play(sender, due_s, wish.seconds, stopped, watch)

    async def watched() -> tuple[PlayTotal, bool]:
        stop = stop_on_signals(lambda: watch.line.leaving("leaving: BYE to all streams"))
        total = await asyncio.to_thread(sending, stop.is_set)
        return total, stop.is_set() and wish.seconds is not None

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(watched())


def _complain_of_silence(total: PlayTotal) -> None:
    """Over TCP: nobody at all took a connection.

    :raises MediaTransportError: so it is.
    """
    if total.failures and total.silent + total.waiting == len(total.counters.frames):
        raise MediaTransportError(total.failures[0])


def _gop_s(clip: Clip) -> float:
    keys = sum(unit.key for unit in clip.units)
    return clip.duration_s / max(1, keys)


def _headline(wish: PlayWish, clip: Clip) -> str:
    last = wish.streams - 1
    payload = clip.codec if wish.raw else f"PS with {clip.codec}"
    kbit = sum(len(unit.data) for unit in clip.units) * 8 / 1000 / clip.duration_s
    return (
        f"{wish.streams} streams of {clip.width}x{clip.height} {payload}, {float(clip.fps):g} fps, "
        f"{kbit:.0f} kbit/s\n"
        f"to {wish.target.text} over {'tcp' if wish.tcp else 'udp'}\n"
        f"SSRC {wish.ssrc:010d} to {wish.ssrc + last:010d}, "
        f"cameras {wish.camera} to {wish.camera + last}; Ctrl-C ends it"
    )


def _exit_code(result: PlayResult) -> int:
    if result.interrupted:
        return _INTERRUPTED
    over_tcp = result.transport == "tcp"
    if result.saturated or (result.refused and not over_tcp):
        return _SATURATED
    total = result.total
    troubled = result.refused or result.dropped or result.lost or total.silent or total.given_up
    return _NOT_TAKEN if troubled else 0
