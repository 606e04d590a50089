"""A small scenario, and a platform with a planted defect."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest

from camproof.protocols.gb28181.platform.events import DeviceOffline
from camproof.protocols.gb28181.platform.presence import Presence
from camproof.scenarios.sil import judging, stage

SCENARIO = """\
scenario: Three cameras whatever happens
proves: A camera that falls silent is found, and the others stay on line.
tags: [small]
runs: {loops: [sil], clocks: [virtual]}
platform: {heartbeat-interval: 2 s, heartbeat-count: 3}
cameras:
  - {name: some, count: 3, district: [east, west]}
network:
  east: {delay: 3 ms ± 1 ms}
phases:
  - name: join
    for: 5 s
    targets: [{measure: registration time, percentile: 95}]
  - name: storm
    for: 40 s
    timeline:
      - {at: 1 s, do: query-catalog}
      - {at: 20 s, fault: keepalive.silence, on: {codes: [1]}, for: 10 s}
    targets:
      - {measure: online rate}
      - {measure: detection of offline}
"""


@pytest.fixture
def scenario_file(tmp_path: Path) -> Path:
    file = tmp_path / "three.scenario.yaml"
    file.write_text(SCENARIO, encoding="utf-8")
    return file


@pytest.fixture
def planted_defect() -> Callable[[], AbstractContextManager[None]]:
    """``with planted_defect():`` a platform does not tell of a device that goes while another is off line."""

    @contextmanager
    def planted() -> Iterator[None]:
        right = Presence.due

        def wrong(self: Presence, now_s: float) -> list[DeviceOffline]:
            some_are_gone = any(not record.online for record in self.all())
            gone = right(self, now_s)
            return [] if some_are_gone else gone

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Presence, "due", wrong)
            yield

    return planted


@pytest.fixture
def planted_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    """Judging breaks off as soon as a clock is wrong."""
    right = judging.fault_lines

    def wrong(faults: Any) -> Any:
        if any(fault.plan.row.id.startswith("clock.") for fault in faults):
            raise ZeroDivisionError("planted")
        return right(faults)

    monkeypatch.setattr(stage, "fault_lines", wrong)
