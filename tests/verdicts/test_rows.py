from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.verdicts.errors import CatalogueError
from camproof.verdicts.rows import read_row, read_rows


def test_getters() -> None:
    (row,) = read_rows("- {a: text, n: 3, x: 1.5, f: true, l: [u, v], m: {k: w}, r: [{q: 1}]}", "f.yaml")
    assert (row.text("a"), row.number("n"), row.number("x"), row.flag("f")) == ("text", 3.0, 1.5, True)
    assert row.texts("l") == ("u", "v")
    assert row.row("m").text("k") == "w"
    assert row.rows("r")[0].number("q") == 1
    assert (row.text("none", "d"), row.number("none", 7), row.flag("none", default=False)) == ("d", 7, False)
    assert (row.texts("none", ()), row.rows("none", ()), row.choice("none", ("a",), "")) == ((), (), "")


def _read_colours(text: str) -> None:
    for row in read_rows(text, "f.yaml"):
        row.only("color", "number")
        row.choice("color", ("red", "blue"))
        row.number("number", 0)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "- {colour: red}",
            "f.yaml, line 1, column 12, field 'colour': 'colour' is no field here (did you mean 'color'?)",
        ),
        (
            "- color: red\n  color: blue",
            "f.yaml, line 2, column 3, field 'color': field 'color' is given twice",
        ),
        ("- {number: 3}", "line 1, column 3: field 'color' is missing"),
        ("- {color: 3}", "color must be a text, not 3"),
        ("- {color: ''}", "color is empty"),
        ("- {color: }", "color must be a text, not nothing"),
        ("- {color: [a]}", "color must be a text, not a list"),
        ("- {color: {a: b}}", "color must be a text, not a mapping"),
        ("- {color: red, number: .inf}", "number is not a finite number"),
        ("- {color: red, number: true}", "number must be a number, not True"),
        ("- {color: red, number: 1" + "0" * 400 + "}", "number is too large a number"),
        ("- {color: pink}", "'pink' is no color"),
        ("- &a {color: red}\n- *a", "line 1, column 3: an alias (*) cannot be used"),
        ("{color: red}", "must be a list of mappings"),
        ("- red", "must be a list of mappings"),
        ("", "must be a list of mappings"),
        ("- {color: [", "f.yaml, line 1, column"),
        ("- " * 100 + "a", "nested too deeply"),
        ("[" * 20000, "nested too deeply"),
        ("- {? [a] : b}", "the name of a field must be a word"),
        ("- {color: !!int ''}", "a value cannot be read"),
        ("- {color: !!python/object:os.system x}", "could not determine a constructor"),
    ],
)
def test_errors_name_the_place(text: str, sentence: str) -> None:
    with pytest.raises(CatalogueError) as caught:
        _read_colours(text)
    assert sentence in str(caught.value)
    assert str(caught.value).startswith("f.yaml")


@pytest.mark.parametrize("text", ["- {l: x}", "- {l: [1]}", "- {l: ['']}"])
def test_a_list_of_texts_holds_texts(text: str) -> None:
    with pytest.raises(CatalogueError):
        read_rows(text, "f")[0].texts("l")


def test_a_list_of_mappings_holds_mappings() -> None:
    with pytest.raises(CatalogueError, match="list of mappings"):
        read_rows("- {l: [a]}", "f")[0].rows("l")


def test_a_file_that_is_one_mapping() -> None:
    assert read_row("a: b", "f").text("a") == "b"
    with pytest.raises(CatalogueError, match="one mapping"):
        read_row("- a", "f")


_YAMLISH = st.text(alphabet="-:{}[],&*!?|>'\"#%@ \n\tab1.~<", max_size=60)


@given(_YAMLISH | st.text(max_size=60))
def test_any_text_gives_rows_or_the_rooms_error(text: str) -> None:
    try:
        rows = read_rows(text, "f")
    except CatalogueError:
        return
    assert all(row for row in rows)
