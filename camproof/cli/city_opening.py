"""A city file opened: its cameras, their network, the places to be seen, and the notes on all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from camproof.domain.errors import InputError, Place, UnknownWordError
from camproof.simulator.inputs import City, PlacesReading, open_city
from camproof.simulator.layout import lay_out
from camproof.simulator.model import notes_of, places_of
from camproof.simulator.values import CitySpec, Inventory, Network

__all__ = ["OpenedCity", "opened"]

_LARGEST_SEED = 2**63 - 1


@dataclass(frozen=True, slots=True, eq=False)
class OpenedCity:
    """What every command about a city begins with.

    :param places: to be seen; None where the file names none.
    """

    file: Path
    read: City
    network: Network
    places: PlacesReading | None

    @property
    def spec(self) -> CitySpec:
        return self.read.spec

    @property
    def inventory(self) -> Inventory:
        return self.read.inventory

    def with_cameras(self, district: str, option: str) -> str:
        """The name of a district in which cameras stand.

        :raises InputError: it is unknown, or none does; :param option: that names it.
        """
        if district not in self.inventory.districts:
            raise UnknownWordError("district", district, self.inventory.districts, Place(field=option))
        if not (self.inventory.district == self.inventory.districts.index(district)).any():
            raise InputError(
                f"no camera of {district!r} stands today",
                Place(field=option),
                "--with-planned counts those of later phases",
            )
        return district

    @property
    def notes(self) -> tuple[str, ...]:
        """What was assumed, left out or is odd; a sentence each, and of many odd rows the first."""
        return notes_of(self.read, self.network, self.places)

    @property
    def all_notes(self) -> tuple[str, ...]:
        """The same, with every odd row."""
        return notes_of(self.read, self.network, self.places, most=None)


def opened(
    file: Path,
    seed: int,
    *,
    with_planned: bool = False,
    by_phase: bool = False,
    tell: Callable[[str], None] = lambda _stage: None,
) -> OpenedCity:
    """Read a city file and all that it names, and lay its network out.

    :param seed: of a made city. :param with_planned: count cameras of later phases as if they stood.
    :param by_phase: they are added phase by phase, so that none need stand today.
    :param tell: told what begins.
    :raises InputError: what is wrong with the files.
    """
    if seed > _LARGEST_SEED:
        raise InputError(f"{seed} is too large", Place(field="--seed"), f"at most {_LARGEST_SEED}")
    tell(f"{file.name}: reading")
    read = open_city(file, seed, with_planned=with_planned, by_phase=by_phase)
    tell(f"{file.name}: laying out the network of {len(read.inventory)} cameras")
    network = lay_out(read.inventory, read.spec.rules, read.spec.explicit)
    tell(f"{file.name}: {len(network.node_kind)} nodes, {len(network.feeder_x_m)} power feeders")
    return OpenedCity(file, read, network, places_of(read.spec, read.inventory))
