"""The six outcomes and their order."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from enum import Enum

__all__ = ["Outcome", "worst"]


@functools.total_ordering
class Outcome(Enum):
    """How a judgement ended; a later member is worse.

    ``NOT_RUN`` is only for what was excluded beforehand; a required measurement that was never made is
    ``INCONCLUSIVE``; trouble of the bench is ``ERROR``, never the target's ``FAIL``.
    """

    NOT_RUN = "not_run"
    PASS = "pass"  # noqa: S105
    INCONCLUSIVE = "inconclusive"
    FAIL = "fail"
    ABORTED = "aborted"
    ERROR = "error"

    @property
    def rank(self) -> int:
        """0 for ``NOT_RUN`` up to 5 for ``ERROR``."""
        return _RANKS[self]

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, Outcome):
            return NotImplemented
        return self.rank < other.rank


_RANKS: dict[Outcome, int] = {outcome: rank for rank, outcome in enumerate(Outcome)}


def worst(children: Iterable[Outcome]) -> Outcome:
    """The worst of them; a parent without children has not run."""
    return max(children, default=Outcome.NOT_RUN)
