"""A search says beforehand which targets it cannot miss."""

from __future__ import annotations

from pathlib import Path

import pytest

from camproof.scenarios.explore.timelines import Space, faults_like
from camproof.scenarios.explore.unmissable import unmissable
from camproof.scenarios.ready import ready_scenario

SPACE = Space(faults=faults_like(["*"]), cameras=3, districts=(), shortest_s=10, end_s=30, most=3)


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("recovery time to 99 %", "at most 60 s, cannot be missed: no fault leaves more than 30 s"),
        ("recovery time to 99 %, at most: 30 s", "faults that end within the first 10 s"),
        ("recovery time to 99 %, at most: 11 s", "faults that end within the first 29 s"),
        ("recovery time to 99 %, at most: 10 s", ""),
        ("recovery time to 99 %, at most: 10 s, window: 0 s .. 15 s", "no fault leaves more than 5 s"),
        ("detection of offline", ""),
    ],
)
def test_a_recovery_is_missed_only_where_it_is_watched_for_long_enough(
    scenario_file: Path, target: str, said: str
) -> None:
    text = scenario_file.read_text(encoding="utf-8").replace("measure: online rate", f"measure: {target}")
    scenario_file.write_text(text, encoding="utf-8")
    sentences = unmissable(ready_scenario(scenario_file).phases[1], SPACE)
    assert len(sentences) == bool(said)
    assert said in "".join(sentences)
