"""A run in virtual time that was cut off goes on where it stopped."""

from __future__ import annotations

import json

from camproof.verdicts import Outcome

from .conftest import play_file

TEXT = """\
scenario: Two phases
proves: That a run in virtual time can be resumed.
runs: {clocks: [virtual]}
cameras: [{name: gates, count: 6, sip: [udp, tcp]}]
phases:
  - name: join
    for: 30 s
    targets: [{measure: registration time, percentile: 95}]
  - name: stay
    for: 200 s
    timeline:
      - {at: 5 s, do: query-catalog}
    targets: [{measure: online rate}, {measure: catalogue completeness}]
"""


def test_a_run_that_was_cut_off_is_played_to_its_end(play, tmp_path) -> None:
    whole = play(TEXT)
    assert whole.result.outcome is Outcome.PASS
    assert json.loads(whole.folder.run_json.read_text(encoding="utf-8"))["clock"] == "virtual"
    lines = whole.folder.journal.read_text(encoding="utf-8").splitlines(keepends=True)
    end = next(n for n, line in enumerate(lines) if '"kind":"phase-end"' in line)
    whole.folder.journal.write_text("".join(lines[: end + 3]), encoding="utf-8")
    resumed = play_file(tmp_path / "small.scenario.yaml", tmp_path / "runs", resume=whole.folder.path)
    assert resumed.result.outcome is Outcome.PASS
    assert [phase.to_s for phase in resumed.result.phases] == [30, 230]
    assert resumed.value("stay", "online rate") == 1.0
    assert "resumed 1 time(s)" in resumed.result.notes
