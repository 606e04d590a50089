"""The rows of standards and assessment sheets, against a list of them that is kept apart."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from camproof.verdicts import Catalogue, CatalogueError, load_requirements, standard_rows
from camproof.verdicts.standard_rows import load_standard_rows

LIST = Path(__file__).with_name("standard_rows.csv")


def test_every_row_of_the_list_is_there_in_its_order() -> None:
    with LIST.open(encoding="utf-8", newline="") as file:
        listed = [(entry["id"], entry["row"]) for entry in csv.DictReader(file)]
    assert len({name for name, _ in listed}) == len(listed) == 83
    assert [(row.id, row.row) for row in load_standard_rows()] == listed


def test_every_row_is_a_requirement_or_says_why_not() -> None:
    for row in load_standard_rows():
        assert row.requirements or row.unmeasured, row.id
        assert row.source, row.id
        assert not row.unmeasured or len(row.unmeasured.split()) > 2, row.id


def test_a_figure_of_several_parts_answers_for_each() -> None:
    rows = {row.id: row for row in load_standard_rows()}
    assert "centre to centre" in rows["TT-10"].figure
    assert "centre to centre" in rows["TT-10"].unmeasured
    assert rows["TT-26"].unmeasured.startswith("signalling:")
    assert rows["TT-35"].requirements == ("TRANS-1", "CASC-6")
    known = load_requirements()
    assert not any(known.get(name).unmeasured for name in rows["TT-35"].requirements)


def test_a_row_without_requirements_and_reason_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "standards").mkdir()
    text = "- {id: X-1, row: anything, source: none}\n"
    (tmp_path / "standards/x.yaml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(standard_rows, "files", lambda _package: tmp_path)
    with pytest.raises(CatalogueError, match="a row has requirements, or a reason"):
        load_standard_rows()


def test_an_unverified_figure_is_no_hard_limit() -> None:
    known = load_requirements()
    for row in load_standard_rows():
        if any(word in row.source for word in ("unverified", "second hand", "practice", "bench default")):
            origins = {known.get(name).origin for name in row.requirements}
            assert origins <= {"default"}, row.id


def test_a_row_cannot_name_a_requirement_that_is_not_there() -> None:
    with pytest.raises(CatalogueError, match="'TRANS-1' is no requirement"):
        load_standard_rows(Catalogue({}))
