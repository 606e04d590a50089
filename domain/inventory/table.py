"""From the bytes of a CSV file to its cells, each row with its line number."""

from __future__ import annotations

import codecs
import csv
import io
from dataclasses import dataclass

from camproof.domain.errors import InventoryError
from camproof.verdicts.words import Place

__all__ = ["Table", "TableRow", "read_table"]

_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab"}
_MOST_BYTES = 256_000_000
_MOST_ROWS = 1_000_000


@dataclass(frozen=True, slots=True)
class TableRow:
    """The cells of a row, stripped, and the line on which it starts."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A CSV file in cells.

    :param encoding: how its bytes were read.
    :param delimiter: what stands between its cells.
    :param blank_lines: how many rows without any text were passed over.
    """

    header: TableRow
    rows: tuple[TableRow, ...]
    encoding: str
    delimiter: str
    blank_lines: int

    @property
    def delimiter_name(self) -> str:
        return _DELIMITERS.get(self.delimiter, repr(self.delimiter))


def read_table(data: bytes, file: str, encoding: str | None = None, delimiter: str | None = None) -> Table:
    """Read a CSV file.

    :raises InventoryError: no text, no rows, broken quotes, or too large.
    """
    if len(data) > _MOST_BYTES:
        raise InventoryError(f"the file has more than {_MOST_BYTES // 1_000_000} MB", Place(file))
    text, encoding = _decode(data, file, encoding)
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise InventoryError("there is a NUL character in it", Place(file, line), "save it as CSV text")
    delimiter = _delimiter_of(text) if delimiter is None else delimiter
    if len(delimiter) != 1 or delimiter in '"\r\n ':
        raise InventoryError(f"{delimiter!r} cannot stand between cells", Place(file), "use , or ; or tab")
    filled, blank = _rows(text, file, delimiter)
    if not filled:
        raise InventoryError("the file is empty", Place(file))
    return Table(filled[0], tuple(filled[1:]), encoding, delimiter, blank)


def _decode(data: bytes, file: str, encoding: str | None) -> tuple[str, str]:
    if encoding is None and data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        encoding = "utf-16"
    tried = (encoding,) if encoding is not None else ("utf-8-sig", "gb18030")
    for name in tried:
        try:
            return data.decode(name), name
        except UnicodeError:
            continue
        except LookupError:
            raise InventoryError(f"{name!r} is no encoding", Place(file), "try utf-8 or gb18030") from None
    raise InventoryError(
        f"the file is not text in {' or '.join(tried)}", Place(file), "save it as CSV in UTF-8"
    )


def _delimiter_of(text: str) -> str:
    """The one that stands most often in the first line that holds text, outside quotes."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    bare = "".join(first.split('"')[::2])
    return max(_DELIMITERS, key=bare.count)


def _rows(text: str, file: str, delimiter: str) -> tuple[list[TableRow], int]:
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter, strict=True, skipinitialspace=True
    )
    filled: list[TableRow] = []
    blank, line = 0, 1
    try:
        for cells in reader:
            stripped = tuple(cell.strip() for cell in cells)
            if any(stripped):
                filled.append(TableRow(line, stripped))
            else:
                blank += 1
            if len(filled) > _MOST_ROWS + 1:  # the header is one of them
                raise InventoryError(f"the file has more than {_MOST_ROWS} rows", Place(file, line))
            line = reader.line_num + 1
    except csv.Error as broken:
        hint = "a cell that holds a quotation mark or the delimiter must stand in quotation marks"
        raise InventoryError(f"the row cannot be taken apart: {broken}", Place(file, line), hint) from broken
    return filled, blank
