"""The line that tells how a fleet in the foreground fares."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from rich.console import Console

from camproof.scenarios.foreground import FleetStatus

__all__ = ["StatusLine", "summary"]

PLAIN_EVERY_S = 10


class StatusLine:
    """One line that is refreshed once a second; where there is no terminal, a plain one every ten seconds."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._line = console.status("the cameras begin")
        self._seconds = 0
        self._frames = 0

    def __enter__(self) -> Self:
        self._line.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._line.stop()

    def show(self, now: FleetStatus) -> None:
        """Call it once a second."""
        over_s = 1 if self._console.is_terminal else PLAIN_EVERY_S
        if self._seconds % over_s == 0:
            text = _text(now, (now.frames - self._frames) / over_s)
            self._frames = now.frames
            if self._console.is_terminal:
                self._line.update(text)
            else:
                self._console.print(text, highlight=False, soft_wrap=True)
        self._seconds += 1

    def leaving(self) -> None:
        """The user wants to leave."""
        self._line.update("leaving")
        self._console.print("leaving: BYE to all streams, then unregister")


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
