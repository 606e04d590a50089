"""What the model cannot say of a scenario, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from camproof.domain.camera import CameraRecord
from camproof.domain.faults import fault
from camproof.domain.timeline import TimelineEntry
from camproof.scenarios.mil.outages import SILENCING, STORM
from camproof.scenarios.schema import TargetSpec

__all__ = ["MODELLED", "SAID", "reason_not_to_say"]

MODELLED = SILENCING | {STORM}
"""Faults that the model plays."""

SAID = frozenset(
    {
        "registration time",
        "online rate",
        "detection of offline",
        "recovery time to 99 %",
        "planned faults detected",
        "fault detection time",
    }
)
"""Measures that the model has."""

_BESIDE = frozenset(
    {
        "picture.freeze",
        "picture.black",
        "picture.signal-lost",
        "picture.blur",
        "picture.too-bright",
        "picture.too-dark",
        "picture.low-contrast",
        "picture.colour-cast",
        "picture.monochrome",
        "picture.noise",
        "picture.stripe",
        "picture.shake",
        "picture.scene-change",
        "picture.occlusion",
        "clock.offset",
        "storage.full",
        "catalog.lost-pages",
        "channel.duplicate",
    }
)
"""Faults that leave registrations and keepalives alone; only their own detection is unknown to the model."""

_BESIDE_DEFECTS = frozenset(
    {"frozen-picture", "loses-pages", "records-nothing", "head-stuck", "swallows-alarms", "clock-8h-off"}
)
"""Standing faults that do so."""

_DETECTION = frozenset({"planned faults detected", "fault detection time"})
_WHY: Mapping[str, str] = {"false findings": "a model has no detectors that could be wrong"}

Cast = Sequence[tuple[TimelineEntry, tuple[CameraRecord, ...]]]


def reason_not_to_say(
    target: TargetSpec,
    cameras: Sequence[CameraRecord],
    played: Cast,
    defects: Mapping[str, Sequence[str]],
    system: str = "",
) -> str:
    """Why the model says nothing of a target; empty when it does.

    :param cameras: of the target's scope.
    :param played: the time lines up to the end of the target's phase.
    :param defects: the standing faults of cameras, by code.
    :param system: the name of a platform that is not the built-in one.
    """
    if system:
        return f"the model knows nothing of {system}; only the built-in platform is modelled"
    if target.measure not in SAID:
        return _WHY.get(target.measure, f"the model knows who is registered, and nothing of {target.measure}")
    codes = {camera.code for camera in cameras}
    for entry, hit in played:
        if entry.name == "configure-heartbeat":
            return "the model does not know configure-heartbeat, which changes keepalives"
        if _is_unknown(entry, target.measure) and any(camera.code in codes for camera in hit):
            return f"the model does not know {entry.name}, which hits these cameras"
    standing = (each for code in sorted(codes & set(defects)) for each in defects[code])
    broken = next((each for each in standing if each not in _BESIDE_DEFECTS), "")
    return f"the model does not know the defect {broken}, which some of these cameras have" if broken else ""


def _is_unknown(entry: TimelineEntry, measure: str) -> bool:
    """What harms no registration only matters where its own detection is asked for."""
    if entry.kind != "fault" or entry.name in MODELLED:
        return False
    if measure in _DETECTION:
        return True
    return entry.name not in _BESIDE and "refusal" not in fault(entry.name).judged_by
