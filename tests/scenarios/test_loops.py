"""Which loop a run goes through."""

from __future__ import annotations

from pathlib import Path

import pytest

from camproof.domain.errors import InputError
from camproof.scenarios.loops import loop_of
from camproof.scenarios.ready import ready_scenario
from camproof.scenarios.schema import Scenario
from camproof.scenarios.shelf import library

PLAIN = """\
scenario: x
proves: y
runs: {loops: [LOOPS], clocks: [wall, virtual]}
cameras: [{name: a, count: 2}]
for: 5 s
"""


def scenario(folder: Path, loops: str, more: str = "") -> Scenario:
    path = folder / "x.scenario.yaml"
    path.write_text(PLAIN.replace("LOOPS", loops) + more)
    return ready_scenario(path)


@pytest.mark.parametrize(
    ("loops", "wanted", "expected"),
    [
        ("sil", "", "sil"),
        ("mil, sil", "", "sil"),
        ("mil", "", "mil"),
        ("sil, mil", "mil", "mil"),
        ("sil", "mil", "mil"),
        ("hil, mil", "", "mil"),
    ],
)
def test_the_loop_asked_for_or_the_usual_one(loops: str, wanted: str, expected: str, tmp_path: Path) -> None:
    assert loop_of(scenario(tmp_path, loops), wanted) == expected


@pytest.mark.parametrize(
    ("loops", "wanted", "said"),
    [
        ("mil", "sil", "does not run in the sil loop; it declares mil"),
        ("sil", "mill", "'mill' is no loop"),
        ("sil, hil", "hil", "cannot be played yet"),
        ("hil", "", "cannot be played yet"),
    ],
)
def test_what_cannot_be(loops: str, wanted: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=said):
        loop_of(scenario(tmp_path, loops), wanted)


def test_the_library_is_for_the_model_where_it_has_something_to_say() -> None:
    modelled = {each.name for each in library() if "mil" in each.loops}
    assert {"power-cut-city", "power-cut-district", "registration-storm"} <= modelled
