"""Bounds hold what they come from, with room, and are kept."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.domain.errors import InputError
from camproof.scenarios.agreement.bounds import Bounds, Seen, bounds_of, read_seen, seen_in, write_seen
from camproof.scenarios.agreement.comparing import compare
from camproof.scenarios.agreement.figures import Figure
from camproof.verdicts import Outcome

VALUES = st.floats(-1e6, 1e6) | st.floats(0.0, 1.0)


def _bounds(runs: list[Any]) -> dict[str, Bounds]:
    return {name: bounds_of(name, seen) for name, seen in seen_in(runs).items()}


@given(st.lists(VALUES, min_size=1, max_size=5), st.sampled_from(["s", "ms", "share", "count"]))
def test_bounds_hold_every_run(values: list[float], unit: str) -> None:
    made = _bounds([{"a: b": Figure(unit, value, Outcome.PASS)} for value in values])["a: b"]
    assert all(made.hold(value) for value in values)
    width, least, most = max(values) - min(values), min(values), max(values)
    if unit == "share" and least >= 0.0 and most <= 1.0:
        assert 0.0 <= made.low <= max(0.0, least - width)
        assert 1.0 >= made.high >= min(1.0, most + width)
    else:
        assert made.low <= least - width
        assert made.high >= most + width
    assert made.runs == len(values)


def test_a_tenth_or_a_floor_where_runs_are_alike(figure: Any) -> None:
    alike = _bounds([{"a": figure(200.0), "b": figure(0.0), "c": figure(5.0, "count")}] * 2)
    assert (alike["a"].low, alike["a"].high) == (180.0, 220.0)
    assert (alike["b"].low, alike["b"].high) == (-3.0, 3.0)
    assert (alike["c"].low, alike["c"].high) == (4.5, 5.5)


def test_responses_may_come_at_once(figure: Any) -> None:
    made = _bounds([{"move: PTZ response p95, all": figure(200.0), "watch: jitter p95, all": figure(200.0)}])
    assert [row.low for row in made.values()] == [0.0, 180.0]


def test_what_one_run_did_not_measure_has_no_bounds(figure: Any) -> None:
    assert not seen_in([{"a": figure(1.0)}, {"a": figure(None)}])
    assert not seen_in([{"a": figure(1.0)}, {}])
    assert not seen_in([])


def test_a_loss_of_a_per_cent_is_not_the_same_as_none(figure: Any) -> None:
    made = _bounds(
        [{"watch: packet loss, all": figure(0.0, "share"), "watch: online rate, all": figure(1.0, "share")}]
    )
    assert (made["watch: packet loss, all"].low, made["watch: packet loss, all"].high) == (0.0, 0.0005)
    assert (made["watch: online rate, all"].low, made["watch: online rate, all"].high) == (0.99, 1.0)


def test_an_answer_that_never_came_is_the_same_only_as_another(figure: Any, tmp_path: Path) -> None:
    never = [{"a": figure(math.inf, "s")}] * 2
    assert _bounds(never)["a"].hold(math.inf)
    assert not _bounds(never)["a"].hold(3.0)
    some = _bounds([{"a": figure(math.inf, "s")}, {"a": figure(2.0, "s")}])["a"]
    assert some.hold(2.0)
    assert some.hold(math.inf)
    assert not some.hold(1.9)
    file = tmp_path / "bounds.json"
    write_seen(file, {"one": seen_in(never)})
    assert read_seen(file) == {"one": seen_in(never)}


def test_files(tmp_path: Path) -> None:
    file = tmp_path / "bounds.json"
    assert read_seen(file) == {}
    kept = {"一": {"watch: jitter p95, 所有": Seen("ms", -1.5, 7.25, 3)}}
    write_seen(file, kept)
    assert read_seen(file) == kept
    for broken in ("", "[]", '{"a": 1}', '{"a": {"b": {}}}', '{"a": {"b": {"unit": "s", "least": "x"}}}'):
        file.write_text(broken, encoding="utf-8")
        with pytest.raises(InputError, match="bounds cannot be read"):
            read_seen(file)


def test_rows(figure: Any) -> None:
    seen = {name: Seen("ms", 5.0, 6.0, 3) for name in ("in", "out", "silent", "unmade", "gone", "never")}
    virtual = {
        "in": figure(8.5), "out": figure(9.5), "silent": figure(None, outcome=Outcome.NOT_RUN),
        "unmade": figure(None, outcome=Outcome.INCONCLUSIVE), "new": figure(1.0), "never": figure(math.inf),
    }  # fmt: skip
    rows = {row.name: row for row in compare(virtual, seen)}
    assert {name: (row.word, row.clock) for name, row in rows.items()} == {
        "in": ("agrees", ""), "out": ("differs", "virtual"), "silent": ("not said", ""),
        "unmade": ("differs", "virtual"), "new": ("no bounds", ""), "gone": ("differs", "virtual"),
        "never": ("differs", "virtual"),
    }  # fmt: skip
    assert rows["silent"].reason == "why"


def test_a_run_on_sockets_is_held_against_the_same_bounds(figure: Any) -> None:
    seen = {name: Seen("ms", 5.0, 6.0, 3) for name in ("a", "b", "c")}
    virtual = {"a": figure(2.0), "b": figure(2.0), "c": figure(0.0)}
    wall = {"a": figure(9.0), "b": figure(9.1), "c": figure(None)}
    assert [(row.word, row.clock, row.wall) for row in compare(virtual, seen, wall)] == [
        ("agrees", "", 9.0), ("differs", "wall", 9.1), ("differs", "virtual and wall", None),
    ]  # fmt: skip
