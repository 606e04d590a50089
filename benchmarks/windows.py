"""Windows of a measurement: those in which others disturbed it are measured again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

__all__ = ["Gauge", "Windows", "quiet_windows"]

T = TypeVar("T")


class Gauge(Protocol):
    """Watches a core from the time on when it is made."""

    def reason(self) -> str:
        """A sentence where others disturbed, else empty."""


@dataclass(frozen=True, slots=True)
class Windows(Generic[T]):
    """What the windows gave.

    :param kept: the quiet ones; where there is none, the last.
    :param noise: why too few were quiet; empty where there were enough.
    """

    kept: tuple[T, ...]
    noise: str


def quiet_windows(
    window: Callable[[], T],
    gauges: Callable[[], Sequence[Gauge]],
    wanted: int = 3,
    spare: int = 3,
) -> Windows[T]:
    """Measure until ``wanted`` windows were quiet, ``wanted + spare`` times at most.

    :param gauges: those that watch one window; it is quiet where none of them has a reason against it.
    """
    kept: list[T] = []
    noise = ""
    for _ in range(wanted + spare):
        watching = gauges()
        last = window()
        reasons = [reason for gauge in watching if (reason := gauge.reason())]
        if reasons:
            noise = "; ".join(reasons)
        else:
            kept.append(last)
        if len(kept) == wanted:
            return Windows(tuple(kept), "")
    return Windows(tuple(kept or [last]), noise)
