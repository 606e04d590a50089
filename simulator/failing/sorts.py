"""What outages are of."""

from __future__ import annotations

from enum import IntEnum

from camproof.simulator.values import Kind

__all__ = ["Sort", "sort_of"]


class Sort(IntEnum):
    """Units that are counted together: outages of one sort number the same rows."""

    CAMERA = 0
    NODE = 1
    LINK = 2
    FEEDER = 3
    DISK = 4
    MEDIA_SERVER = 5
    SIP_SERVER = 6


_SORTS = {
    Kind.CAMERA: Sort.CAMERA,
    Kind.CAMERA_POWER: Sort.CAMERA,
    Kind.PICTURE: Sort.CAMERA,
    Kind.ACCESS_LINK: Sort.CAMERA,
    Kind.NODE: Sort.NODE,
    Kind.LINK: Sort.LINK,
    Kind.FEEDER: Sort.FEEDER,
    Kind.DISK: Sort.DISK,
    Kind.MEDIA_SERVER: Sort.MEDIA_SERVER,
    Kind.SIP_SERVER: Sort.SIP_SERVER,
}


def sort_of(kind: Kind) -> Sort:
    """Which rows a failure mode of this kind strikes.

    :raises KeyError: for shocks and upkeep, which are no failure modes.
    """
    return _SORTS[kind]
