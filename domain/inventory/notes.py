"""One sentence for everything that was assumed while an inventory was read."""

from __future__ import annotations

from camproof.domain.inventory.columns import Columns
from camproof.domain.inventory.model import InventoryOptions
from camproof.domain.inventory.records import Built
from camproof.domain.inventory.table import Table

__all__ = ["notes_of"]

_PLAIN_ENCODINGS = ("utf-8-sig", "utf-8")


def notes_of(table: Table, columns: Columns, options: InventoryOptions, built: Built) -> tuple[str, ...]:
    """The notes: how the file was read, which column is what, and each default that was used."""
    read_as = [f"{name} is read from column {columns.names[at]!r}" for name, at in columns.index.items()]
    others = [repr(columns.names[at]) for at in columns.others]
    kept = [f"kept as attributes: {', '.join(others)}"] if others else []
    return (
        *_file_notes(table),
        *read_as,
        *kept,
        *_code_notes(columns, options, built),
        *_defaults(columns, options, built),
    )


def _file_notes(table: Table) -> list[str]:
    notes = [] if table.encoding in _PLAIN_ENCODINGS else [f"the file is read as {table.encoding}"]
    if table.delimiter != ",":
        notes.append(f"its cells are parted by {table.delimiter_name}")
    if table.blank_lines:
        notes.append(f"blank lines passed over: {table.blank_lines}")
    return notes


def _code_notes(columns: Columns, options: InventoryOptions, built: Built) -> list[str]:
    if not built.codes.made:
        return []
    serial = f"column {columns.names[columns.index['id']]!r}" if built.codes.from_ids else "a running number"
    return [
        f"{built.codes.made} codes are made from region {options.region}, type 132; their serial is {serial}"
    ]


def _defaults(columns: Columns, options: InventoryOptions, built: Built) -> list[str]:
    """A note for each field that took its default, and for how many cameras."""
    defaults = {
        "class": f"class {options.default_class}",
        "district": f"district {options.default_district!r}",
        "edition": f"edition {options.edition}",
        "transport": f"SIP over {options.sip_transport.upper()}",
        "stream": f"stream {options.stream.text}",
    }
    notes = [
        f"no column gives the {field}: every camera has {default}"
        for field, default in defaults.items()
        if field not in columns.index
    ]
    notes += [
        f"where the {field} is empty, a camera has {default}"
        for field, default in defaults.items()
        if field in built.empty_fields
    ]
    if "name" not in columns.index:
        notes.append("no column gives the name: cameras are called by their number or code")
    if not {"longitude", "latitude"} & columns.index.keys():
        notes.append("no column gives coordinates: no camera has any")
    return notes
