"""Detectors of what devices report and answer: missed keepalives, catalogues with holes, stopped recording.

Pure functions over observations, as in :mod:`camproof.platforms.detectors`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from camproof.platforms.observations import Observation
from camproof.verdicts.finding import Finding, Symptom

__all__ = ["catalog_findings", "keepalive_findings", "recording_findings"]

_LATE_INTERVALS = 1.75
"""When a keepalive comes later than so many intervals after the last one, one in between is missing."""


def keepalive_findings(
    observations: Iterable[Observation], *, heartbeat_interval_s: float = 60.0
) -> tuple[Finding, ...]:
    """Keepalives that are missing between two that came, told when the later one is there.

    A registration in between counts as a sign: keepalives start anew with it.
    """
    late_s = _LATE_INTERVALS * heartbeat_interval_s
    signs: dict[str, float] = {}
    found = []
    for entry in observations:
        if entry.kind not in {"keepalive", "registered"}:
            continue
        since_s = entry.at_s - signs.get(entry.device, entry.at_s)
        if entry.kind == "keepalive" and since_s > late_s:
            found.append(_missed(entry, since_s, round(since_s / heartbeat_interval_s) - 1))
        signs[entry.device] = entry.at_s
    return tuple(found)


def _missed(entry: Observation, since_s: float, number: int) -> Finding:
    return Finding(
        Symptom.KEEPALIVE_MISSED,
        entry.device,
        entry.at_s - since_s,
        entry.at_s,
        entry.at_s,
        "time from keepalive to keepalive",
        f"{since_s:.2f} s: {number} missing",
    )


def catalog_findings(observations: Iterable[Observation]) -> tuple[Finding, ...]:
    """Catalogues whose items are not as many as SumNum says, until one comes in full."""
    found: list[Finding] = []
    open_at: dict[str, int] = {}
    answered: dict[str, Observation] = {}
    for entry in observations:
        if entry.data.get("command") != "Catalog":
            continue
        if entry.kind == "unmatched" and entry.device in answered and entry.device not in open_at:
            answer = answered[entry.device]
            if answer.data.get("sn") == entry.data.get("sn"):
                open_at[entry.device] = len(found)
                found.append(_overrun(answer, entry))
        if entry.kind == "no-answer" and entry.data.get("received") and entry.device not in open_at:
            open_at[entry.device] = len(found)
            found.append(_incomplete(entry))
        elif entry.kind == "answer" and entry.device in open_at:
            index = open_at.pop(entry.device)
            found[index] = replace(found[index], to_s=entry.at_s)
        if entry.kind == "answer":
            answered[entry.device] = entry
    return tuple(found)


def _overrun(answer: Observation, entry: Observation) -> Finding:
    return Finding(
        Symptom.CATALOG_INCOMPLETE,
        entry.device,
        float(answer.data["sent_s"]),
        None,
        entry.at_s,
        "SumNum of the Catalog answer against the items that came",
        f"more came when the {answer.data.get('SumNum', '?')} items of SumNum were there",
    )


def _incomplete(entry: Observation) -> Finding:
    detail = f"{entry.data['received']} of {entry.data['expected']} items came: {entry.data['reason']}"
    return Finding(
        Symptom.CATALOG_INCOMPLETE,
        entry.device,
        float(entry.data["sent_s"]),
        None,
        entry.at_s,
        "SumNum of the Catalog answer against the items that came",
        detail,
    )


def recording_findings(observations: Iterable[Observation]) -> tuple[Finding, ...]:
    """Devices that say that they do not record, until they say that they do."""
    found: list[Finding] = []
    open_at: dict[str, int] = {}
    for entry in observations:
        told = str(entry.data.get("Record", "")).upper() if entry.kind == "answer" else ""
        if told == "OFF" and entry.device not in open_at:
            open_at[entry.device] = len(found)
            found.append(_stopped(entry))
        elif told == "ON" and entry.device in open_at:
            index = open_at.pop(entry.device)
            found[index] = replace(found[index], to_s=entry.at_s)
    return tuple(found)


def _stopped(entry: Observation) -> Finding:
    return Finding(
        Symptom.RECORDING_STOPPED,
        entry.device,
        entry.at_s,
        None,
        entry.at_s,
        "Record in DeviceStatus",
        "the device does not record",
    )
