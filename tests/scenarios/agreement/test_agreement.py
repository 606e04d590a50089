"""Six scenarios run both ways: virtual figures lie where sockets put them, and every verdict is the same.

The run on sockets is held to its verdicts, not to the bounds: those come from a machine with nothing else to
do. `make agreement` compares both for all scenarios.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from camproof.scenarios.agreement.bounds import BOUNDS_FILE, read_seen
from camproof.scenarios.agreement.comparing import compare
from camproof.scenarios.agreement.running import measured
from camproof.scenarios.ready import ready_scenario

pytestmark = pytest.mark.wallclock

LIBRARY = Path(__file__).resolve().parents[3] / "scenarios" / "library"
SIX = ("registration", "intruders", "ptz", "alarms", "media-udp-inside", "media-tcp-passive")


@pytest.mark.parametrize("name", SIX)
def test_both_clocks_say_the_same(name: str) -> None:
    scenario = ready_scenario(LIBRARY / f"{name}.scenario.yaml")
    virtual = measured(scenario, "virtual", 1)
    rows = compare(virtual, read_seen(BOUNDS_FILE)[name])
    assert rows
    assert {row.word for row in rows} == {"agrees"}, [row for row in rows if row.word != "agrees"]
    wall = measured(scenario, "wall", 1)
    assert {key: figure.outcome for key, figure in wall.items()} == {
        key: figure.outcome for key, figure in virtual.items()
    }
