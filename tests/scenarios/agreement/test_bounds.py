"""Bounds hold what they come from, with room, and are kept."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.domain.errors import InputError
from camproof.scenarios.agreement.bounds import Bounds, bounds_from, read_bounds, write_bounds
from camproof.scenarios.agreement.comparing import compare
from camproof.scenarios.agreement.figures import Figure
from camproof.verdicts import Outcome

VALUES = st.floats(-1e6, 1e6)


@given(st.lists(VALUES, min_size=1, max_size=5), st.sampled_from(["s", "ms", "share", "count"]))
def test_bounds_hold_every_run(values: list[float], unit: str) -> None:
    made = bounds_from([{"a: b": Figure(unit, value, Outcome.PASS)} for value in values])["a: b"]
    assert all(made.hold(value) for value in values)
    width = max(values) - min(values)
    assert made.low <= min(values) - width
    assert made.high >= max(values) + width
    assert made.runs == len(values)


def test_a_tenth_or_a_floor_where_runs_are_alike(figure: Any) -> None:
    alike = bounds_from([{"a": figure(200.0), "b": figure(0.0), "c": figure(5.0, "count")}] * 2)
    assert (alike["a"].low, alike["a"].high) == (180.0, 220.0)
    assert (alike["b"].low, alike["b"].high) == (-3.0, 3.0)
    assert (alike["c"].low, alike["c"].high) == (4.5, 5.5)


def test_responses_may_come_at_once(figure: Any) -> None:
    made = bounds_from(
        [{"move: PTZ response p95, all": figure(200.0), "watch: jitter p95, all": figure(200.0)}]
    )
    assert [row.low for row in made.values()] == [0.0, 180.0]


def test_what_one_run_did_not_measure_has_no_bounds(figure: Any) -> None:
    assert not bounds_from([{"a": figure(1.0)}, {"a": figure(None)}])
    assert not bounds_from([{"a": figure(1.0)}, {}])
    assert not bounds_from([])


def test_an_answer_that_never_came_is_the_same_only_as_another(figure: Any, tmp_path: Path) -> None:
    never = bounds_from([{"a": figure(math.inf, "s")}] * 2)
    assert never["a"].hold(math.inf)
    assert not never["a"].hold(3.0)
    some = bounds_from([{"a": figure(math.inf, "s")}, {"a": figure(2.0, "s")}])["a"]
    assert some.hold(2.0)
    assert some.hold(math.inf)
    assert not some.hold(1.9)
    file = tmp_path / "bounds.json"
    write_bounds(file, {"one": never})
    assert read_bounds(file) == {"one": never}


def test_files(tmp_path: Path) -> None:
    file = tmp_path / "bounds.json"
    assert read_bounds(file) == {}
    kept = {"一": {"watch: jitter p95, 所有": Bounds("ms", -1.5, 7.25, 3)}}
    write_bounds(file, kept)
    assert read_bounds(file) == kept
    for broken in ("", "[]", '{"a": 1}', '{"a": {"b": {}}}', '{"a": {"b": {"unit": "s", "low": "x"}}}'):
        file.write_text(broken, encoding="utf-8")
        with pytest.raises(InputError, match="bounds cannot be read"):
            read_bounds(file)


def test_rows(figure: Any) -> None:
    bounds = {name: Bounds("ms", 1.0, 2.0, 3) for name in ("in", "out", "silent", "unmade", "gone", "never")}
    virtual = {
        "in": figure(1.5), "out": figure(2.5), "silent": figure(None, outcome=Outcome.NOT_RUN),
        "unmade": figure(None, outcome=Outcome.INCONCLUSIVE), "new": figure(1.0), "never": figure(math.inf),
    }  # fmt: skip
    rows = {row.name: row for row in compare(virtual, bounds)}
    assert {name: (row.word, row.clock) for name, row in rows.items()} == {
        "in": ("agrees", ""), "out": ("differs", "virtual"), "silent": ("not said", ""),
        "unmade": ("differs", "virtual"), "new": ("no bounds", ""), "gone": ("differs", "virtual"),
        "never": ("differs", "virtual"),
    }  # fmt: skip
    assert rows["silent"].reason == "why"


def test_a_run_on_sockets_is_held_against_the_same_bounds(figure: Any) -> None:
    bounds = {name: Bounds("ms", 1.0, 2.0, 3) for name in ("a", "b", "c")}
    virtual = {"a": figure(1.0), "b": figure(1.0), "c": figure(0.0)}
    wall = {"a": figure(2.0), "b": figure(2.1), "c": figure(None)}
    assert [(row.word, row.clock, row.wall) for row in compare(virtual, bounds, wall)] == [
        ("agrees", "", 2.0), ("differs", "wall", 2.1), ("differs", "virtual and wall", None),
    ]  # fmt: skip
