"""A scenario of three phases, and a stage that plays it without a socket or a clock."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from camproof.domain.faults import fault
from camproof.protocols.deviation import Deviation
from camproof.reports import DeviationTally, FaultLine, RunResult
from camproof.scenarios.running.book import Book
from camproof.scenarios.running.launch import Launch, launch
from camproof.scenarios.running.stage import Judgement
from camproof.scenarios.schema import PhaseSpec, Scenario, load_scenario
from camproof.scenarios.vocabulary import vocabulary
from camproof.verdicts import Finding, Measurement, MeasurementSpec, RunFolder, Verdict, judge

CODE = "34020000001320000001"
TEXT = """\
scenario: A rehearsal
proves: That a run is kept.
platform: {heartbeat-interval: 5 s}
cameras:
  - {name: gates, count: 2}
phases:
  - name: join
    for: 5 s
    targets:
      - {measure: online rate}
      - {measure: clock accuracy}
  - name: silence
    for: 7 s
  - name: watch
    for: 3 s
    timeline:
      - {at: 0 s, do: watch}
    targets:
      - {measure: packet loss}
"""
SPANS = ((0.0, 5.0), (5.0, 12.0), (12.0, 15.0))
TARGETS = {(0, 0), (0, 1), (2, 0)}
GOOD = {"online rate": 1.0, "clock accuracy": 1.0, "packet loss": 0.0}
BAD = {"online rate": 0.1, "clock accuracy": 0.1, "packet loss": 0.5}


def read_scenario(folder: Path, text: str = TEXT) -> Scenario:
    path = folder / "rehearsal.scenario.yaml"
    path.write_text(text, encoding="utf-8")
    return load_scenario(path, known=vocabulary())


class FakeStage:
    """Writes a step, a sample and a stray sample after its end; judges what it is told to.

    :param values: by measure, what it measures; None cannot be made.
    :param mark: in the detail of every verdict, so that it is known who said it.
    :param lasts_s: how long the phase "silence" takes.
    :param at: called at "open", "play <phase>", "judge <phase>" and "close"; may raise.
    """

    def __init__(
        self,
        scenario: Scenario,
        *,
        values: Mapping[str, float | None] = GOOD,
        mark: str = "first",
        saturated: str = "",
        at: Callable[[str], None] = lambda _: None,
        lasts_s: float = 0.0,
    ) -> None:
        self.scenario = scenario
        self.values = values
        self.mark = mark
        self.saturated = saturated
        self.at = at
        self.lasts_s = lasts_s
        self.done: list[str] = []
        self.opened: list[tuple[float, bool]] = []

    def _do(self, what: str) -> None:
        self.done.append(what)
        self.at(what)

    def describe(self) -> Mapping[str, Any]:
        return {
            "cameras": 2,
            "loop": "sil",
            "clock": "wall",
            "names": {CODE: "gates 001"},
            "online": [{"kind": "all", "label": "all cameras", "cameras": 2}],
            "notes": ["nothing is real"],
        }

    def packages(self) -> Sequence[str]:
        return ("camproof", "no-such-package")

    async def open(self, at_s: float, *, settle: bool) -> None:
        self.opened.append((at_s, settle))
        self._do("open")

    async def play(self, phase: PhaseSpec, from_s: float, book: Book) -> None:
        book.line("step", from_s, name="watch", cameras=2, said=self.mark, failures=[])
        load = {
            "t_s": from_s + 1,
            "cpu_share": 0.1,
            "loop_lag_ms": 0.0,
            "send_lateness_ms": None,
            "udp_drops": 0,
        }
        book.line("sample", from_s + 1, online=[1.0], load=load)
        self._do(f"play {phase.name}")
        if self.lasts_s and phase.name == "silence":
            await asyncio.sleep(self.lasts_s)

    def judge(self, phase: PhaseSpec, from_s: float, to_s: float) -> Judgement:
        self._do(f"judge {phase.name}")
        tally = DeviationTally()
        tally.add(
            CODE, Deviation("it is short", "SIP header Expires", "GB/T 28181-2022 9.1"), to_s, "REGISTER"
        )
        freeze = Finding("picture-frozen", CODE, from_s, None, from_s + 1, "made", self.mark)
        loss = Finding("packet-loss", CODE, from_s, to_s, from_s + 2, "made", self.mark)
        return Judgement(
            verdicts=tuple(self._verdict(target) for target in phase.targets),
            findings=(freeze, loss),
            faults=(
                FaultLine(
                    fault=fault("picture.freeze").id,
                    label=f"freeze in {phase.name}",
                    subjects=(CODE,),
                    from_s=from_s,
                    to_s=to_s,
                    matched=(0,),
                    detected_after_s=1.0,
                    recovered_after_s=None,
                ),
            ),
            deviations=tally,
            saturated=self.saturated,
        )

    def _verdict(self, target: Any) -> Verdict:
        spec = MeasurementSpec(target.measure, target.unit, target.requirement.id)
        value = self.values[target.measure]
        made = Measurement(spec, value, 0 if value is None else 2, None, "made", True, self.mark)
        return judge(made, target.requirement, target.limit, self.saturated or None)

    async def close(self) -> None:
        self._do("close")


class Told:
    """A person before the screen."""

    def __init__(self) -> None:
        self.phases: list[tuple[str, int, int]] = []
        self.verdicts: list[tuple[str, tuple[str, ...]]] = []

    def preparing(self, what: str, share: float | None = None) -> None:
        raise AssertionError("a fake stage prepares nothing")

    def phase(self, phase: PhaseSpec, index: int, count: int) -> None:
        self.phases.append((phase.name, index, count))

    def judged(self, phase: PhaseSpec, verdicts: tuple[Verdict, ...]) -> None:
        self.verdicts.append((phase.name, tuple(verdict.outcome.value for verdict in verdicts)))


def run(
    stage: FakeStage, out: Path, *, folders: list[RunFolder] | None = None, **launched: Any
) -> tuple[RunResult, RunFolder]:
    """Launch a stage; the folder is in ``folders`` even where this raises."""
    made = Launch(
        scenario=stage.scenario,
        make_stage=lambda _scenario, _seed: stage,
        out=out,
        options={"scenario": "rehearsal"},
        **{"seed": 7, "command": "camproof run rehearsal", **launched},
    )
    return launch(made, Told(), (folders if folders is not None else []).append)


def lines_of(folder: RunFolder) -> list[dict[str, Any]]:
    return [json.loads(line) for line in folder.journal.read_text(encoding="utf-8").splitlines()]
