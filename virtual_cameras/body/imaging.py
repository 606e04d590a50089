"""Lens, switches and picture of a camera."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from camproof.virtual_cameras.body.axis import Axis

__all__ = ["FOCUS_SPEED", "Imaging"]

FOCUS_SPEED = 0.5
"""How much of its way (from the middle to an end is 1) the focus motor goes in a second at full speed."""


def _lens() -> Axis:
    return Axis(0.0, -1.0, 1.0)


@dataclass(slots=True)
class Imaging:
    """What the picture path is doing.

    :param frozen: the picture stands still while packets go on (fault picture.freeze).
    :param focus: running direction of the focus motor: -1 far, 0 still, 1 near.
    :param iris: running direction of the iris motor: -1 closing, 0 still, 1 opening.
    :param switches: auxiliary switches that are on; 1 is the wiper.
    :param night: infrared: no colours.
    :param picture_faults: done to each picture of a rendered camera, in order: a picture and its number in, a
        picture out.
    """

    frozen: bool = False
    focus: int = 0
    iris: int = 0
    switches: set[int] = field(default_factory=set)
    night: bool = False
    picture_faults: tuple[Callable[[Any, int], Any], ...] = ()
    _focus_axis: Axis = field(default_factory=_lens)

    def run_lens(self, focus: int, iris: int, focus_share: float, now_s: float) -> None:
        """Run the motors of the lens until told otherwise; 0 stops.

        :param focus_share: of the highest speed, 0..1.
        """
        self.focus, self.iris = focus, iris
        self._focus_axis.run(focus * focus_share * FOCUS_SPEED, now_s)

    def focus_error(self, now_s: float) -> float:
        """-1 (too far) to 1 (too near); 0 is sharp."""
        return self._focus_axis.at(now_s)
