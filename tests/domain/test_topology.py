from __future__ import annotations

import math

import pytest

from camproof.domain.errors import InputError, UnknownWordError
from camproof.domain.topology import District, Link, Topology
from camproof.verdicts.words import Place

_EAST = District("east", Link(5, 2, 0.001, 1000))


def test_described_and_used_districts() -> None:
    topology = Topology.of([_EAST], ["west", "east", "west"])
    assert topology.link_of("east") == _EAST.link
    assert topology.link_of("west") == Link()
    with pytest.raises(UnknownWordError, match="did you mean 'east'"):
        topology.link_of("eats")


def test_a_district_without_cameras_is_an_error() -> None:
    with pytest.raises(UnknownWordError, match=r"a\.yaml, line 4: 'east' is no district of any camera"):
        Topology.of([_EAST], ["west"], Place("a.yaml", 4))
    with pytest.raises(InputError, match="described twice"):
        Topology.of([_EAST, _EAST])


@pytest.mark.parametrize(
    "figures",
    [
        (-1, 0, 0, None),
        (1, 2, 0, None),
        (1, 0, 1.1, None),
        (1, 0, 0, 0),
        (math.nan, 0, 0, None),
        (1, -1, 0, None),
    ],
)
def test_figures_are_checked(figures: tuple[float, float, float, float | None]) -> None:
    with pytest.raises(InputError):
        Link(*figures)
