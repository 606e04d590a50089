"""The line that tells how a fleet in the foreground fares."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from rich.console import Console

from camproof.cli.live_line import LiveLine
from camproof.scenarios.foreground import FleetStatus

__all__ = ["StatusLine", "summary"]


class StatusLine:
    """How the fleet fares, once a second on a terminal."""

    def __init__(self, console: Console) -> None:
        self._line = LiveLine(console, "the cameras begin")
        self._frames = 0

    def __enter__(self) -> Self:
        self._line.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._line.__exit__(kind, error, trace)

    def show(self, now: FleetStatus) -> None:
        """Call it once a second."""
        if self._line.due():
            text = _text(now, (now.frames - self._frames) / self._line.every_s)
            self._frames = now.frames
            self._line.show(text)

    def leaving(self) -> None:
        """The user wants to leave."""
        self._line.leaving("leaving: BYE to all streams, then unregister")


def summary(end: FleetStatus) -> str:
    """What there was, in two lines."""
    return (
        f"registrations: {end.registrations}, {end.registrations_failed} failed, {end.refreshes} refreshes; "
        f"keepalives: {end.keepalives_answered} answered, {end.keepalives_missed} missed\n"
        f"calls: {end.calls}; frames: {end.frames}; packets lost on the link: {end.lost_on_link}"
    )


def _text(now: FleetStatus, frames_per_s: float) -> str:
    return (
        f"{now.registered} of {now.cameras} registered, {now.live_streams} streams, "
        f"{frames_per_s:.0f} frames/s, {now.lost_on_link} lost on link, {now.lateness_p99_ms:.1f} ms late"
    )
