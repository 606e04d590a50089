"""What the phases of a city file and the cameras of its inventory say of each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from camproof.domain.documents import List, Table
from camproof.domain.errors import InputError, Place, did_you_mean
from camproof.simulator.inputs.city import CityFile
from camproof.simulator.values import CameraSource, Inventory

__all__ = ["phase_notes", "phase_problems", "standing"]

_NAMED = 20


def phase_problems(file: CityFile, inventory: Inventory, *, may_be_empty: bool) -> Iterator[InputError]:
    """Teams of phases that the city has not, cameras of phases that the file has not, no camera today.

    :param inventory: with the planned cameras. :param may_be_empty: no camera need stand today.
    """
    yield from _unknown_teams(file)
    yield from _never_built(file, inventory)
    source = file.spec.cameras.inventory
    if source is not None and not may_be_empty and not (inventory.phase <= 0).any():
        what = "every camera is planned for a later phase: there is no city of today"
        yield InputError(
            what, Place(str(source), field="phase"), "write 0 for those that stand, or --with-planned"
        )


def standing(inventory: Inventory, source: CameraSource) -> Inventory:
    """The cameras of an inventory that are there today; with the planned ones where they are wanted."""
    return inventory if source.with_planned else inventory.until(0)


def phase_notes(inventory: Inventory, source: CameraSource, *, by_phase: bool) -> tuple[str, ...]:
    """How many cameras are planned, and what becomes of them.

    :param by_phase: they are added phase by phase.
    """
    planned = int((inventory.phase > 0).sum())
    if not planned:
        return ()
    many = "1 camera is" if planned == 1 else f"{planned} cameras are"
    if by_phase:
        return (f"{many} planned, and stand from the phases on that the inventory names",)
    if source.with_planned:
        as_if = "it stood" if planned == 1 else "they stood"
        return (f"{many} planned for later phases, and counted as if {as_if}",)
    told = "city plan adds them phase by phase, --with-planned counts them as if they stood"
    return (f"{many} planned for later phases, and not part of today's city: {told}",)


def _unknown_teams(file: CityFile) -> Iterator[InputError]:
    known = [team.name for team in file.spec.teams]
    phases = file.table.get("phases")
    for at, phase in enumerate(phases.items if isinstance(phases, List) else ()):
        crews = phase.get("crews") if isinstance(phase, Table) else None
        for key, _ in crews.items if isinstance(crews, Table) else ():
            if key.text not in known:
                place = replace(key.place, field=f"phases.{at}.crews.{key.text}")
                yield InputError(f"no team is called {key.text!r}", place, did_you_mean(key.text, known))


def _never_built(file: CityFile, inventory: Inventory) -> Iterator[InputError]:
    phases, source = len(file.spec.phases), file.spec.cameras.inventory
    if not phases or source is None:
        return
    for phase in np.unique(inventory.phase[inventory.phase > phases]).tolist():
        codes = [inventory.code(row) for row in np.flatnonzero(inventory.phase == phase).tolist()]
        more = f" and {len(codes) - _NAMED} more" if len(codes) > _NAMED else ""
        which = f"{', '.join(codes[:_NAMED])}{more}"
        has = "1 phase" if phases == 1 else f"{phases} phases"
        what = f"cameras come with phase {phase}, and the city file has {has}: {which}"
        yield InputError(what, Place(str(source), field="phase"), f"add phases, or write 0 to {phases}")
