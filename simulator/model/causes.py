"""What each kind of failure costs: pictures that would come back if it never happened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from camproof.simulator.availability import Infrastructure, Lost, lost, own_picture, picture_above
from camproof.simulator.failing import Sort
from camproof.simulator.model.city import City
from camproof.simulator.reach import Intervals
from camproof.simulator.values import Kind, Outages

__all__ = ["causes_of", "infrastructure"]

_OF_PICTURES = frozenset({Sort.CAMERA, Sort.NODE, Sort.LINK, Sort.FEEDER, Sort.MEDIA_SERVER, Sort.SIP_SERVER})
"""Disks keep recordings; pictures come without them."""


def infrastructure(outages: Mapping[Sort, Outages]) -> Infrastructure:
    """Outages of everything but cameras."""
    return Infrastructure(
        nodes=outages[Sort.NODE],
        links=outages[Sort.LINK],
        feeders=outages[Sort.FEEDER],
        disks=outages[Sort.DISK],
        media_servers=outages[Sort.MEDIA_SERVER],
        sip_servers=outages[Sort.SIP_SERVER],
    )


def causes_of(city: City, outages: Mapping[Sort, Outages], picture: Lost) -> dict[str, float]:
    """Camera hours that would not have been lost without each kind of failure, everything else as it was.

    Only what a kind strikes is worked out anew: cameras alone, or what is above them.

    :param picture: what was lost with all of them.
    """
    period_h, cameras = city.spec.period_h, len(city.inventory)
    whole_h = float(picture.hours.sum())
    own = own_picture(outages[Sort.CAMERA], cameras, period_h)
    found = {}
    for cause, sorts in _struck(outages).items():
        still_own, still_above = own, picture.above
        without = {sort: _without(each, cause) for sort, each in outages.items()}
        if Sort.CAMERA in sorts:
            still_own = own_picture(without[Sort.CAMERA], cameras, period_h)
        if sorts - {Sort.CAMERA}:
            still_above = _picture_above(city, without)
        rest = lost(still_above, still_own, city.parents.of_camera) if sorts else picture
        found[Kind(cause).word] = whole_h - float(rest.hours.sum())
    return found


def _picture_above(city: City, outages: Mapping[Sort, Outages]) -> Intervals:
    return picture_above(
        city.network,
        city.plan,
        city.parents,
        infrastructure(outages),
        period_h=city.spec.period_h,
        failover_h=city.spec.traffic.service.failover_s / 3600,
    )


def _struck(outages: Mapping[Sort, Outages]) -> dict[int, set[Sort]]:
    """Kind of failure -> sorts of units that it struck and that pictures need, in the order of kinds."""
    found: dict[int, set[Sort]] = {}
    for sort, each in outages.items():
        for cause in np.unique(each.cause).tolist():
            found.setdefault(cause, set()).update({sort} & _OF_PICTURES)
    return dict(sorted(found.items()))


def _without(outages: Outages, cause: int) -> Outages:
    kept = outages.cause != cause
    if kept.all():
        return outages
    return replace(
        outages,
        unit=outages.unit[kept],
        cause=outages.cause[kept],
        down_h=outages.down_h[kept],
        up_h=outages.up_h[kept],
    )
