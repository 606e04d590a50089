"""Choices that cannot be met are found before anything starts."""

from __future__ import annotations

from pathlib import Path

import pytest

from camproof.scenarios.schema import InputErrors, load_scenario
from camproof.scenarios.sil.choices import check_choices
from camproof.scenarios.vocabulary import vocabulary

TEXT = """\
scenario: Choices
proves: They can be met.
cameras:
  - {name: gates, count: 3, district: [east, west]}
phases:
  - name: look
    for: 5 s
    timeline:
      - {at: 1 s, do: watch, on: {codes: [%s]}, for: 2 s}
    targets:
      - {measure: online rate, of: {district: %s}}
"""


def _scenario(folder: Path, code: str, district: str):
    path = folder / "a.scenario.yaml"
    path.write_text(TEXT % (code, district), encoding="utf-8")
    return load_scenario(path, known=vocabulary())


def test_choices_that_can_be_met_pass(tmp_path: Path) -> None:
    assert check_choices(_scenario(tmp_path, "3", "west")) is None


def test_all_that_cannot_be_met_are_named_with_their_lines(tmp_path: Path) -> None:
    scenario = _scenario(tmp_path, "4", "west")
    with pytest.raises(InputErrors, match="there is no camera number 4") as raised:
        check_choices(scenario)
    assert [error.line for error in raised.value.errors] == [9]
