"""Reading a camera inventory: nothing is guessed in silence, nothing dropped in silence.

Every row becomes a camera or is named with its line. What the file does not say is taken from the options,
and a note says so. Unusable coordinates leave the camera without a place; an unusable code, class or other
word refuses the row, and with it the file unless bad rows are to be skipped.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from camproof.domain.camera import EditionName, SipTransport
from camproof.domain.classes import CameraClass
from camproof.domain.codes import check_region
from camproof.domain.errors import InputError, InventoryError
from camproof.domain.inventory.columns import Columns, recognise
from camproof.domain.inventory.model import Inventory, InventoryOptions, RowIssue
from camproof.domain.inventory.notes import notes_of
from camproof.domain.inventory.records import build_records
from camproof.domain.inventory.table import Table, read_table
from camproof.domain.stream import StreamProfile
from camproof.protocols.gb28181.ids import is_device_code
from camproof.verdicts.words import Place

__all__ = ["parse_inventory", "read_inventory"]


def read_inventory(
    path: Path,
    *,
    region: str | None = None,
    mapping: Mapping[str, str] | None = None,
    default_class: CameraClass = CameraClass.SOCIAL,
    default_district: str = "all",
    edition: EditionName = "2016",
    sip_transport: SipTransport = "udp",
    stream: StreamProfile | None = None,
    group: str = "",
    taken: frozenset[str] = frozenset(),
    encoding: str | None = None,
    delimiter: str | None = None,
    skip_bad_rows: bool = False,
) -> Inventory:
    """Read a CSV file of cameras; the options are those of :class:`InventoryOptions`.

    Columns are found by their usual English and Chinese names: code, id, name, longitude, latitude, class,
    district, group, edition, transport, stream; all others are kept as attributes.

    :raises InventoryError: the file cannot be read, or rows are unusable; names every one of them.
    :raises InputError: the region or the mapping is wrong.
    """
    options = InventoryOptions(
        region=region,
        mapping=mapping if mapping is not None else {},
        default_class=default_class,
        default_district=default_district,
        edition=edition,
        sip_transport=sip_transport,
        stream=stream if stream is not None else StreamProfile(),
        group=group,
        taken=taken,
        encoding=encoding,
        delimiter=delimiter,
        skip_bad_rows=skip_bad_rows,
    )
    try:
        data = path.read_bytes()
    except OSError as broken:
        raise InventoryError(f"the inventory cannot be read: {broken.strerror}", Place(str(path))) from broken
    return parse_inventory(data, str(path), options)


def parse_inventory(data: bytes, file: str, options: InventoryOptions | None = None) -> Inventory:
    """As :func:`read_inventory`, from the bytes of the file.

    :param file: its name, for errors.
    """
    options = options if options is not None else InventoryOptions()
    if options.region is not None:
        check_region(options.region)
    table = read_table(data, file, options.encoding, options.delimiter)
    columns = _columns(table, file, options)
    built = build_records(table.rows, columns, file, options)
    refused = [issue for issue in built.issues if issue.refused]
    if refused and not options.skip_bad_rows:
        raise _refusal(file, refused)
    if not built.records:
        raise InventoryError("there is no camera in it", Place(file), problems=_problems(refused))
    notes = notes_of(table, columns, options, built)
    return Inventory(built.records, notes, built.issues, _named(columns))


def _columns(table: Table, file: str, options: InventoryOptions) -> Columns:
    """The columns; one of ids that are all 20-digit codes is the column of codes."""
    columns = recognise(table.header.cells, options.mapping, Place(file, table.header.line))
    index = dict(columns.index)
    ids = [columns.cell(row.cells, "id") for row in table.rows]
    if "code" not in index and "id" in index and ids and all(map(is_device_code, ids)):
        index["code"] = index.pop("id")
    return Columns(index, columns.names)


def _refusal(file: str, refused: list[RowIssue]) -> InventoryError:
    rows = len({issue.line for issue in refused})
    what = f"{rows} row{'s' if rows > 1 else ''} cannot be used"
    hint = "mend them, or skip bad rows"
    return InventoryError(what, Place(file), hint, _problems(refused))


def _problems(refused: list[RowIssue]) -> list[InputError]:
    return [InputError(issue.what, issue.place, issue.suggestion) for issue in refused]


def _named(columns: Columns) -> dict[str, str]:
    return {field: columns.names[at] for field, at in columns.index.items()}
