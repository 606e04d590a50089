"""An upper platform in virtual time: its targets are judged, and one seed gives one journal."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from camproof.verdicts import Outcome

TEXT = """\
scenario: Two levels
proves: That cascades are judged.
runs: {clocks: [virtual]}
platform: {heartbeat-interval: 5 s}
cascade: {heartbeat-interval: 5 s, mutual: true, cameras: above, link: {delay: 20 ms ± 8 ms, loss: 0.5 %}}
cameras:
  - {name: below, count: 5, sip: [udp, tcp], edition: ["2016", "2022"], stream: 352x288@25 h264 600 kbit/s}
  - {name: above, count: 1, edition: "2022", region: "340100", stream: 352x288@25 h264 600 kbit/s}
phases:
  - name: join
    for: 10 s
    timeline:
      - {at: 5 s, do: query-catalog-from-upper}
      - {at: 5 s, do: subscribe-catalog-from-upper}
    targets:
      - {measure: cascade registration time}
      - {measure: cascade catalogue completeness}
  - name: watched
    for: 40 s
    timeline:
      - {at: 1 s, do: watch-from-upper, transport: mixed, for: 30 s}
      - {at: 2 s, do: move-ptz-from-upper}
      - {at: 3 s, do: watch-in-a-loop}
      - {at: 4 s, fault: power.cut, on: {codes: [1]}, for: 25 s}
    targets:
      - {measure: cascade live fetch rate}
      - {measure: cascade packet loss, at most: 2 %}
      - {measure: cascade information delay, percentile: 95}
      - {measure: cascade PTZ response, percentile: 95}
      - {measure: status report delay, percentile: 95}
      - {measure: loops refused}
      - {measure: planned faults detected}
"""
Play = Callable[..., Any]


def test_all_targets_are_met_over_a_link_that_loses_and_jitters(play: Play) -> None:
    played = play(TEXT)
    outcomes = {
        verdict.measurement.spec.name: verdict.outcome
        for phase in played.result.phases
        for verdict in phase.verdicts
    }
    assert {name for name, outcome in outcomes.items() if outcome is not Outcome.PASS} == set()
    assert len(outcomes) == 9
    assert 0.0008 < played.value("watched", "cascade packet loss") < 0.01, "two of five come over UDP"
    delay_s = played.value("watched", "cascade information delay")
    assert 0.02 < delay_s < 0.25, "over TCP what is lost comes 0.2 s later, and the rest waits for it"


def test_one_seed_gives_one_journal(play: Play, tmp_path: Path) -> None:
    first, second = (play(TEXT, seed=11) for _ in range(2))
    sums = [hashlib.sha256(one.folder.journal.read_bytes()).hexdigest() for one in (first, second)]
    assert sums[0] == sums[1]


def test_a_resumed_run_has_its_upper_platform_again(play: Play) -> None:
    played = play(TEXT)
    lines = played.folder.journal.read_text("utf-8").splitlines(keepends=True)
    end = next(index for index, line in enumerate(lines) if '"phase-end"' in line)
    played.folder.journal.write_text("".join(lines[: end + 1]), "utf-8")
    again = play(TEXT, resume=played.folder.path)
    assert again.verdict("watched", "cascade live fetch rate").outcome is Outcome.PASS
