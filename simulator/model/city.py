"""A city made ready to be played: everything that is the same in each replication."""

from __future__ import annotations

from dataclasses import dataclass

from camproof.simulator.availability import Parents, parents_of
from camproof.simulator.failing import ShockGroup, UnitGroup, UpkeepGroup, plant_of
from camproof.simulator.model.sight import Sight
from camproof.simulator.reach import ReachPlan, reach_plan
from camproof.simulator.repair import RepairPlan
from camproof.simulator.values import CitySpec, Inventory, Network

__all__ = ["City", "prepared"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class City:
    """A city file with its cameras and its network.

    :param sight: None without a coverage study.
    :param groups: failure modes with the units that they strike; then shocks and planned visits.
    """

    spec: CitySpec
    inventory: Inventory
    network: Network
    plan: ReachPlan
    parents: Parents
    groups: tuple[UnitGroup, ...]
    shocks: tuple[ShockGroup, ...]
    upkeep: tuple[UpkeepGroup, ...]
    repair: RepairPlan
    sight: Sight | None = None


def prepared(spec: CitySpec, inventory: Inventory, network: Network, sight: Sight | None = None) -> City:
    """Join a city file, its cameras, its network, and what the cameras see.

    :raises NetworkError: a network that contradicts itself.
    """
    plant = plant_of(inventory, network)
    modes, shocks = len(spec.modes), len(spec.shocks)
    return City(
        spec=spec,
        inventory=inventory,
        network=network,
        plan=reach_plan(network),
        parents=parents_of(inventory, network),
        groups=plant.groups(spec.modes),
        shocks=plant.shocks(spec.shocks, modes),
        upkeep=plant.upkeep(spec.upkeep, modes + shocks),
        repair=RepairPlan(
            teams=spec.teams,
            spares=spec.spares,
            districts=inventory.districts,
            middles_m=plant.middles_m(),
            priority=spec.priority,
            infrastructure_first=spec.infrastructure_first,
            start_h=spec.start_h,
        ),
        sight=sight,
    )
