"""Writes a storm of the city model as a scenario file."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from camproof.domain.errors import InputError
from camproof.scenarios.ready import ready_scenario
from camproof.scenarios.schema import Scenario
from camproof.scenarios.storms.predicting import Figures, predicted
from camproof.scenarios.vocabulary import MEASURES
from camproof.simulator.storms import Storm, Wave, shares_of, waves_of
from camproof.simulator.values import Inventory, ServiceTimes
from camproof.verdicts.values import show

__all__ = ["StormPlan", "storm_scenario"]

BEFORE_S = 1.0
JOIN_S, AFTER_S = 5.0, 6.0
BYSTANDERS = 0.25
"""Cameras that notice nothing, for each one of the storm."""
MARGIN = 1.5
"""The recovery may take so many times as long as the model says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StormPlan:
    """How a storm becomes a scenario.

    :param cameras: most cameras of the storm in the scenario; the rest is left out in proportion.
    :param heartbeat_s: keepalive interval; None for the city's.
    :param seed: of the run and of the model.
    """

    city: str
    cameras: int
    heartbeat_s: float | None = None
    seed: int = 1


@dataclass(frozen=True, slots=True)
class _Target:
    measure: str
    rest: str = ""
    certain: bool = False
    """Whether it stays although the model says nothing of it."""


def storm_scenario(storm: Storm, inventory: Inventory, plan: StormPlan) -> str:
    """The text of a ``*.scenario.yaml`` that plays the storm, with what the model predicts of that very file.

    Only cameras that lose their power are in it. Their number is scaled down to ``plan.cameras``, and a
    quarter as many that notice nothing stand beside. The predictions are the model's for these cameras.

    :raises InputError: no camera loses its power, or fewer than one camera is asked for.
    """
    waves = waves_of(storm, inventory)
    if not waves:
        raise InputError(f"no camera loses its power in the cut of {storm.cut.name}; batteries outlast it")
    if plan.cameras < 1:
        raise InputError(f"{plan.cameras} cameras make no storm")
    counts = shares_of([wave.cameras for wave in waves], plan.cameras)
    scaled = [(wave, count) for wave, count in zip(waves, counts, strict=True) if count]
    bystanders = min(storm.rest, max(1, round(BYSTANDERS * sum(counts))))
    draft = _Draft(storm, tuple(scaled), bystanders, plan)
    targets = _targets(bystanders)
    figures = predicted(_read(draft.text(targets, {})), storm.service, plan.seed)
    kept = [
        [each for place, each in enumerate(own) if each.certain or (number, place) in figures]
        for number, own in enumerate(targets)
    ]
    figures = predicted(_read(draft.text(kept, {})), storm.service, plan.seed)
    text = draft.text(kept, figures)
    _read(text)
    return text


def _targets(bystanders: int) -> list[list[_Target]]:
    others = [_Target("online rate", ", of: {group: bystanders}")] if bystanders else []
    return [
        [_Target("registration time", ", percentile: 95")],
        [
            _Target("planned faults detected"),
            _Target("detection of offline"),
            _Target("recovery time to 99 %"),
            *others,
            _Target("false findings", certain=True),
        ],
        [_Target("online rate")],
    ]


def _read(text: str) -> Scenario:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "storm.scenario.yaml"
        path.write_text(text, encoding="utf-8")
        return ready_scenario(path)


