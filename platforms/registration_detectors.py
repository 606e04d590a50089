"""Detectors of how devices register: storms, forgotten registrations, moved and contested addresses, 302.

Pure functions over observations, as in :mod:`camproof.platforms.detectors`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, replace

from camproof.platforms.observations import Observation
from camproof.verdicts.finding import Finding, Symptom

__all__ = [
    "address_findings",
    "contest_findings",
    "forgotten_findings",
    "redirect_findings",
    "storm_findings",
]

STORM_WITHIN_S = 1.0
STORM_LEAST = 4
STORM_SHARE = 0.1
"""A storm: within a second at least four, and a tenth of all known devices, register anew. Our own bounds."""

_EARLY_SHARE = 0.5
"""A REGISTER before this share of the granted life has passed is no refresh."""

_JUDGED = frozenset({"keepalives missed", "registration expired", "connection lost", "unregistered"})
"""Why a platform holds a device for off-line by its own judgement."""


@dataclass(slots=True)
class _Life:
    """A registration as it stands in the log."""

    at_s: float
    expires_s: float
    online: bool = True


def storm_findings(observations: Iterable[Observation]) -> tuple[Finding, ...]:
    """Known devices that register anew, many at once; one finding for each device of a burst."""
    lives: dict[str, _Life] = {}
    burst: deque[tuple[float, str]] = deque()
    found: dict[tuple[float, str], Finding] = {}
    for entry in observations:
        life = lives.get(entry.device)
        if entry.kind == "offline" and life is not None:
            life.online = False
        if entry.kind != "registered":
            continue
        if life is not None and _is_anew(life, entry):
            burst.append((entry.at_s, entry.device))
            while burst[0][0] < entry.at_s - STORM_WITHIN_S:
                burst.popleft()
            if len({device for _, device in burst}) >= max(STORM_LEAST, STORM_SHARE * len(lives)):
                _note_storm(burst, entry.at_s, len(lives), found)
        lives[entry.device] = _Life(entry.at_s, float(entry.data["expires_s"]))
    return tuple(found.values())


def _is_anew(life: _Life, entry: Observation) -> bool:
    return not life.online or entry.at_s - life.at_s < _EARLY_SHARE * life.expires_s


def _note_storm(
    burst: Iterable[tuple[float, str]], now_s: float, known: int, found: dict[tuple[float, str], Finding]
) -> None:
    members = tuple(burst)
    detail = f"{len({device for _, device in members})} of {known} known devices within {STORM_WITHIN_S:g} s"
    for at_s, device in members:
        finding = Finding(
            Symptom.REGISTRATION_STORM, device, at_s, at_s, now_s, "REGISTER long before its time", detail
        )
        found.setdefault((at_s, device), finding)


def forgotten_findings(observations: Iterable[Observation]) -> tuple[Finding, ...]:
    """Registrations that stood and that the platform does not know any more, until they are made anew.

    Told by a keepalive that is refused as not registered, or by a REGISTER that counts as a first one.
    """
    lives: dict[str, _Life] = {}
    found: list[Finding] = []
    open_at: dict[str, int] = {}
    for entry in observations:
        life = lives.get(entry.device)
        stands = life is not None and life.online and entry.at_s < life.at_s + life.expires_s
        if entry.kind == "offline" and life is not None and entry.data["reason"] in _JUDGED:
            life.online = False
        elif entry.kind == "keepalive-refused" and entry.data["reason"] == "not registered" and stands:
            if entry.device not in open_at:
                open_at[entry.device] = len(found)
                found.append(_forgotten(entry, "keepalive of a registered device refused"))
        elif entry.kind == "registered":
            index = open_at.pop(entry.device, None)
            if index is None and stands and entry.data["first"]:
                index = len(found)
                found.append(_forgotten(entry, "REGISTER of a registered device taken for its first"))
            if index is not None:
                found[index] = replace(found[index], to_s=entry.at_s)
            lives[entry.device] = _Life(entry.at_s, float(entry.data["expires_s"]))
    return tuple(found)


def _forgotten(entry: Observation, method: str) -> Finding:
    return Finding(
        Symptom.REGISTRATION_FORGOTTEN, entry.device, entry.at_s, None, entry.at_s, method, _from(entry)
    )


def address_findings(observations: Iterable[Observation]) -> tuple[Finding, ...]:
    """Devices that are heard from another address than they registered from, until they register there."""
    found: list[Finding] = []
    open_at: dict[str, int] = {}
    for entry in observations:
        refused = entry.kind == "keepalive-refused" and "another address" in str(entry.data["reason"])
        if refused and entry.device not in open_at:
            open_at[entry.device] = len(found)
            found.append(_moved(entry, None, "keepalive from another address"))
        elif entry.kind == "registered":
            index = open_at.pop(entry.device, None)
            if index is not None:
                found[index] = replace(found[index], to_s=entry.at_s)
            elif entry.data.get("moved"):
                found.append(_moved(entry, entry.at_s, "REGISTER from another address"))
    return tuple(found)


def _moved(entry: Observation, to_s: float | None, method: str) -> Finding:
    return Finding(Symptom.ADDRESS_MOVED, entry.device, entry.at_s, to_s, entry.at_s, method, _from(entry))


def contest_findings(observations: Iterable[Observation]) -> tuple[Finding, ...]:
    """Two senders with one code: the registration goes back to an address that it had left before."""
    addresses: dict[str, list[tuple[str, float]]] = {}
    found: dict[str, Finding] = {}
    for entry in observations:
        if entry.kind != "registered":
            continue
        known = addresses.setdefault(entry.device, [])
        here = _from(entry)
        if known and known[-1][0] != here and any(address == here for address, _ in known):
            _note_contest(entry, known[-1], found)
        if not known or known[-1][0] != here:
            known.append((here, entry.at_s))
            del known[:-4]
    return tuple(found.values())


def _note_contest(entry: Observation, last: tuple[str, float], found: dict[str, Finding]) -> None:
    if entry.device in found:
        found[entry.device] = replace(found[entry.device], to_s=entry.at_s)
        return
    found[entry.device] = Finding(
        Symptom.IDENTITY_CONTESTED,
        entry.device,
        last[1],
        entry.at_s,
        entry.at_s,
        "the registration changes to and fro between two addresses",
        f"{_from(entry)} and {last[0]}",
    )


def redirect_findings(
    observations: Iterable[Observation], elsewhere: Iterable[tuple[str, float]]
) -> tuple[Finding, ...]:
    """Devices that were sent elsewhere and have arrived there, until they register here again.

    :param elsewhere: code and time of each registration at the other server, on the observations' clock.
    """
    arrivals: dict[str, list[float]] = {}
    for device, at_s in elsewhere:
        arrivals.setdefault(device, []).append(at_s)
    found: list[Finding] = []
    open_at: dict[str, int] = {}
    for entry in observations:
        if entry.kind == "redirected" and entry.device not in open_at:
            there = [at_s for at_s in arrivals.get(entry.device, ()) if at_s >= entry.at_s]
            if there:
                open_at[entry.device] = len(found)
                found.append(_redirected(entry, min(there)))
        elif entry.kind == "registered" and entry.device in open_at:
            index = open_at.pop(entry.device)
            found[index] = replace(found[index], to_s=entry.at_s)
    return tuple(found)


def _redirected(entry: Observation, there_s: float) -> Finding:
    return Finding(
        Symptom.CAMERA_REDIRECTED,
        entry.device,
        entry.at_s,
        None,
        there_s,
        "answered 302 here, registered there",
        f"{entry.data['target']} after {there_s - entry.at_s:.2f} s",
    )


def _from(entry: Observation) -> str:
    return f"{entry.data['from']} over {entry.data['transport']}"
