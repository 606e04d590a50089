"""Who mends it: crews with skills, districts and shifts, roads, spares and priorities, queued in SimPy."""

from camproof.simulator.repair.book import BEGUN, NO_SPARE, VOID, WAITING, JobBook
from camproof.simulator.repair.errors import NoCrewError, RepairError, UnknownSpareError
from camproof.simulator.repair.plan import RepairPlan
from camproof.simulator.repair.queues import QueueMap
from camproof.simulator.repair.shifts import on_duty
from camproof.simulator.repair.workshop import Begun, Workshop

__all__ = [
    "BEGUN",
    "NO_SPARE",
    "VOID",
    "WAITING",
    "Begun",
    "JobBook",
    "NoCrewError",
    "QueueMap",
    "RepairError",
    "RepairPlan",
    "UnknownSpareError",
    "Workshop",
    "on_duty",
]
