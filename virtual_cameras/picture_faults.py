"""Faults of the catalogue that show in a camera's picture, and the picture that a camera with one sends."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from camproof import media
from camproof.domain.faults import ResolvedFault
from camproof.media import Clip, OverlayClip

if TYPE_CHECKING:
    from camproof.media.diagnosis.faults.model import Inject

__all__ = ["PICTURE_FAULTS", "Sight", "degraded", "injection_of"]

_PREFIX = "picture."
_LEVELS = ("weak", "middle", "strong")
PICTURE_FAULTS = (
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
)
"""Ids of the fault catalogue; behind the point, those of the faults that ``media`` lays on pictures."""


@dataclass(frozen=True, slots=True, eq=False)
class Sight:
    """What a camera shows live: a clip, and the same under a band where there is one."""

    clip: Clip = field(repr=False)
    overlay: OverlayClip | None = field(default=None, repr=False)


def injection_of(fault: ResolvedFault) -> Inject:
    """What a fault does to each picture of a rendered camera."""
    name, strength = _kind_of(fault)
    return media.picture_fault(name).make(strength, 1)


def degraded(plain: Sight, fault: ResolvedFault) -> Sight:
    """The sight with a fault on it, coded once and kept: seconds at the first time, nothing later.

    :raises ClipError: it cannot be coded.
    """
    return _degraded(plain.clip, plain.overlay is not None, *_kind_of(fault))


@lru_cache(maxsize=128)
def _degraded(plain: Clip, banded: bool, name: str, strength: float) -> Sight:
    clip = media.degraded_clip(plain, name, strength)
    if not banded:
        return Sight(clip)
    source = media.degraded_source(plain, name, strength)
    return Sight(clip, media.overlay_clip(source, codec=clip.codec))


def _kind_of(fault: ResolvedFault) -> tuple[str, float]:
    row = media.picture_fault(fault.fault.id.removeprefix(_PREFIX))
    return row.id, row.strengths[_LEVELS.index(fault.word("strength"))]
