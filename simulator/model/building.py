"""From city files to cities: cameras, network and sight, made anew only where the file asks for others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from camproof.simulator.inputs import read_inventory
from camproof.simulator.inputs.opening import options_of, placed
from camproof.simulator.inputs.phasing import standing
from camproof.simulator.layout import lay_out
from camproof.simulator.made import made_city
from camproof.simulator.model.city import City, prepared
from camproof.simulator.model.sight import Sight, sight_of
from camproof.simulator.values import CitySpec, Inventory, Network

__all__ = ["Builder"]

_Part = TypeVar("_Part")


class Builder:
    """Builds cities that differ in little from each other; keeps the parts of the first and of the last.

    :param seed: of made cities.
    """

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._inventories: _Kept[Inventory] = _Kept()
        self._networks: _Kept[Network] = _Kept()
        self._sights: _Kept[Sight | None] = _Kept()

    def __call__(self, spec: CitySpec) -> City:
        """The city of a file's values, with as many crews and parts as they say: none is counted anew.

        :raises InputError: what it names cannot be read.
        """
        cameras = (spec.cameras, spec.coverage, spec.start)
        inventory = self._inventories.get(cameras, lambda: self._made_inventory(spec))
        spec = placed(spec, inventory)
        network = self._networks.get(
            (cameras, spec.rules, spec.explicit), lambda: lay_out(inventory, spec.rules, spec.explicit)
        )
        sight = self._sights.get(cameras, lambda: sight_of(spec, inventory))
        return prepared(spec, inventory, network, sight)

    def _made_inventory(self, spec: CitySpec) -> Inventory:
        source = spec.cameras
        if source.inventory is not None:
            return standing(read_inventory(source.inventory, options_of(spec)).inventory, source)
        return made_city(source.count, self._seed, districts=source.districts, density_km2=source.density_km2)


class _Kept(Generic[_Part]):
    """The first and the last part made, by what they were made of."""

    def __init__(self) -> None:
        self._parts: list[tuple[object, _Part]] = []

    def get(self, of: object, make: Callable[[], _Part]) -> _Part:
        for key, part in self._parts:
            if key == of:
                return part
        part = make()
        self._parts = [*self._parts[:1], (of, part)]
        return part
