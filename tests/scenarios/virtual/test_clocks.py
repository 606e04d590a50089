"""Which clock a run goes by, and what virtual time does not say."""

from __future__ import annotations

from pathlib import Path

import pytest

from camproof.domain.errors import InputError, UnknownWordError
from camproof.scenarios.schema import Scenario, load_scenario, load_system
from camproof.scenarios.sil.clocks import clock_of
from camproof.scenarios.sil.grounds import SocketGround, VirtualGround, ground_of
from camproof.scenarios.vocabulary import vocabulary

TEXT = """\
scenario: A gate
proves: That clocks are honoured.
runs: {{clocks: [{clocks}]}}
cameras: [{{name: gates, count: 2}}]
for: 5 s
targets: [{{measure: online rate}}]
"""


def scenario(folder: Path, clocks: str, **options: object) -> Scenario:
    path = folder / "gate.scenario.yaml"
    path.write_text(TEXT.format(clocks=clocks), encoding="utf-8")
    return load_scenario(path, known=vocabulary(), **options)  # type: ignore[arg-type]


def test_the_first_declared_clock_is_the_default(tmp_path: Path) -> None:
    assert clock_of(scenario(tmp_path, "virtual, wall"), "") == "virtual"
    assert clock_of(scenario(tmp_path, "wall, virtual"), "") == "wall"
    assert clock_of(scenario(tmp_path, "wall, virtual"), "virtual") == "virtual"


def test_a_clock_that_is_not_declared_is_refused_with_the_place(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        clock_of(scenario(tmp_path, "wall"), "virtual")
    said = str(caught.value)
    assert "does not run by the virtual clock; it declares wall" in said
    assert "gate.scenario.yaml" in said
    assert "runs.clocks" in said


def test_an_unknown_clock_is_named_with_the_nearest_word(tmp_path: Path) -> None:
    with pytest.raises(UnknownWordError, match=r"'virtal' is no clock.*virtual"):
        clock_of(scenario(tmp_path, "wall, virtual"), "virtal")


def test_a_system_of_others_keeps_its_own_time(tmp_path: Path) -> None:
    path = tmp_path / "system.yaml"
    path.write_text(
        "name: Lab\nsip: {host: 127.0.0.1, port: 15060}\ncode: 34020000002000000001\npassword: x\n"
    )
    system = load_system(path)
    with pytest.raises(InputError, match="keeps its own time"):
        clock_of(scenario(tmp_path, "wall, virtual", system=system), "virtual")


def test_each_clock_has_its_ground(tmp_path: Path) -> None:
    assert isinstance(ground_of("wall"), SocketGround)
    assert isinstance(ground_of("virtual"), VirtualGround)


def test_every_camera_has_an_address_of_its_own() -> None:
    homes = VirtualGround().homes(("10.0.0.1", 5060))
    hosts = [homes(number) for number in (1, 2, 255, 256, 65_536, 100_000)]
    assert hosts[:4] == [("10.1.0.1", 5060), ("10.1.0.2", 5060), ("10.1.0.255", 5060), ("10.1.1.0", 5060)]
    assert len(set(hosts)) == len(hosts)
