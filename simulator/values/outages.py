"""What was down when."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from camproof.simulator.values.inventory import Floats, Ints, Smalls

__all__ = ["NO_OUTAGES", "CrewLog", "Outages"]


@dataclass(frozen=True, slots=True)
class Outages:
    """Outages of units of one sort (cameras, nodes, links ...), sorted by unit, then by begin.

    Outages of one unit by different causes may overlap. Times are hours from the start of the period; an end
    may lie behind the period's end.

    :param unit: (K,); :param cause: (K,) ``Kind``; :param down_h: (K,); :param up_h: (K,), above ``down_h``.
    """

    unit: Ints
    cause: Smalls
    down_h: Floats
    up_h: Floats

    def __len__(self) -> int:
        return len(self.unit)


NO_OUTAGES = Outages(
    np.empty(0, np.int32), np.empty(0, np.int8), np.empty(0, np.float64), np.empty(0, np.float64)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CrewLog:
    """One row for each repair that needed a crew, in the order in which they were begun.

    :param mode: (K,) number of the failure mode or shock in the plan.
    :param team: (K,) number of the team, -1 where nobody had come by the end.
    :param failed_h: (K,) begin of the outage; :param known_h: (K,) order given;
    :param begun_h: (K,) a crew sets off; :param done_h: (K,) unit works again. Not a number where it was
        not reached within the period.
    :param travel_h: (K,).
    :param waited_for_spare_h: (K,).
    :param team_busy_h: (teams,) crew hours of work and travel within the period.
    :param team_shift_h: (teams,) crew hours on duty within the period.
    :param spares_used: (spares,) parts taken.
    """

    mode: Ints
    team: Ints
    failed_h: Floats
    known_h: Floats
    begun_h: Floats
    done_h: Floats
    travel_h: Floats
    waited_for_spare_h: Floats
    team_busy_h: Floats
    team_shift_h: Floats
    spares_used: NDArray[np.int64]
