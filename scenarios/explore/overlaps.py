"""Faults that hide each other: on a camera that is gone, nothing else can be found."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations

from camproof.domain.camera import CameraRecord
from camproof.scenarios.schema import PhaseSpec
from camproof.scenarios.sil.timeline import cast_of

__all__ = ["overlap"]


def overlap(phase: PhaseSpec, records: Sequence[CameraRecord], seed: int, gap_s: float) -> bool:
    """Whether a camera has two faults at once in a phase, or one sooner than ``gap_s`` after another.

    :raises InputError: a selection that no camera meets.
    """
    faults = [
        (entry.at_s, entry.at_s + (math.inf if entry.for_s is None else entry.for_s), set(cameras))
        for entry, cameras in cast_of(phase, 0.0, records, seed)
        if entry.kind == "fault"
    ]
    return any(
        one[0] < other[1] + gap_s and other[0] < one[1] + gap_s and bool(one[2] & other[2])
        for one, other in combinations(faults, 2)
    )
