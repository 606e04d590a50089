"""Sentences for a person: not more of them than anyone can read."""

from __future__ import annotations

from collections.abc import Callable

__all__ = ["Teller"]


class Teller:
    """Passes on at most ``most`` sentences a second, then says how many it kept back.

    :param tell: where the sentences go.
    """

    def __init__(self, tell: Callable[[str], None], most: int) -> None:
        self._tell = tell
        self._most = most
        self._second = 0
        self._said = 0

    def say(self, now_s: float, text: str) -> None:
        """One sentence, at a time that never goes back."""
        self.tick(now_s)
        self._said += 1
        if self._said <= self._most:
            self._tell(text)

    def tick(self, now_s: float) -> None:
        """Let a second that is over tell what it kept back; call it once a second."""
        if int(now_s) == self._second:
            return
        kept = self._said - self._most
        self._second, self._said = int(now_s), 0
        if kept > 0:
            self._tell(f"... and {kept} more like this in that second")
