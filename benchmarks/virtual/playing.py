"""Plays a scenario in virtual time, in a process of its own on one core."""

from __future__ import annotations

import resource
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.worker import Line, Worker
from camproof.scenarios.running.launch import Launch, launch
from camproof.scenarios.running.silence import Silence
from camproof.scenarios.schema import load_scenario
from camproof.scenarios.sil.cast import ClipShelf
from camproof.scenarios.sil.grounds import VirtualGround
from camproof.scenarios.sil.records import camera_records
from camproof.scenarios.sil.stage import SilStage
from camproof.scenarios.vocabulary import vocabulary
from camproof.verdicts import Outcome

__all__ = ["PlayError", "Taken", "taken"]

_CORE = 0
_LONGEST_S = 1800.0
_SEED = 1


class PlayError(RuntimeError):
    """The scenario did not pass: how long it took says nothing."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a scenario took, from its file to its reports, clips being cached.

    :param cpu_s: of the processor, all of it by one process on one core.
    :param peak_mb: most resident memory.
    """

    cpu_s: float
    peak_mb: float


def taken(text: str) -> Taken:
    """Play the text of a scenario.

    :raises PlayError: it did not pass.
    """
    with Worker(_CORE, play, text=text) as worker:
        facts = worker.facts(_LONGEST_S)
    if facts["outcome"] is not Outcome.PASS:
        raise PlayError(f"the scenario did not pass: {facts['reasons']}")
    return Taken(facts["cpu_s"], facts["peak_mb"])


def play(line: Line, *, text: str) -> None:
    """The worker's side."""
    quiet = Silence()
    shelf = ClipShelf(None, quiet.preparing)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "bench.scenario.yaml")
        path.write_text(text, encoding="utf-8")
        shelf.clip(camera_records(load_scenario(path, known=vocabulary()))[0])
        begun_s = time.process_time()
        made = Launch(
            scenario=load_scenario(path, known=vocabulary()),
            make_stage=lambda plan, seed: SilStage(plan, seed, shelf, quiet, VirtualGround()),
            out=Path(folder, "runs"),
            seed=_SEED,
            clock="virtual",
            options={},
        )
        result, _ = launch(made, quiet, lambda _: None)
        cpu_s = time.process_time() - begun_s
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    reasons = [v.line for phase in result.phases for v in phase.verdicts if v.outcome is not Outcome.PASS]
    line.tell(
        cpu_s=cpu_s, peak_mb=peak_mb, outcome=result.outcome, reasons="; ".join(reasons) or result.reason
    )
