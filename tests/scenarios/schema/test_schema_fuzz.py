"""Whatever text comes in: a scenario, or InputErrors; nothing else, and soon."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from camproof.scenarios.schema import InputErrors, Scenario, Vocabulary, load_scenario, load_system

WORDS = st.sampled_from(
    [
        *("{", "}", "[", "]", ":", "- ", "\n", "  ", ",", "&a", "*a", "? ", "|", ">", "!!x", "'", '"', "#"),
        *(
            "%YAML 9",
            "---",
            "5 s",
            "-1",
            "± ",
            "..",
            "98 %",
            "1e999",
            "٣ s",
            "\\u0000",
            "\t",
            "null",
            "~",
            "on",
        ),
        *("power.cut", "for: ", "at: ", "built-in", "key-industry", "AVAIL-1", "99999999999999999999 s"),
        *("nan", "inf %", "1_0", "0x1"),
    ]
)
KNOWN = Vocabulary()


def reads(path: Path, data: bytes, known: Vocabulary, *overrides: str) -> None:
    path.write_bytes(data)
    for read in (lambda: load_scenario(path, overrides=overrides, known=known), lambda: load_system(path)):
        try:
            found = read()
        except InputErrors:
            continue
        assert found is not None


@pytest.fixture(scope="module")
def path(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("fuzz") / "a.scenario.yaml"


@given(st.binary(max_size=300))
def test_any_bytes(path, data):
    reads(path, data, KNOWN)


@given(st.text(max_size=300), st.text(max_size=30))
def test_any_text_and_any_option(path, text, option):
    reads(path, text.encode("utf-8", "surrogatepass"), KNOWN, option)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_good_files_with_bits_changed(path, good, data):
    text = good
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 12)))
        text = text[:start] + "".join(data.draw(st.lists(WORDS, max_size=3))) + text[end:]
    reads(path, text.encode(), KNOWN)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path_of=st.lists(
        st.sampled_from(
            ["phases", "cameras", "0", "join", "targets", "timeline", "on", "for", "network", "east", "x"]
        ),
        min_size=1,
        max_size=5,
    ),
    value=st.one_of(st.text(max_size=20), WORDS),
)
def test_any_value_at_any_place(load, good, path_of, value):
    option = f"{'.'.join(path_of)}={value}"
    with contextlib.suppress(InputErrors):
        assert isinstance(load(good, option), Scenario)
