from __future__ import annotations

from camproof.domain.errors import InputError, InventoryError, Place, UnknownWordError


def test_place_is_named_and_readable() -> None:
    error = InputError("wrong", Place("a.yaml", 3, 7, "share"), "write 30 %")
    assert str(error) == "a.yaml, line 3, column 7, field 'share': wrong (write 30 %)"
    assert (error.file, error.line, error.column, error.field) == ("a.yaml", 3, 7, "share")
    assert InputError("wrong").place == Place()


def test_unknown_word_suggests() -> None:
    error = UnknownWordError("fault", "power.cutt", ["power.cut", "link.loss"], Place("a.yaml", 3))
    assert str(error) == "a.yaml, line 3: 'power.cutt' is no fault (did you mean 'power.cut'?)"


def test_inventory_error_names_every_problem_up_to_twenty() -> None:
    problems = [InputError("bad", Place("a.csv", line)) for line in range(2, 27)]
    lines = str(InventoryError("25 rows cannot be used", Place("a.csv"), problems=problems)).splitlines()
    assert lines[0] == "a.csv: 25 rows cannot be used"
    assert lines[1] == "  a.csv, line 2: bad"
    assert lines[-1] == "  and 5 more"
    assert len(lines) == 22
