"""What a loop has received: all that detectors and measures may look at. Times are scenario seconds.

Nobody who injects a fault writes here; the plan of faults is handed to the judges apart from it.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from camproof.media.receive.report import StreamReport
from camproof.verdicts import Finding

__all__ = [
    "AlarmEvidence",
    "CascadeCatalogEvidence",
    "CascadeEvidence",
    "CatalogEvidence",
    "ClockEvidence",
    "Evidence",
    "IntrusionEvidence",
    "IntrusionKind",
    "LoopEvidence",
    "Place",
    "PositionEvidence",
    "Presence",
    "PtzEvidence",
    "RecordEvidence",
    "RegistrationEvidence",
    "RoundTripEvidence",
    "Span",
    "StatusReportEvidence",
    "StreamEvidence",
]

Span = tuple[float, float]
IntrusionKind = Literal["wrong-password", "guess", "replay"]


@dataclass(slots=True)
class Presence:
    """When each camera was on-line: registered, its keepalives not missed.

    :param changed: told the code and whether it is on-line, each time that a camera comes or goes.
    """

    changed: Callable[[str, bool], None] = lambda _code, _online: None
    _changes: dict[str, list[tuple[float, bool]]] = field(default_factory=dict)

    def mark(self, code: str, at_s: float, *, online: bool) -> None:
        """A camera came or went at ``at_s``; times of one camera do not go back."""
        changes = self._changes.setdefault(code, [])
        was = bool(changes) and changes[-1][1]
        if not changes or was != online:
            changes.append((at_s, online))
        if was != online:
            self.changed(code, online)

    def known(self, code: str) -> bool:
        """Whether anything was ever heard of the camera."""
        return code in self._changes

    def was_offline(self, code: str, span: Span) -> bool:
        """Whether it was off-line at any moment of the span, its ends included."""
        from_s, to_s = span
        gone = (at_s for at_s, online in self._changes.get(code, []) if not online)
        return not self.online_at(code, from_s) or any(from_s <= at_s <= to_s for at_s in gone)

    def online_at(self, code: str, at_s: float) -> bool:
        """Whether a camera was on-line at a moment."""
        changes = self._changes.get(code, [])
        index = bisect_right(changes, (at_s, True)) - 1
        return index >= 0 and changes[index][1]

    def online_s(self, code: str, window: Span) -> float:
        """Seconds on-line within the window."""
        from_s, to_s = window
        total, since = 0.0, from_s if self.online_at(code, from_s) else None
        for at_s, online in self._changes.get(code, []):
            if not from_s < at_s < to_s:
                continue
            if since is not None and not online:
                total, since = total + at_s - since, None
            elif since is None and online:
                since = at_s
        return total + (to_s - since if since is not None else 0.0)

    def back_s(self, code: str, after_s: float, until_s: float) -> float | None:
        """From when on it is on-line without a break up to ``until_s``; None if it is not.

        :param after_s: the earliest answer.
        """
        if not self.online_at(code, until_s):
            return None
        last = max(
            (at_s for at_s, online in self._changes[code] if online and at_s <= until_s), default=after_s
        )
        return max(after_s, last)


@dataclass(slots=True)
class StreamEvidence:
    """One request for video and what came of it.

    :param transport: in the platform's words.
    :param asked_s: when the INVITE left.
    :param key_frame_after_s: from INVITE to the first key frame that decoded; None when there was none.
    :param failure: why there is no picture; empty when there is.
    :param width, height: from the stream's SPS; 0 before one came.
    :param through: code of the lower platform that it came through; empty for a camera of one's own.
    :param report: figures of a span of scenario time; None when nothing was ever received.
    :param findings: what the stream's detectors have found so far.
    """

    code: str
    kind: Literal["live", "playback", "download"]
    transport: str
    asked_s: float
    ended_s: float | None = None
    key_frame_after_s: float | None = None
    failure: str = ""
    width: int = 0
    height: int = 0
    through: str = ""
    report: Callable[[float, float], StreamReport | None] = lambda _from, _to: None
    findings: Callable[[], tuple[Finding, ...]] = lambda: ()

    def within(self, window: Span) -> bool:
        """Whether it was asked for in the window, or ran in a part of it."""
        return self.asked_s < window[1] and (self.ended_s is None or self.ended_s > window[0])


@dataclass(frozen=True, slots=True)
class RegistrationEvidence:
    """A camera's way from its first REGISTER to the 200, after a boot or anew; None = it never came."""

    code: str
    started_s: float
    took_s: float | None


@dataclass(frozen=True, slots=True)
class RoundTripEvidence:
    """From a request of the platform to the SIP answer of the device."""

    code: str
    at_s: float
    took_ms: float


@dataclass(frozen=True, slots=True)
class Place:
    """A position on the globe as a catalogue tells it, in degrees.

    :param decimals: with which it was written, those of the shorter number.
    """

    longitude: float
    latitude: float
    decimals: int


