"""Files that were made to be slow or large end soon, with a problem or a scenario."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from camproof.domain.documents.problems import Problems
from camproof.domain.errors import InputError
from camproof.scenarios.finding import library, scenario_files
from camproof.scenarios.ready import ready_scenario
from camproof.scenarios.schema import InputErrors
from camproof.scenarios.schema.context import Context
from camproof.scenarios.schema.vocabulary import Vocabulary

LIBRARY = [file.read_text(encoding="utf-8") for file in scenario_files([library()])]
HEAD = "scenario: a\nproves: b\nfor: 1 s\n"
ONE = "cameras: [{name: a, count: 1}]\n"
MEMORY = 150 * 2**20


def rows(text: str, count: int) -> str:
    return "".join(text % n for n in range(count))


BOUNDS = {
    "unknown fields": (HEAD + ONE + rows("f%d: 1\n", 6000), "is no field of a scenario"),
    "groups and selections": (
        HEAD + "cameras:\n" + rows("- {name: a%d, count: 1}\n", 1000)
        + "timeline:\n" + rows("- {at: 0, do: watch, on: {group: zzz%d}}\n", 1000),
        "is no camera group",
    ),
    "districts and links": (
        HEAD + "cameras: [{name: a, count: 3000, district: [" + rows("d%d, ", 3000) + "]}]\n"
        + "network: {" + rows("d%d: {}, ", 3000) + "}\n",
        "",
    ),
    "many draws from many cameras": (
        HEAD + "cameras: [{name: a, count: 30000}]\ntimeline:\n"
        + rows("- {at: 0, do: watch, on: {count: %d1}}\n", 1500),
        "",
    ),
    "settings of variants": (
        HEAD + ONE + "variants: {a: {" + rows("cameras.0.x%d: 1, ", 6000) + "}}\n",
        "200 are allowed",
    ),
    "a long number": (HEAD + ONE + "seed: " + "9" * 150_000, "a whole number is expected"),
    "a large exponent": (HEAD.replace("1 s", "1e999 d") + ONE, "is too large"),
    "a phase of ages": (HEAD.replace("1 s", "1e300 s") + ONE, "366 are allowed"),
    "a late end": (HEAD.replace("for: 1 s", "timeline: [{at: 1e300 s, do: query-info}]") + ONE, "366 are"),
    "deep lists": ("[" * 150_000, "nested deeper"),
    "deep tables": ("{a: " * 40_000, "nested deeper"),
    "deep blocks": ("".join(" " * n + "a:\n" for n in range(500)), "nested deeper"),
    "anchors": (HEAD + ONE + "x: [" + rows("&a%d 1, ", 10_000) + "]", "'x' is no field"),
    "aliases of aliases": (
        "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 12)),
        "more than 50000 values",
    ),
    "merge keys": (HEAD + ONE + "x: &x {a: 1}\n<<: *x\n", "'<<' is no field"),
}  # fmt: skip


@pytest.mark.timeout(60)
@pytest.mark.parametrize("name", BOUNDS)
def test_files_made_to_be_slow(tmp_path: Path, name: str) -> None:
    text, what = BOUNDS[name]
    path = tmp_path / "a.scenario.yaml"
    path.write_text(text, encoding="utf-8")
    tracemalloc.start()
    try:
        ready_scenario(path)
        said = ""
    except InputErrors as error:
        said = str(error)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert what in said
    assert bool(said) == bool(what)
    assert peak < MEMORY
    assert len(said) < 100_000


def test_a_file_without_end_is_not_read_to_its_end(tmp_path: Path) -> None:
    (tmp_path / "a.scenario.yaml").symlink_to("/dev/zero")
    with pytest.raises(InputErrors, match="are allowed"):
        ready_scenario(tmp_path / "a.scenario.yaml")


def test_what_is_asked_of_all_cameras_is_counted_once() -> None:
    context = Context(Vocabulary(), Problems(), Path())
    assert context.districts is context.districts
    assert context.names is context.names


def lines_moved(data: st.DataObject, lines: list[str]) -> None:
    start = data.draw(st.integers(0, len(lines) - 1))
    lines.insert(data.draw(st.integers(0, len(lines) - 1)), lines.pop(start))


def line_indented(data: st.DataObject, lines: list[str]) -> None:
    at = data.draw(st.integers(0, len(lines) - 1))
    lines[at] = " " * data.draw(st.integers(0, 8)) + lines[at].strip()


def line_doubled(data: st.DataObject, lines: list[str]) -> None:
    at = data.draw(st.integers(0, len(lines) - 1))
    lines[at:at] = [lines[at]] * data.draw(st.integers(1, 3))


def word_swapped(data: st.DataObject, lines: list[str]) -> None:
    first, second = (data.draw(st.integers(0, len(lines) - 1)) for _ in range(2))
    words, others = lines[first].split(" "), lines[second].split(" ")
    words[data.draw(st.integers(0, len(words) - 1))] = data.draw(st.sampled_from(others))
    lines[first] = " ".join(words)


def value_replaced(data: st.DataObject, lines: list[str]) -> None:
    at = data.draw(st.integers(0, len(lines) - 1))
    name, colon, _ = lines[at].partition(": ")
    values = [
        "",
        "{}",
        "[]",
        "~",
        "&a",
        "*a",
        "!!set {}",
        "9" * 40,
        "1e400 s",
        "-1",
        "± ms",
        "[[[]]]",
        '"\\0"',
        "|",
    ]
    lines[at] = f"{name}{colon or ': '}{data.draw(st.sampled_from(values))}"


CHANGES: list[Callable[[st.DataObject, list[str]], None]] = [
    lines_moved,
    line_indented,
    line_doubled,
    word_swapped,
    value_replaced,
]


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_changed_library_files_are_read_or_refused_with_a_place(tmp_path: Path, data: st.DataObject) -> None:
    lines = data.draw(st.sampled_from(LIBRARY)).splitlines()
    for change in data.draw(st.lists(st.sampled_from(CHANGES), min_size=1, max_size=4)):
        change(data, lines)
    path = tmp_path / "a.scenario.yaml"
    path.write_text("\n".join(lines), encoding="utf-8")
    try:
        ready_scenario(path)
    except InputError as error:
        told = error.errors if isinstance(error, InputErrors) else (error,)
        assert all(each.file == str(path) and each.line and each.column for each in told)
