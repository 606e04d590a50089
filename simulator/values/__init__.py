"""The values that the rooms of the simulator share."""

from camproof.simulator.values.failures import CrewTeam, FailureMode, Shift, Shock, Spares, Upkeep
from camproof.simulator.values.inventory import CLASS_WORDS, Floats, Ints, Inventory, Smalls
from camproof.simulator.values.kinds import Kind, NodeKind, PlaceType
from camproof.simulator.values.law import LAW_FORMS, Law, LawForm
from camproof.simulator.values.network import NO_ONE, Network
from camproof.simulator.values.outages import NO_OUTAGES, CrewLog, Outages
from camproof.simulator.values.places import PLACE_TYPES, Places
from camproof.simulator.values.spec import (
    HOURS_PER_YEAR,
    CameraSource,
    CitySpec,
    Costs,
    CoverageSpec,
    Emergency,
    ExplicitNetwork,
    Goal,
    NetworkRules,
    Phase,
    ServiceTimes,
    Traffic,
)

__all__ = [
    "CLASS_WORDS",
    "HOURS_PER_YEAR",
    "LAW_FORMS",
    "NO_ONE",
    "NO_OUTAGES",
    "PLACE_TYPES",
    "CameraSource",
    "CitySpec",
    "Costs",
    "CoverageSpec",
    "CrewLog",
    "CrewTeam",
    "Emergency",
    "ExplicitNetwork",
    "FailureMode",
    "Floats",
    "Goal",
    "Ints",
    "Inventory",
    "Kind",
    "Law",
    "LawForm",
    "Network",
    "NetworkRules",
    "NodeKind",
    "Outages",
    "Phase",
    "PlaceType",
    "Places",
    "ServiceTimes",
    "Shift",
    "Shock",
    "Smalls",
    "Spares",
    "Traffic",
    "Upkeep",
]
