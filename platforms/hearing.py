"""What a platform does with each event of its machine: note it, count it, tell those who wait."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from camproof.platforms.deviations import DeviationCounts
from camproof.platforms.observations import Observation, ObservationLog
from camproof.platforms.observe import observe
from camproof.platforms.session import LiveSession
from camproof.platforms.waiting import Waiting
from camproof.protocols.gb28181.platform import (
    BroadcastInvited,
    BroadcastRefused,
    BroadcastStarted,
    CallAnswered,
    CallControlled,
    CallEnded,
    CallFailed,
    DeviationsNoted,
    DeviceRegistered,
    KeepaliveReceived,
    PlatformEvent,
    RequestAnswered,
    RequestFailed,
    SubscriptionActive,
    SubscriptionEnded,
)

__all__ = ["Hearing"]

_NOT_AWAITED = frozenset({DeviceRegistered, KeepaliveReceived})
"""Events that nobody waits for; the most frequent ones."""


class Hearing:
    """Takes the events of one machine.

    :param sessions: the open streams by call.
    """

    def __init__(
        self,
        observations: ObservationLog,
        deviations: DeviationCounts,
        waiting: Waiting,
        sessions: dict[str, LiveSession],
    ) -> None:
        self._observations = observations
        self._deviations = deviations
        self._waiting = waiting
        self._sessions = sessions
        self._listeners: list[Callable[[PlatformEvent], None]] = []

    def listen(self, listener: Callable[[PlatformEvent], None]) -> Callable[[], None]:
        """Call with each later event, after it was taken; gives a function that ends this."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener) if listener in self._listeners else None

    def hear(self, event: PlatformEvent) -> None:
        """Take one event."""
        origin_s = self._observations.origin_s
        if isinstance(event, DeviationsNoted):
            at_s = event.at_s - origin_s
            self._deviations.add(event.device, event.summary, event.deviations, at_s)
            return
        observation = observe(event, origin_s)
        if observation is not None:
            self._observations.add(observation)
        if type(event) not in _NOT_AWAITED:
            self._tell(event)
        for listener in tuple(self._listeners):
            listener(event)

    def _tell(self, event: PlatformEvent) -> None:
        match event:
            case RequestAnswered() | RequestFailed():
                self._waiting.settle(("request", event.request), event)
            case CallAnswered() | CallFailed():
                self._waiting.settle(("call", event.call), event)
            case CallEnded():
                self._ended(event)
            case CallControlled():
                self._waiting.settle(("steer", event.call, event.request.cseq), event)
            case BroadcastInvited() | BroadcastRefused():
                self._waiting.settle(("broadcast", event.device), event)
            case BroadcastStarted():
                self._waiting.settle(("voice", event.call), event)
            case SubscriptionActive() | SubscriptionEnded():
                self._waiting.settle(("subscription", event.subscription), event)
            case _:
                return

    def _ended(self, event: CallEnded) -> None:
        self._waiting.settle(("end", event.call), event)
        self._waiting.settle(("voice", event.call), event)
        session = self._sessions.get(event.call)
        if session is not None:
            session.over(event.reason)

    def stream_started(self, session: LiveSession, at_s: float) -> None:
        """The first key frame of a session is there."""
        told: dict[str, Any] = {
            "call": session.call, "channel": session.channel, "call_kind": session.kind,
            "transport": session.transport, "start_ms": _ms(session.start_s),
            "answer_ms": _ms(session.answered_s - session.asked_s),
        }  # fmt: skip
        self._observations.add(Observation(at_s, "stream-started", session.device, told))

    def stream_stopped(self, session: LiveSession, at_s: float) -> None:
        """A session has been closed: its figures, and what was wrong with its bytes."""
        for noted in session.receiver.deviations():
            summary = f"{session.kind} stream"
            self._deviations.add(session.device, summary, [noted.deviation], at_s, noted.count)
        report = session.report()
        told: dict[str, Any] = {
            "call": session.call, "channel": session.channel, "call_kind": session.kind,
            "transport": session.transport, "reason": session.end_reason, "start_ms": _ms(session.start_s),
            "duration_s": report.duration_s, "packets": report.packets, "expected": report.expected,
            "lost": report.lost, "frames": report.frames, "key_frames": report.key_frames,
            "wrong_ssrc": report.wrong_ssrc, "jitter_ms": round(report.jitter_ms, 3),
            "bitrate_kbit": round(report.bitrate_kbit, 1), "latency_p50_ms": report.latency_ms.p50,
        }  # fmt: skip
        self._observations.add(Observation(at_s, "stream-report", session.device, told))


def _ms(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds * 1000, 3)
