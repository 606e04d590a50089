from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.verdicts.finding import Symptom
from camproof.verdicts.words import Place, did_you_mean, locate, nearest


@pytest.mark.parametrize(
    ("word", "expected"),
    [("AVIAL-1", "AVAIL-1"), ("avail-1", "AVAIL-1"), (" AVAIL-1 ", "AVAIL-1"), ("zebra", None), ("", None)],
)
def test_nearest(word: str, expected: str | None) -> None:
    assert nearest(word, ["AVAIL-1", "SHARE-1", "COVER-1"]) == expected


def test_letters_in_another_order_come_first() -> None:
    assert nearest("esat", ["west", "east"]) == "east"


def test_members_of_an_enum_are_plain_words() -> None:
    assert did_you_mean("packet-lost", tuple(Symptom)) == "did you mean 'packet-loss'?"


def test_hint_names_the_choices_where_none_is_near() -> None:
    assert did_you_mean("zebra", ["on", "off"]) == "known are on, off"
    assert did_you_mean("zebra", [str(n) for n in range(50)], shown=2) == "known are 0, 1, ..."
    assert did_you_mean("zebra", []) == ""


def test_sentence_names_file_line_column_and_field() -> None:
    place = Place("shops.csv", 12, 3, "class")
    text = locate("'key-puplic' is no camera class", place, "did you mean 'key-public-area'?")
    assert text == (
        "shops.csv, line 12, column 3, field 'class': 'key-puplic' is no camera class "
        "(did you mean 'key-public-area'?)"
    )
    assert locate("wrong", Place()) == "wrong"


@given(st.text(max_size=2000), st.lists(st.text(max_size=30), max_size=20))
def test_nearest_is_one_of_the_choices(word: str, choices: list[str]) -> None:
    assert nearest(word, choices) in {None, *choices}
