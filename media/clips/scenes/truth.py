"""What is to be seen in a picture, known because we drew it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import TextIO

__all__ = ["Box", "FrameTruth", "TruthObject", "truth_line", "write_truth"]


@dataclass(frozen=True, slots=True)
class Box:
    """Pixels; ``left`` and ``top`` are inside, ``left + width`` is the first column outside."""

    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class TruthObject:
    """One thing in one picture.

    :param number: the same in all pictures of a scene.
    :param kind: "car", "van", "bus", "person" or "door".
    :param box: around all that lies inside the picture, covered parts included.
    :param visible: share of its outline that lies inside the picture and is not covered, 0..1.
    :param plate: text of a vehicle's plate; empty for others.
    :param plate_box: where the plate is, where its face is turned to the camera and lies inside the picture.
    """

    number: int
    kind: str
    box: Box
    visible: float
    plate: str = ""
    plate_box: Box | None = None


@dataclass(frozen=True, slots=True)
class FrameTruth:
    """All things of one picture, the nearest last."""

    frame: int
    objects: tuple[TruthObject, ...]


def truth_line(truth: FrameTruth) -> str:
    """One JSON object without a line end."""
    return json.dumps(asdict(truth), ensure_ascii=False, separators=(",", ":"))


def write_truth(truths: Iterable[FrameTruth], file: TextIO) -> int:
    """Write JSON lines; how many."""
    count = 0
    for truth in truths:
        file.write(truth_line(truth) + "\n")
        count += 1
    return count
