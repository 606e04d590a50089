"""One line that is refreshed once a second; where there is no terminal, a plain one every ten seconds."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from rich.console import Console

from camproof.cli.sentences import print_sentences

__all__ = ["PLAIN_EVERY_S", "LiveLine"]

PLAIN_EVERY_S = 10


class LiveLine:
    """:ivar every_s: how many seconds a line stands for.

    :param quiet: say nothing.
    """

    def __init__(self, console: Console, first: str = "", *, quiet: bool = False) -> None:
        self._console = console
        self._quiet = quiet
        self._line = console.status(first)
        self._seconds = 0
        self.every_s = 1 if console.is_terminal else PLAIN_EVERY_S

    def __enter__(self) -> Self:
        if not self._quiet:
            self._line.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._line.stop()

    def due(self) -> bool:
        """Call it once a second: whether :meth:`show` has its turn."""
        self._seconds += 1
        return not self._quiet and (self._seconds - 1) % self.every_s == 0

    def show(self, text: str) -> None:
        """The newest state."""
        if self._console.is_terminal:
            self._line.update(text)
        else:
            self.say(text)

    def say(self, text: str) -> None:
        """A line that stays."""
        if not self._quiet:
            print_sentences(self._console, text)

    def leaving(self, text: str) -> None:
        """The user wants to leave."""
        self._line.update("leaving")
        self.say(text)
