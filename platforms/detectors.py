"""From what a platform has seen to findings. Pure functions over observations; nothing else is read.

Times are seconds of the observations' own clock. What the streams show is found by
:class:`camproof.media.StreamWatch`; :func:`stream_findings` gathers that from the sessions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from camproof.platforms.observations import Observation
from camproof.platforms.session import LiveSession
from camproof.protocols.errors import ManscdpError
from camproof.protocols.manscdp import parse_time
from camproof.verdicts.finding import Finding, Symptom

__all__ = [
    "ClockReading",
    "clock_findings",
    "clock_readings",
    "intruder_findings",
    "offline_findings",
    "stream_findings",
]

_REPLAYS = frozenset({"replayed nonce", "nonce of another device"})
_BAN = "banned"
_INTRUSIONS = frozenset(
    {
        "wrong password",
        "user name is not the device code",
        "realm is not ours",
        "algorithm is not the one asked for",
        "unknown device",
        "not a 20-digit code",
    }
)


def offline_findings(
    observations: Iterable[Observation], *, heartbeat_interval_s: float = 60.0
) -> tuple[Finding, ...]:
    """Devices that went off-line: silent since, known at, back at. A platform's own restart is not theirs.

    :param heartbeat_interval_s: the keepalive interval, for saying how many intervals it took.
    """
    found: list[Finding] = []
    open_at: dict[str, int] = {}
    for entry in observations:
        if entry.kind == "offline" and entry.data["reason"] != "platform restarted":
            open_at[entry.device] = len(found)
            found.append(_offline(entry, heartbeat_interval_s))
        elif entry.kind in {"registered", "keepalive"} and entry.device in open_at:
            index = open_at.pop(entry.device)
            found[index] = replace(found[index], to_s=entry.at_s)
    return tuple(found)


def _offline(entry: Observation, interval_s: float) -> Finding:
    since_s = float(entry.data["silent_since_s"])
    silent_s = entry.at_s - since_s
    reason = str(entry.data["reason"])
    at_once = reason in {"connection lost", "unregistered"}
    return Finding(
        Symptom.CAMERA_OFFLINE,
        entry.device,
        entry.at_s if at_once else since_s,
        None,
        entry.at_s,
        reason,
        f"known after {silent_s:g} s of silence, {silent_s / interval_s:.2f} keepalive intervals",
    )


def intruder_findings(observations: Iterable[Observation]) -> tuple[Finding, ...]:
    """Registrations with a wrong digest or a replayed one: refused, and, by a weak platform, accepted."""
    found = []
    for entry in observations:
        if entry.kind == "registration-refused":
            symptom = _refusal(str(entry.data["reason"]))
            if symptom is not None:
                status = f"{entry.data['reason']}, answered {entry.data['status']}"
                found.append(_attempt(entry, symptom, status))
        elif entry.kind == "registered" and entry.data.get("nonce") in _REPLAYS:
            found.append(_attempt(entry, Symptom.REPLAY_ACCEPTED, f"{entry.data['nonce']}, answered 200"))
    return tuple(found)


def _refusal(reason: str) -> Symptom | None:
    if reason in _REPLAYS:
        return Symptom.REPLAY_REFUSED
    if reason == _BAN:
        return Symptom.INTRUDER_BANNED
    return Symptom.INTRUDER_REFUSED if reason in _INTRUSIONS else None


def _attempt(entry: Observation, symptom: Symptom, told: str) -> Finding:
    detail = f"from {entry.data['from']} over {entry.data['transport']}: {told}"
    return Finding(symptom, entry.device, entry.at_s, entry.at_s, entry.at_s, "digest of REGISTER", detail)


@dataclass(frozen=True, slots=True)
class ClockReading:
    """How far a device's clock is off, as a DeviceStatus answer tells.

    The clock was read between question and answer and is told in whole seconds, so the error is known only as
    an interval: ``least_s`` to ``most_s``, positive when the clock is fast.
    """

    device: str
    at_s: float
    least_s: float
    most_s: float

    @property
    def middle_s(self) -> float:
        return (self.least_s + self.most_s) / 2

    def is_beyond(self, limit_s: float) -> bool:
        """Whether the clock is off by more than ``limit_s`` however the interval is read."""
        return self.least_s > limit_s or self.most_s < -limit_s


def clock_readings(
    observations: Iterable[Observation], wall_s: Callable[[float], float]
) -> tuple[ClockReading, ...]:
    """One for each DeviceStatus answer that has a readable DeviceTime.

    :param wall_s: true epoch seconds of a time of the observations.
    """
    readings = []
    for entry in observations:
        text = str(entry.data.get("DeviceTime", "")) if entry.kind == "answer" else ""
        if not text:
            continue
        try:
            told_s = parse_time(text)
        except ManscdpError:
            continue
        least_s = told_s - wall_s(entry.at_s)
        most_s = told_s + 1.0 - wall_s(float(entry.data["sent_s"]))
        readings.append(ClockReading(entry.device, entry.at_s, least_s, most_s))
    return tuple(readings)


def clock_findings(
    observations: Iterable[Observation], wall_s: Callable[[float], float], *, limit_s: float = 1.0
) -> tuple[Finding, ...]:
    """Clocks that are off by more than ``limit_s`` (our default; 5 s is a fault in any case).

    A finding begins and is known with the first wrong reading and ends with the first right one.
    """
    found: list[Finding] = []
    open_at: dict[str, int] = {}
    for reading in clock_readings(observations, wall_s):
        index = open_at.get(reading.device)
        if reading.is_beyond(limit_s):
            if index is None:
                open_at[reading.device] = len(found)
                found.append(_wrong_clock(reading))
        elif index is not None:
            found[open_at.pop(reading.device)] = replace(found[index], to_s=reading.at_s)
    return tuple(found)


def _wrong_clock(reading: ClockReading) -> Finding:
    detail = f"off by {reading.middle_s:+.1f} s (between {reading.least_s:+.2f} and {reading.most_s:+.2f} s)"
    return Finding(
        Symptom.CLOCK_WRONG,
        reading.device,
        reading.at_s,
        None,
        reading.at_s,
        "DeviceTime in DeviceStatus",
        detail,
    )


def stream_findings(sessions: Iterable[LiveSession]) -> tuple[Finding, ...]:
    """What the detectors of these streams have found: freeze, loss, silence, wrong camera, wrong clock."""
    found = [finding for session in sessions for finding in session.findings()]
    return tuple(sorted(found, key=lambda finding: finding.from_s))