@dataclass(frozen=True, slots=True)
class _Draft:
    storm: Storm
    waves: tuple[tuple[Wave, int], ...]
    bystanders: int
    plan: StormPlan

    def text(self, targets: Sequence[Sequence[_Target]], figures: Figures) -> str:
        return "\n".join([*self._head(), *self._cameras(), *self._phases(targets, figures)]) + "\n"

    @property
    def _service(self) -> ServiceTimes:
        return self.storm.service

    def _head(self) -> list[str]:
        storm, service = self.storm, self._service
        dark, played = int(storm.dark.sum()), sum(count for _, count in self.waves)
        heartbeat_s = self.plan.heartbeat_s or service.keepalive_interval_s
        left_out = len(storm.cameras) - dark
        return [
            f"# The power cut of {storm.cut.name} in the city model {_quoted(self.plan.city)}, "
            f"of {_seconds(storm.cut.lasts_s)}, in the order in which the model's cameras come back.",
            f"# {played} of the {dark} cameras that lose their power are here, and {self.bystanders} of the "
            f"{storm.rest} that notice nothing.",
            *([f"# {left_out} cameras lose only their network; they are left out."] if left_out else []),
            f"# All {dark}: at most {storm.peak_per_s} requests within a second, 99 % of all that fell "
            f"silent back {show(round(storm.recovery_s, 1), 's')} after the power.",
            "# predicted: the model's figures for the cameras of this file (median of nine seeds).",
            f"scenario: {_quoted(f'Storm after the power cut of {storm.cut.name}')}",
            "proves: >-",
            "  When the power is back, the cameras register again as soon as the model says, and nobody else "
            "notices.",
            "tags: [storm, power, city]",
            "runs: {loops: [sil, mil], clocks: [virtual, wall]}",
            "system: built-in",
            f"seed: {self.plan.seed}",
            "",
            "platform:",
            f"  heartbeat-interval: {_seconds(heartbeat_s)}",
            f"  heartbeat-count: {service.keepalives_missed}",
            f"  expires: {_seconds(max(3600.0, service.registration_expires_s))}",
            "",
        ]

    def _cameras(self) -> list[str]:
        lines = ["cameras:"]
        for number, (wave, count) in enumerate(self.waves, 1):
            lines.append(f"  - {{name: wave {number}, count: {count}, district: {_quoted(wave.district)}}}")
        if self.bystanders:
            lines.append(f"  - {{name: bystanders, count: {self.bystanders}, district: elsewhere}}")
        delay = f"{{delay: {self._service.round_trip_s * 500:.6g} ms}}"
        districts = dict.fromkeys(wave.district for wave, _ in self.waves)
        named = [*districts, *(["elsewhere"] if self.bystanders and "elsewhere" not in districts else [])]
        return [*lines, "", "network:", *(f"  {_quoted(name)}: {delay}" for name in named), ""]

    def _phases(self, targets: Sequence[Sequence[_Target]], figures: Figures) -> list[str]:
        last_s = max(wave.last_s for wave, _ in self.waves)
        lasts_s = BEFORE_S + last_s + MARGIN * (last_s - self.storm.cut.lasts_s) + 10.0
        names = (("join", JOIN_S), ("cut", float(math.ceil(lasts_s))), ("after", AFTER_S))
        lines = ["phases:"]
        for number, (name, for_s) in enumerate(names):
            lines += [f"  - name: {name}", f"    for: {_seconds(for_s)}"]
            lines += self._timeline() if name == "cut" else []
            lines += ["    targets:"] if targets[number] else []
            lines += [_line(each, figures.get((number, place))) for place, each in enumerate(targets[number])]
        return lines

    def _timeline(self) -> list[str]:
        return [
            "    timeline:",
            *(
                f"      - {{at: {_seconds(BEFORE_S + wave.off_s)}, fault: power.cut, "
                f"on: {{group: wave {number}}}, for: {_seconds(wave.on_s - wave.off_s)}, "
                f"boot: {_seconds(wave.boot_s)}, spread: {_seconds(wave.spread_s)}}}"
                for number, (wave, _) in enumerate(self.waves, 1)
            ),
        ]


_UNITS = {measure.name: measure.unit for measure in MEASURES}


def _line(target: _Target, figure: float | None) -> str:
    said = "" if figure is None else f", predicted: {show(figure, _UNITS[target.measure])}"
    return f"      - {{measure: {target.measure}{target.rest}{said}}}"


def _seconds(value: float) -> str:
    return f"{round(value, 3):.10g} s"


def _quoted(text: str) -> str:
    """As YAML reads any text."""
    return json.dumps(text, ensure_ascii=False)
