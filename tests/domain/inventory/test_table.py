from __future__ import annotations

import pytest

from camproof.domain.errors import InventoryError
from camproof.domain.inventory import table
from camproof.domain.inventory.table import read_table


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize(("delimiter", "name"), [(",", "comma"), (";", "semicolon"), ("\t", "tab")])
def test_encodings_and_delimiters_are_found(encoding: str, delimiter: str, name: str) -> None:
    text = "\r\n".join(delimiter.join(cells) for cells in (["编号", "名称"], ["1", "东门"]))
    read = read_table(text.encode(encoding), "a.csv")
    assert read.header.cells == ("编号", "名称")
    assert read.rows[0].cells == ("1", "东门")
    assert read.delimiter_name == name


def test_rows_know_their_lines() -> None:
    data = b'id,name\r\n1,"two\r\nlines"\r\n\r\n,,\r\n 2 , "a, b" \r\n'.replace(b'" \r', b'"\r')
    read = read_table(data, "a.csv")
    assert [(row.line, row.cells) for row in read.rows] == [(2, ("1", "two\r\nlines")), (6, ("2", "a, b"))]
    assert read.blank_lines == 2


def test_a_delimiter_in_quotes_does_not_count() -> None:
    assert read_table(b'"a,b,c";d\n1;2\n', "a.csv").delimiter == ";"


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end(newline: str) -> None:
    read = read_table(newline.join(["id,name", "1,a", "2,b"]).encode(), "a.csv")
    assert [row.line for row in read.rows] == [2, 3]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "the file is empty"),
        (b"\n\n , \n", "the file is empty"),
        (b"id,name\n1,a\x00b\n", "a.csv, line 2: there is a NUL character"),
        (b"\xff\xff\xff\x81", "not text in utf-8-sig or gb18030"),
        (b'id,name\n1,"a\n2,b\n', "a.csv, line 2: the row cannot be taken apart"),
        (b'id,name\n1,"a"b\n', "a.csv, line 2: the row cannot be taken apart"),
        (b"id,name\n1," + b"x" * 200_000 + b"\n", "field larger than field limit"),
    ],
)
def test_what_is_no_table(data: bytes, sentence: str) -> None:
    with pytest.raises(InventoryError) as caught:
        read_table(data, "a.csv")
    assert sentence in str(caught.value)


def test_given_encoding_and_delimiter() -> None:
    assert read_table("名|a\n1|2".encode("gbk"), "a.csv", "gbk", "|").rows[0].cells == ("1", "2")
    with pytest.raises(InventoryError, match="'utf-9' is no encoding"):
        read_table(b"a", "a.csv", "utf-9")
    with pytest.raises(InventoryError, match="not text in ascii"):
        read_table("名".encode(), "a.csv", "ascii")
    for bad in ("", ",,", '"', "\n"):
        with pytest.raises(InventoryError, match="cannot stand between cells"):
            read_table(b"a,b", "a.csv", None, bad)


def test_codecs_that_are_not_text_are_refused() -> None:
    for name in ("base64", "hex", "rot13", "zlib"):
        with pytest.raises(InventoryError):
            read_table(b"a,b", "a.csv", name)


def test_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "_MOST_ROWS", 2)
    with pytest.raises(InventoryError, match="more than 2 rows"):
        read_table(b"id\n1\n2\n3\n", "a.csv")
    assert len(read_table(b"id\n1\n2\n", "a.csv").rows) == 2
    monkeypatch.setattr(table, "_MOST_BYTES", 3)
    with pytest.raises(InventoryError, match="MB"):
        read_table(b"id\n1\n", "a.csv")