@dataclass(frozen=True, slots=True)
class CatalogEvidence:
    """The answer of one device to Catalog: the codes and positions that it listed; None = no answer.

    :param at_s: when it was asked.
    :param took_s: from the query to the last page; None where the answer never was whole.
    """

    code: str
    at_s: float
    listed: tuple[str, ...] | None
    positions: tuple[Place | None, ...] = ()
    took_s: float | None = None


@dataclass(frozen=True, slots=True)
class ClockEvidence:
    """DeviceTime of a DeviceStatus answer against the reference at its arrival; None = not told.

    :param at_s: when it was asked.
    :param off_by_s: device time minus reference; DeviceTime has whole seconds, so the true error lies between
        this and one second more.
    """

    code: str
    at_s: float
    off_by_s: float | None


@dataclass(frozen=True, slots=True)
class RecordEvidence:
    """RecordInfo of one device: spans covered and the span asked for, epoch seconds; None = no answer.

    :param at_s: when it was asked.
    """

    code: str
    at_s: float
    asked: Span
    covered: tuple[Span, ...] | None


@dataclass(frozen=True, slots=True)
class AlarmEvidence:
    """An alarm that was raised at a camera and when the platform had it; None = never."""

    code: str
    raised_s: float
    delay_s: float | None


@dataclass(frozen=True, slots=True)
class PositionEvidence:
    """Position reports of a subscription.

    :param due: intervals that it lasts. :param received: those of them that have a report of their own.
    """

    code: str
    at_s: float
    due: int
    received: int


@dataclass(frozen=True, slots=True)
class PtzEvidence:
    """From a move command to the first position that differs; None = it never moved."""

    code: str
    at_s: float
    response_ms: float | None


@dataclass(frozen=True, slots=True)
class IntrusionEvidence:
    """One attempt to get in; ``status`` is the final SIP answer, None when there was none."""

    kind: IntrusionKind
    code: str
    at_s: float
    status: int | None
    got_in: bool


@dataclass(frozen=True, slots=True)
class CascadeCatalogEvidence:
    """The catalogue of a lower platform as the upper one received it; None = no whole answer.

    :param at_s: when it was asked.
    :param due: the channels that it should list.
    """

    at_s: float
    due: tuple[str, ...]
    listed: tuple[str, ...] | None
    took_s: float | None = None


@dataclass(slots=True)
class StatusReportEvidence:
    """A channel whose camera went off-line at the lower platform.

    :param camera: code of the camera.
    :param told_after_s: until the upper platform was told; None = never.
    """

    channel: str
    camera: str
    at_s: float
    told_after_s: float | None = None


@dataclass(frozen=True, slots=True)
class LoopEvidence:
    """A stream that was asked for though it would come back; ``status`` None = no answer.

    :param came: whether it was answered with 200.
    """

    code: str
    at_s: float
    status: int | None
    came: bool

    @property
    def refused(self) -> bool:
        """Whether it was answered, and with a refusal."""
        return self.status is not None and not self.came


@dataclass(slots=True)
class CascadeEvidence:
    """What an upper platform has received.

    :param began_s: when the lower platform began to register.
    :param registered_after_s: until it was accepted; None = never.
    :param lower_seen: whether the lower platform shows what it does, as the built-in one; else nobody knows
        when it began to register, or which cameras it holds for off-line.
    :param presence: of the lower platform at the upper one.
    :param subscribed: whether the upper platform is to be told of changes.
    """

    began_s: float = -math.inf
    registered_after_s: float | None = None
    lower_seen: bool = True
    presence: Presence = field(default_factory=Presence)
    subscribed: bool = False
    catalogs: list[CascadeCatalogEvidence] = field(default_factory=list)
    reports: list[StatusReportEvidence] = field(default_factory=list)
    loops: list[LoopEvidence] = field(default_factory=list)
    ptz: list[PtzEvidence] = field(default_factory=list)


@dataclass(slots=True)
class Evidence:
    """Everything received so far.

    :param platform_seen: whether the platform under test shows what it hears and judges, as the built-in one
        does; without this nothing can be said of what it found or did not find.
    """

    platform_seen: bool = False
    presence: Presence = field(default_factory=Presence)
    registrations: list[RegistrationEvidence] = field(default_factory=list)
    round_trips: list[RoundTripEvidence] = field(default_factory=list)
    catalogs: list[CatalogEvidence] = field(default_factory=list)
    clocks: list[ClockEvidence] = field(default_factory=list)
    streams: list[StreamEvidence] = field(default_factory=list)
    records: list[RecordEvidence] = field(default_factory=list)
    alarms: list[AlarmEvidence] = field(default_factory=list)
    positions: list[PositionEvidence] = field(default_factory=list)
    ptz: list[PtzEvidence] = field(default_factory=list)
    intrusions: list[IntrusionEvidence] = field(default_factory=list)
    cascade: CascadeEvidence = field(default_factory=CascadeEvidence)
