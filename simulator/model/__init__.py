"""The model: a city file, its cameras and its network joined, and played one period at a time."""

from camproof.simulator.model.building import Builder
from camproof.simulator.model.city import City, prepared
from camproof.simulator.model.demand import Demand, StormFigures
from camproof.simulator.model.emergencies import EmergencyFigures
from camproof.simulator.model.noting import notes_of
from camproof.simulator.model.playing import Asked, Played, compose, figures_of, replicate
from camproof.simulator.model.replication import REPAIR_EDGES_H, SHARE_EDGES, RepairFigures, Replication
from camproof.simulator.model.sight import Sight, places_of, sight_of
from camproof.simulator.model.signalling import signalling_notes, sip_loads

__all__ = [
    "REPAIR_EDGES_H",
    "SHARE_EDGES",
    "Asked",
    "Builder",
    "City",
    "Demand",
    "EmergencyFigures",
    "Played",
    "RepairFigures",
    "Replication",
    "Sight",
    "StormFigures",
    "compose",
    "figures_of",
    "notes_of",
    "places_of",
    "prepared",
    "replicate",
    "sight_of",
    "signalling_notes",
    "sip_loads",
]
