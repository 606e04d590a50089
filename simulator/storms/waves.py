"""A storm as waves: cameras of a district that fall silent together and come back one after the other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from camproof.simulator.flows.routes import Longs
from camproof.simulator.storms.storm import Storm
from camproof.simulator.values import Floats, Inventory

__all__ = ["Wave", "shares_of", "waves_of"]

WAVES = 4
"""Into so many parts the cameras are divided that come back in their own time."""
LONGEST_BOOT_S = 600.0
"""What a power cut of the fault catalogue allows for boot and spread, each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wave:
    """Cameras of one district; seconds from the beginning of the cut.

    :param off_s: they fall silent; :param on_s: their power counts as back.
    :param boot_s: from there to the first REGISTER of the first; ``spread_s``: further to that of the last.
    """

    district: str
    cameras: int
    off_s: float
    on_s: float
    boot_s: float
    spread_s: float

    @property
    def last_s(self) -> float:
        """When the last of them begins to register."""
        return self.on_s + self.boot_s + self.spread_s


def waves_of(storm: Storm, inventory: Inventory) -> tuple[Wave, ...]:
    """The cameras that lost their power, in the order in which they come back.

    Cameras that found their network there are a wave of a district for each time at which batteries ran out,
    with the boot times of the model. Those that had to try again are parted by when they got through.
    Cameras that only lost their network are in no wave. Where a boot takes longer than a power cut of the
    fault catalogue allows, the power counts as back later; a spread beyond that is cut off.
    """
    rows = np.flatnonzero(storm.dark & np.isfinite(storm.back_s))
    tried = storm.back_s[rows] - storm.begin_s[rows] > TRIED_AGAIN_S
    district = inventory.district[storm.cameras[rows]]
    off_s = np.round(storm.off_s[rows])
    part = np.where(tried, 1 + _parts(storm.back_s[rows], tried), 0)
    found = []
    for key in np.unique(np.stack([district, off_s, part], 1), axis=0):
        own = (district == key[0]) & (off_s == key[1]) & (part == key[2])
        name = inventory.districts[int(key[0])]
        found.append(_wave(storm, rows[own], name, float(key[1]), late=bool(key[2])))
    return tuple(sorted(found, key=lambda wave: (wave.on_s + wave.boot_s, wave.off_s, wave.district)))


TRIED_AGAIN_S = 32.0
"""A registration that took longer was given up once and begun anew (64 T1)."""


def _parts(back_s: Floats, tried: np.ndarray) -> Longs:
    """Equal parts of those that tried again, by the time at which they got through."""
    part = np.zeros(len(back_s), np.int64)
    late = np.flatnonzero(tried)
    order = late[np.argsort(back_s[late], kind="stable")]
    part[order] = np.arange(len(order)) * WAVES // max(1, len(order))
    return part


def _wave(storm: Storm, rows: Longs, district: str, off_s: float, *, late: bool) -> Wave:
    if late:
        first_s, last_s = float(storm.back_s[rows].min()), float(storm.back_s[rows].max())
    else:
        first_s = storm.cut.lasts_s + storm.service.boot_s
        last_s = first_s + storm.service.boot_spread_s
    on_s = max(storm.cut.lasts_s, first_s - LONGEST_BOOT_S)
    boot_s, spread_s = first_s - on_s, min(LONGEST_BOOT_S, last_s - first_s)
    return Wave(
        district=district, cameras=len(rows), off_s=off_s, on_s=on_s, boot_s=boot_s, spread_s=spread_s
    )


def shares_of(counts: list[int], total: int) -> list[int]:
    """Deal ``total`` over groups in proportion to their counts, by largest remainder; none gets more than it
    has, and none that has some is left without as long as there are enough.
    """
    whole = sum(counts)
    if total >= whole:
        return list(counts)
    exact = [count * total / whole for count in counts]
    dealt = [max(1, int(share)) if count else 0 for share, count in zip(exact, counts, strict=True)]
    order = sorted(range(len(counts)), key=lambda each: (dealt[each] - exact[each], each))
    while sum(dealt) < total:
        each = next(i for i in order if dealt[i] < counts[i])
        dealt[each] += 1
        order.remove(each)
        order.append(each)
    while sum(dealt) > total and max(dealt) > 1:
        dealt[dealt.index(max(dealt))] -= 1
    return dealt
