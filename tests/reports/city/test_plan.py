"""The rows of a build-out."""

from __future__ import annotations

import pytest
from rich.console import Console

from camproof.reports.city import Making
from camproof.reports.city.studies import Study, print_plan
from camproof.reports.city.studies.plan_rows import PlanRow, sections
from camproof.simulator.answers import Bought, Key, Standing, estimate


def standing(name: str, cameras: int, hd: float, *bought: Bought) -> Standing:
    figures = {
        Key("HD share", "share"): hd,
        Key("HD share", "share", "social"): 1.0,
        Key("HD share", "share", "key-public-area"): hd / 2,
        Key("yearly cost", "GBP"): 1000.0 * cameras,
    }
    found = {key: estimate([value, value]) for key, value in figures.items()}
    return Standing(name, cameras, 10, 2, bought, found)


@pytest.fixture
def rows() -> dict[str, list[PlanRow]]:
    new = Bought("new cameras", 6, 36_000.0)
    joined, none = Bought("cameras joined", 1200, 480_000.0), Bought("new cameras", 0, 0.0)
    phases = (
        standing("today", 90, 0.5),
        standing("2027", 96, 0.6, new),
        standing("2028", 96, 1, none, joined),
    )
    return {heading: list(found) for heading, found in sections(phases)}


def test_what_phases_buy_is_told_with_its_price_and_summed(rows: dict[str, list[PlanRow]]) -> None:
    cells = {row.what: [cell.replace("\u202f", " ") for cell in row.cells] for row in rows["What it buys"]}
    assert cells == {
        "new cameras": ["—", "6 for 36 000 GBP", "—"],
        "cameras joined": ["—", "—", "1 200 for 480 000 GBP"],
        "spent": ["0 GBP", "36 000 GBP", "480 000 GBP"],
        "spent so far": ["0 GBP", "36 000 GBP", "516 000 GBP"],
    }


def test_shares_of_all_stand_above_those_of_classes(rows: dict[str, list[PlanRow]]) -> None:
    found = rows["Coverage, networking, HD"]
    assert [(row.part, row.term, row.strong) for row in found] == [
        ("", "高清率", True),
        ("key public area", "重点公共区域", False),
        ("social", "社会资源", False),
    ]
    assert found[0].cells == ("50 %", "60 %", "100 %")


def test_many_phases_stand_below_each_other_and_no_figure_is_broken() -> None:
    bought = Bought("new cameras", 20, 120_000.0)
    phases = [standing(str(2026 + at), 90, 0.5, bought) for at in range(5)]
    console = Console(width=80)
    with console.capture() as said:
        print_plan(phases, Study("A town", 1, 2, Making(file="a", command="b"), ("a note",)), console)
    lines = said.get().replace("\u202f", " ").splitlines()
    assert max(map(len, lines)) <= 80
    assert [line.count("20 for 120 000 GBP") for line in lines if line.startswith("new cameras")] == [3, 2]
    assert lines[-1] == "Note: a note"
