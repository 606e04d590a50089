"""Detectors of what goes wrong between platforms: lost, echoed, contested.

Pure functions over the observations of the upper platform, as in :mod:`camproof.platforms.detectors`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from camproof.platforms.detectors import offline_findings
from camproof.platforms.observations import Observation, ObservationLog
from camproof.protocols.gb28181.ids import is_platform_code
from camproof.verdicts.finding import Finding, Symptom

__all__ = ["contested_findings", "lost_platform_findings"]


def lost_platform_findings(log: ObservationLog, *, heartbeat_interval_s: float = 60.0) -> tuple[Finding, ...]:
    """Lower platforms that are off-line, from their last sign of life on, until they are registered again."""
    return tuple(
        replace(found, symptom=Symptom.PLATFORM_OFFLINE)
        for found in offline_findings(log, heartbeat_interval_s=heartbeat_interval_s)
        if is_platform_code(found.subject)
    )


def contested_findings(observations: Iterable[Observation]) -> tuple[Finding, ...]:
    """Codes that a device lists though another one has them, until it no longer does.

    A lower platform that does so echoes what it has from us; any other device was given a code twice.
    """
    found: list[Finding] = []
    open_at: dict[str, int] = {}
    standing: dict[str, set[str]] = {}
    for entry in observations:
        if entry.kind != "channel-contested":
            continue
        channels = standing.setdefault(entry.device, set())
        if entry.data["stands"]:
            channels.add(entry.data["channel"])
            if entry.device not in open_at:
                open_at[entry.device] = len(found)
                found.append(_contested(entry))
            continue
        channels.discard(entry.data["channel"])
        if not channels and entry.device in open_at:
            index = open_at.pop(entry.device)
            found[index] = replace(found[index], to_s=entry.at_s)
    return tuple(found)


def _contested(entry: Observation) -> Finding:
    echoed = is_platform_code(entry.device)
    return Finding(
        Symptom.CATALOG_ECHOED if echoed else Symptom.CHANNEL_CONTESTED,
        entry.device,
        entry.at_s,
        None,
        entry.at_s,
        "codes in its Catalog against those that others have",
        f"{entry.data['channel']} belongs to {entry.data['owner']}",
    )
