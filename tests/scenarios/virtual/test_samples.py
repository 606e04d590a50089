"""Samples of pictures take real time to diagnose: in virtual time there are none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from camproof.platforms import Platform
from camproof.verdicts import Outcome, read_journal

TEXT = """\
scenario: Views
proves: That virtual time keeps to what it can say.
runs: {clocks: [virtual]}
platform: {password: synthetic-only, heartbeat-interval: 5 s}
cameras: [{name: gates, count: 3, stream: 352x288@25 h264 300 kbit/s}]
phases:
  - name: sampled
    for: 14 s
    timeline:
      - {at: 4 s, do: watch, pictures: 1 s, for: 9 s}
      - {at: 6 s, fault: picture.freeze, on: {codes: [2]}, for: 4 s}
    targets: &all
      - {measure: planned faults detected}
      - {measure: fault detection time}
      - {measure: false findings}
      - {measure: intact rate}
      - {measure: live fetch rate}
  - name: plain
    for: 12 s
    timeline:
      - {at: 1 s, do: watch, for: 10 s}
      - {at: 3 s, fault: picture.freeze, on: {codes: [2]}, for: 4 s}
    targets: *all
  - name: cut
    for: 60 s
    timeline:
      - {at: 1 s, do: watch, pictures: 1 s, on: {codes: [1, 3]}, for: 9 s}
      - {at: 2 s, fault: keepalive.silence, on: {codes: [2]}, for: 30 s}
    targets: *all
"""
BY_PICTURES = ("planned faults detected", "fault detection time", "false findings", "intact rate")


def test_what_rests_on_samples_is_not_run(play: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    def sampled(*_: object) -> None:
        raise AssertionError("a process was to look at pictures in virtual time")

    monkeypatch.setattr(Platform, "_looking", sampled)
    played = play(TEXT)
    for measure in BY_PICTURES:
        verdict = played.verdict("sampled", measure)
        assert verdict.outcome is Outcome.NOT_RUN
        assert "not taken in virtual time" in verdict.line
        assert played.verdict("plain", measure).outcome is Outcome.PASS
    assert played.verdict("sampled", "live fetch rate").outcome is Outcome.PASS
    cut = {measure: played.verdict("cut", measure).outcome for measure in BY_PICTURES}
    assert cut["planned faults detected"] is Outcome.PASS
    assert (cut["false findings"], cut["intact rate"]) == (Outcome.NOT_RUN, Outcome.NOT_RUN)
    steps = [line.data for line in read_journal(played.folder.journal) if line.kind == "step"]
    told = [step["said"] for step in steps if step["name"] == "watch" and "showed" in step["said"]]
    assert ["samples of pictures" in said for said in told] == [True, False, True]
