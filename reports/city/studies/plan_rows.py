"""The rows of a build-out's tables: a cell a phase."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from camproof.reports.city.numbers import estimate_text, figure_text, round_text
from camproof.reports.city.words import class_name, class_term, term
from camproof.simulator.answers import Key, Standing
from camproof.simulator.values import CLASS_WORDS

__all__ = ["PlanRow", "Section", "currency", "sections"]

_COVERED = ("video coverage", "coverage in effect", "networking rate", "HD share")
_HOLDS = ("online rate", "intact rate", "recording completeness")


@dataclass(frozen=True, slots=True)
class PlanRow:
    """:param part: a class of cameras or a type of place; empty for all. :param cells: one a phase."""

    what: str
    cells: tuple[str, ...]
    part: str = ""
    term: str = ""
    strong: bool = False


Section = tuple[str, tuple[PlanRow, ...]]
"""A heading and its rows."""


def sections(phases: Sequence[Standing]) -> tuple[Section, ...]:
    """What stands, what each phase buys, what is covered, joined and HD, and how it holds."""
    return (
        ("What stands", _standing(phases)),
        ("What it buys", _bought(phases)),
        ("Coverage, networking, HD", tuple(_shares(phases, _COVERED))),
        ("How it holds", (*_shares(phases, _HOLDS), _yearly(phases))),
    )


def currency(phases: Sequence[Standing]) -> str:
    """Of the yearly cost."""
    return next(key.unit for key in phases[0].estimates if key.measure == "yearly cost")


def _standing(phases: Sequence[Standing]) -> tuple[PlanRow, ...]:
    counts = {
        "cameras": [each.cameras for each in phases],
        "nodes": [each.switches for each in phases],
        "recorders": [each.recorders for each in phases],
    }
    return tuple(
        PlanRow(what, tuple(figure_text(count, "count") for count in found), strong=what == "cameras")
        for what, found in counts.items()
    )


def _bought(phases: Sequence[Standing]) -> tuple[PlanRow, ...]:
    """Kinds that some phase buys, as in "6 for 36 000 GBP", then what the phase costs, then all up to it."""
    money = currency(phases)
    kinds = dict.fromkeys(row.what for each in phases for row in each.bought if row.count)
    spent = [each.spent for each in phases]
    return (
        *(PlanRow(what, tuple(_price(each, what, money) for each in phases)) for what in kinds),
        PlanRow("spent", tuple(round_text(each, money) for each in spent), strong=True),
        PlanRow("spent so far", tuple(round_text(each, money) for each in accumulate(spent))),
    )


def _price(phase: Standing, what: str, money: str) -> str:
    row = next((row for row in phase.bought if row.what == what and row.count), None)
    return f"{figure_text(row.count, 'count')} for {round_text(row.money, money)}" if row else "—"


def _shares(phases: Sequence[Standing], measures: Sequence[str]) -> Iterator[PlanRow]:
    """Of each measure all, then by class of cameras or type of place, as far as some phase has it."""
    present = dict.fromkeys(key for each in phases for key in each.estimates if not key.district)
    for measure in measures:
        own = sorted((key for key in present if key.measure == measure), key=_order)
        for key in own:
            cells = tuple(
                estimate_text(each.estimates[key], key.unit) if key in each.estimates else "—"
                for each in phases
            )
            word = key.camera_class or key.of
            name = class_name(word) if word else ""
            zh = class_term(word) if word else term(measure)
            yield PlanRow(measure, cells, name, zh, strong=not word)


def _order(key: Key) -> tuple[int, str]:
    known = ("", *CLASS_WORDS)
    return (known.index(key.camera_class) if not key.of else len(known)), key.of


def _yearly(phases: Sequence[Standing]) -> PlanRow:
    key = Key("yearly cost", currency(phases))
    cells = tuple(round_text(each.estimates[key].mean, key.unit) for each in phases)
    return PlanRow(key.measure, cells, term=term(key.measure), strong=True)
