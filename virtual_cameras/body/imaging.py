"""Lens, switches and picture of a camera."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["Imaging"]


@dataclass(slots=True)
class Imaging:
    """What the picture path is doing.

    :param frozen: the picture stands still while packets go on (fault picture.freeze).
    :param focus: running direction of the focus motor: -1 far, 0 still, 1 near.
    :param iris: running direction of the iris motor: -1 closing, 0 still, 1 opening.
    :param switches: auxiliary switches that are on; 1 is the wiper.
    """

    frozen: bool = False
    focus: int = 0
    iris: int = 0
    switches: set[int] = field(default_factory=set)
