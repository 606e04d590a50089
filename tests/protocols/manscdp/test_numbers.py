"""Numbers that keep the digits that they were written with."""

from __future__ import annotations

import copy
import json
import pickle

import pytest

from camproof.protocols.manscdp import CatalogItem, Node, Written, decimals_of


@pytest.mark.parametrize(
    ("text", "decimals"), [("118.100000", 6), ("118.1", 1), ("118", 0), ("-0.5", 1), ("7.", 0)]
)
def test_the_digits_of_a_position_are_kept_and_written_again(text: str, decimals: int) -> None:
    item = CatalogItem.from_nodes((Node("Longitude", f" {text} "),))
    assert item.longitude == float(text)
    assert decimals_of(item.longitude) == decimals
    assert item.to_nodes() == (Node("Longitude", text),)


@pytest.mark.parametrize(
    ("value", "text"),
    [(118.1, "118.100000"), (118.1234567, "118.1234567"), (-2.0, "-2.000000"), (1e-7, "0.0000001")],
)
def test_a_number_is_written_with_at_least_so_many_decimals(value: float, text: str) -> None:
    made = Written.of(value, 6)
    assert (made, made.text) == (value, text)
    assert CatalogItem(longitude=made).to_nodes() == (Node("Longitude", text),)


def test_a_number_that_was_never_written_has_the_decimals_of_its_shortest_form() -> None:
    assert [decimals_of(value) for value in (118.1, 118.0, 1e-7)] == [1, 0, 7]
    assert CatalogItem(longitude=118.0).to_nodes() == (Node("Longitude", "118"),)


def test_it_survives_copies_and_is_a_number_for_others() -> None:
    made = Written("118.100000")
    for other in (copy.deepcopy(made), pickle.loads(pickle.dumps(made))):
        assert (other, other.text) == (118.1, "118.100000")
    assert json.dumps(made) == "118.1"
