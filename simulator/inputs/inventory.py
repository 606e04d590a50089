"""A camera inventory (CSV or GeoJSON) into columns: nothing is guessed or dropped in silence."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from camproof.domain.errors import InventoryError, Place
from camproof.simulator.inputs.desk import Desk, Issue
from camproof.simulator.inputs.geojson import read_bytes
from camproof.simulator.inputs.options import MORE_COLUMNS, InventoryOptions
from camproof.simulator.inputs.positions import note_twins, project, read_positions
from camproof.simulator.inputs.tables import parse_table
from camproof.simulator.inputs.traits import read_traits
from camproof.simulator.values import Inventory

__all__ = ["InventoryOptions", "InventoryReading", "parse_inventory", "read_inventory"]


@dataclass(frozen=True, slots=True)
class InventoryReading:
    """An inventory as read.

    :param rows: rows in the file that hold anything; ``rows`` = cameras + ``refused``.
    :param refused: rows that gave no camera, each among the issues.
    :param notes: one sentence for each thing that was assumed.
    """

    inventory: Inventory
    rows: int
    refused: int
    issues: tuple[Issue, ...]
    notes: tuple[str, ...]


def read_inventory(path: Path, options: InventoryOptions | None = None) -> InventoryReading:
    """Read a file of cameras; one whose name ends in .json or .geojson is GeoJSON, any other CSV.

    Columns are found by their usual English and Chinese names: those of
    :func:`camproof.domain.inventory.read_inventory`, and place, vendor, installed, retention, height,
    heading, view, range, hd, networked, phase. A camera without a usable position, with a code that was there
    before or with a figure that cannot be is refused.

    :raises InventoryError: the file cannot be read, or rows are unusable; names every one of them.
    :raises InputError: the mapping is wrong, or the file is no text.
    """
    return parse_inventory(read_bytes(path, "the inventory"), path, options)


def parse_inventory(data: bytes, path: Path, options: InventoryOptions | None = None) -> InventoryReading:
    """As :func:`read_inventory`, from the bytes of the file."""
    options = options if options is not None else InventoryOptions()
    table = parse_table(data, path, MORE_COLUMNS, options.table)
    desk = Desk(table)
    longitude, latitude = read_positions(desk)
    codes = _codes(desk)
    traits = read_traits(desk, options)
    if not options.skip_bad_rows:
        desk.raise_if_refused("the inventory", "mend them, or write bad-rows: leave out")
    rows = np.flatnonzero(~desk.refused)
    if not len(rows):
        raise InventoryError("there is no camera in it", Place(table.file))
    note_twins(desk, longitude, latitude, rows)
    x_m, y_m, origin = project(longitude[rows], latitude[rows])
    names = table.texts("name") or codes
    inventory = Inventory(
        codes=tuple(codes[row] for row in rows),
        names=tuple(names[row] or codes[row] for row in rows),
        x_m=x_m,
        y_m=y_m,
        origin=origin,
        **traits.at(rows),
    )
    notes = (*table.notes, *traits.notes)
    return InventoryReading(inventory, len(table), int(desk.refused.sum()), desk.issues, notes)


def _codes(desk: Desk) -> list[str]:
    """What each camera is called: its code, its number, or its row; a second one of a name is refused."""
    texts = desk.table.texts("code") or desk.table.texts("id") or [""] * len(desk.table)
    by = "code" if desk.table.has("code") else "id"
    ids = desk.table.texts("id") if by == "code" else None
    first: dict[str, int] = {}
    codes = []
    for row, text in enumerate(texts):
        code = text or (ids[row] if ids is not None else "") or f"row {desk.table.lines[row]}"
        codes.append(code)
        if first.setdefault(code, row) != row and not desk.refused[row]:
            other = desk.table.lines[first[code]]
            word = "line" if desk.table.by_line else "feature"
            desk.refuse(
                row, by, f"the {'code' if by == 'code' else 'number'} {code!r} is already in {word} {other}"
            )
    return codes
