"""Where single cameras hang, by the file in place of the rules."""

from __future__ import annotations

from camproof.domain.errors import InputError, InventoryError, Place, did_you_mean
from camproof.simulator.layout.given import GivenPlaces
from camproof.simulator.values import Ints, Inventory, NodeKind, Smalls

__all__ = ["move_cameras", "rows_by_code"]

_SHOWN = 5


def move_cameras(
    inventory: Inventory, camera_node: Ints, places: GivenPlaces, names: tuple[str, ...], kind: Smalls
) -> Ints:
    """(N,) the node of each camera, with those of the file; cameras of later phases have none.

    :raises InventoryError: the file names a node that is not there, or a camera that is not networked.
    """
    rows, known = rows_by_code(inventory), {name: number for number, name in enumerate(names)}
    moved = camera_node.copy()
    problems: list[InputError] = []
    for at, (code, name) in enumerate(zip(places.codes, places.nodes, strict=True)):
        if not name or code not in rows:
            continue
        row, node = rows[code], known.get(name)
        place = places.table.place(at, "node")
        if node is None:
            hint = did_you_mean(name, known) if len(problems) < _SHOWN else ""
            problems.append(InputError(f"there is no node {name[:40]!r}", place, hint))
        elif not inventory.networked[row]:
            problems.append(InputError(f"the camera {code!r} is not networked", place))
        elif kind[node] == NodeKind.CORE:
            problems.append(InputError(f"{name!r} is a core node; cameras hang on others", place))
        else:
            moved[row] = node
    if problems:
        raise InventoryError(
            "cameras cannot hang where the file says", Place(places.table.file), problems=problems
        )
    return moved


def rows_by_code(inventory: Inventory) -> dict[str, int]:
    """Code -> row."""
    return {inventory.code(row): row for row in range(len(inventory))}
