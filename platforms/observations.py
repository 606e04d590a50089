"""What a platform has seen, in order: the evidence that detectors and judges read.

Only what came over the wire is here; nobody who injects a fault writes into it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

__all__ = ["KINDS", "Observation", "ObservationLog"]

KINDS: dict[str, str] = {
    "registered": "a REGISTER was accepted",
    "registration-refused": "a REGISTER was refused, with the reason",
    "redirected": "a REGISTER was answered with 302",
    "offline": "a device is off-line, with the reason and since when it is silent",
    "keepalive": "a keepalive of a registered device",
    "keepalive-refused": "a keepalive that did not count",
    "answer": "a query or control was answered in full",
    "no-answer": "a query or control was refused, timed out or stayed incomplete",
    "unmatched": "an answer to nothing that was asked",
    "alarm": "an alarm",
    "position": "a position report",
    "notice": "any other notice of a device",
    "rejected": "a request that was answered with an error",
    "call-answered": "a device accepted our INVITE",
    "call-failed": "a call that did not come about",
    "call-ended": "a call is over",
    "call-controlled": "the answer to a playback command",
    "media-ended": "the device said end of file",
    "stream-started": "the first key frame of a call is there",
    "stream-report": "the figures of a stream at its end",
    "broadcast": "the course of a voice broadcast",
    "subscription": "the course of a subscription",
    "catalog-change": "a NOTIFY of a subscription other than alarm and position",
    "channel-contested": "a device lists a channel that another one has, or our own code; or no longer does",
    "upper-registered": "an upper platform accepted our registration",
    "upper-refused": "our registration at an upper platform failed, with the reason",
    "upper-lost": "a registration at an upper platform is no longer believed in",
    "relay-started": "a stream is passed on to an upper platform",
    "relay-ended": "a stream is no longer passed on, with its figures",
    "relay-refused": "an upper platform asked for what we cannot give",
    "loop-refused": "an upper platform asked for what would come round",
    "forward-failed": "a device did not answer what an upper platform asked of it",
}
"""Every kind of observation, with its meaning."""

_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Observation:
    """One thing seen.

    :param at_s: seconds since the origin of the log.
    :param kind: one of :data:`KINDS`.
    :param device: 20-digit code; empty where the sender is not known.
    :param data: figures and words that JSON can hold; names ending in ``_s`` are seconds of the same clock,
        unless they say ``wall``.
    """

    at_s: float
    kind: str
    device: str
    data: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)

    def as_dict(self) -> dict[str, Any]:
        """As JSON writes it."""
        return {"at_s": self.at_s, "kind": self.kind, "device": self.device, "data": dict(self.data)}


class ObservationLog:
    """Append-only and bounded: when full, the oldest go and are counted.

    :param origin_s: monotonic time that counts as zero.
    """

    def __init__(self, origin_s: float = 0.0, limit: int = 1_000_000) -> None:
        self.origin_s = origin_s
        self.dropped = 0
        self._limit = limit
        self._entries: deque[Observation] = deque()
        self._listeners: list[Callable[[Observation], None]] = []

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Observation]:
        return iter(tuple(self._entries))

    def add(self, observation: Observation) -> None:
        """Append it and tell all listeners."""
        self._entries.append(observation)
        if len(self._entries) > self._limit:
            self._entries.popleft()
            self.dropped += 1
        for listener in self._listeners:
            listener(observation)

    def listen(self, listener: Callable[[Observation], None]) -> Callable[[], None]:
        """Call ``listener`` with each later observation; gives a function that ends this."""
        self._listeners.append(listener)

        def stop() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return stop

    def select(
        self,
        *kinds: str,
        device: str = "",
        from_s: float = float("-inf"),
        to_s: float = float("inf"),
    ) -> list[Observation]:
        """Those of these kinds and this device (default all), with ``from_s`` <= at < ``to_s``."""
        return [
            entry
            for entry in self._entries
            if (not kinds or entry.kind in kinds)
            and (not device or entry.device == device)
            and from_s <= entry.at_s < to_s
        ]
