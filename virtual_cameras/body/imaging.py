"""Lens, switches and picture of a camera."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from camproof.domain.camera import InfraredName
from camproof.virtual_cameras.body.axis import Axis

__all__ = ["FOCUS_SPEED", "Imaging"]

FOCUS_SPEED = 0.5
"""How much of its way (from the middle to an end is 1) the focus motor goes in a second at full speed."""
_NIGHT_S = 6 * 3600
"""From six in the evening to six in the morning: so long before and after midnight."""
_DAY_S = 24 * 3600


def _lens() -> Axis:
    return Axis(0.0, -1.0, 1.0)


@dataclass(slots=True)
class Imaging:
    """What the picture path is doing.

    :param frozen: the picture stands still while packets go on (fault picture.freeze).
    :param focus: running direction of the focus motor: -1 far, 0 still, 1 near.
    :param iris: running direction of the iris motor: -1 closing, 0 still, 1 opening.
    :param switches: auxiliary switches that are on; 1 is the wiper.
    :param infrared: when the picture is one of infrared, without colours.
    :param picture_faults: done to each picture of a rendered camera, in order: a picture and its number in, a
        picture out.
    """

    frozen: bool = False
    focus: int = 0
    iris: int = 0
    switches: set[int] = field(default_factory=set)
    infrared: InfraredName = "never"
    picture_faults: tuple[Callable[[Any, int], Any], ...] = ()
    _focus_axis: Axis = field(default_factory=_lens)

    def run_lens(self, focus: int, iris: int, focus_share: float, now_s: float) -> None:
        """Run the motors of the lens until told otherwise; 0 stops.

        :param focus_share: of the highest speed, 0..1.
        """
        self.focus, self.iris = focus, iris
        self._focus_axis.run(focus * focus_share * FOCUS_SPEED, now_s)

    def sees_infrared(self, local_s: float) -> bool:
        """Whether the picture is one of infrared.

        :param local_s: what the clock shows, epoch seconds of local time.
        """
        if self.infrared == "by-clock":
            return not _NIGHT_S <= local_s % _DAY_S < _DAY_S - _NIGHT_S
        return self.infrared == "always"

    def focus_error(self, now_s: float) -> float:
        """-1 (too far) to 1 (too near); 0 is sharp."""
        return self._focus_axis.at(now_s)
