"""Time lines of faults, drawn by hypothesis: which fault, when, how long, on which cameras, how strong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from hypothesis import strategies as st

from camproof.domain.errors import UnknownWordError
from camproof.domain.faults import Fault, Parameter, load_faults
from camproof.domain.selector import Selector
from camproof.domain.timeline import TimelineEntry
from camproof.domain.units import format_quantity
from camproof.verdicts.words import Place

__all__ = ["Space", "faults_like", "timelines"]

_MOST_CODES = 4
_STRENGTHS = (0.5, 1.0, 2.0, 5.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Space:
    """What may be drawn.

    :param faults: rows of the catalogue.
    :param cameras: how many there are; they are chosen by number, from 1.
    :param districts: that may be chosen as a whole.
    :param shortest_s: each fault lasts at least so long.
    :param end_s: when the last one ends at the latest, in seconds of the phase.
    :param most: faults in a time line.
    """

    faults: tuple[Fault, ...]
    cameras: int
    districts: tuple[str, ...]
    shortest_s: int
    end_s: int
    most: int


def faults_like(patterns: Sequence[str]) -> tuple[Fault, ...]:
    """The rows of the catalogue whose ids match any of these, as in ``link.*``.

    :raises UnknownWordError: a pattern that matches none.
    """
    rows = load_faults().rows
    for pattern in patterns:
        if not any(fnmatchcase(name, pattern) for name in rows):
            raise UnknownWordError("fault", pattern, rows, Place(field="--faults"))
    return tuple(row for name, row in rows.items() if any(fnmatchcase(name, pattern) for pattern in patterns))


def timelines(space: Space) -> st.SearchStrategy[list[TimelineEntry]]:
    """One fault or more; simpler ones are fewer, earlier, shorter, weaker and hit fewer cameras."""
    return st.lists(_entry(space), min_size=1, max_size=space.most)


@st.composite
def _entry(draw: st.DrawFn, space: Space) -> TimelineEntry:
    fault = draw(st.sampled_from(space.faults))
    at_s = draw(st.integers(0, space.end_s - space.shortest_s))
    for_s = draw(st.integers(space.shortest_s, space.end_s - at_s))
    params = {
        parameter.name: value
        for parameter in fault.parameters
        if (value := draw(_value(parameter))) is not None
    }
    return TimelineEntry(float(at_s), float(for_s), "fault", fault.id, draw(_cameras(space)), params)


def _cameras(space: Space) -> st.SearchStrategy[Selector]:
    numbers = st.integers(1, space.cameras)
    few = st.lists(numbers, min_size=1, max_size=min(_MOST_CODES, space.cameras), unique=True)
    ways = [few.map(lambda codes: Selector(codes=tuple(sorted(codes))))]
    if len(space.districts) > 1:
        ways.append(st.sampled_from(space.districts).map(lambda name: Selector(district=(name,))))
    return st.one_of(*ways, st.just(Selector()))


def _value(parameter: Parameter) -> st.SearchStrategy[object]:
    """A value as written in a file; None leaves the default."""
    if parameter.kind == "flag":
        return st.sampled_from((None, not parameter.default))
    if parameter.kind == "choice":
        return st.sampled_from((None, *(word for word in parameter.choices if word != parameter.default)))
    numbers = dict.fromkeys(_within(parameter, float(parameter.default) * by) for by in _STRENGTHS)
    kind = parameter.kind
    return st.sampled_from((None, *(format_quantity(number, kind) for number in numbers)))


def _within(parameter: Parameter, number: float) -> float:
    low = parameter.at_least if parameter.at_least is not None else number
    high = parameter.at_most if parameter.at_most is not None else number
    inside = min(max(number, low), high)
    return float(round(inside)) if parameter.kind == "count" else inside
