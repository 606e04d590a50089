"""What `camproof probe` tells while it looks."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from rich.console import Console

from camproof.cli.sentences import print_sentences

__all__ = ["ProbeProgress"]


class ProbeProgress:
    """A line that is refreshed; where there is no terminal, a plain line for each new matter."""

    def __init__(self, console: Console, *, quiet: bool = False) -> None:
        self._console = console
        self._quiet = quiet
        self._line = console.status("")
        self._matter = ""

    def __enter__(self) -> Self:
        if self._console.is_terminal and not self._quiet:
            self._line.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._line.stop()

    def tell(self, matter: str, detail: str = "") -> None:
        """What is going on; ``detail`` changes all the time."""
        if self._quiet:
            return
        if self._console.is_terminal:
            self._line.update(f"{matter}{detail}")
        elif matter != self._matter:
            print_sentences(self._console, matter)
        self._matter = matter

    def leaving(self) -> None:
        """The user wants to leave."""
        self.tell("leaving with what came so far")
