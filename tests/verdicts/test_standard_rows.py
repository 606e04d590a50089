"""The rows of standards and assessment sheets, against a list of them that is kept apart."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from camproof.verdicts import Catalogue, CatalogueError, load_requirements
from camproof.verdicts.standard_rows import load_standard_rows

LIST = Path(__file__).with_name("standard_rows.csv")


def test_every_row_of_the_list_is_there_in_its_order() -> None:
    with LIST.open(encoding="utf-8", newline="") as file:
        listed = [(entry["id"], entry["row"]) for entry in csv.DictReader(file)]
    assert len({name for name, _ in listed}) == len(listed) == 83
    assert [(row.id, row.row) for row in load_standard_rows()] == listed


def test_every_row_is_a_requirement_or_says_why_not() -> None:
    for row in load_standard_rows():
        assert bool(row.requirements) != bool(row.unmeasured), row.id
        assert row.source, row.id
        assert not row.unmeasured or len(row.unmeasured.split()) > 2, row.id


def test_an_unverified_figure_is_no_hard_limit() -> None:
    known = load_requirements()
    for row in load_standard_rows():
        if any(word in row.source for word in ("unverified", "second hand", "practice", "bench default")):
            origins = {known.get(name).origin for name in row.requirements}
            assert origins <= {"default"}, row.id


def test_a_row_cannot_name_a_requirement_that_is_not_there() -> None:
    with pytest.raises(CatalogueError, match="'TRANS-1' is no requirement"):
        load_standard_rows(Catalogue({}))
