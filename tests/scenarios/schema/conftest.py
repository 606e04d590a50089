"""A small scenario that is right, and a way to read changed copies of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from camproof.scenarios.schema import Action, InputErrors, Measure, Param, Scenario, Vocabulary, load_scenario

KNOWN = Vocabulary(
    measures=(
        Measure("online rate", "share"),
        Measure("time to first key frame", "s", percentile=True),
        Measure("detection of offline", "intervals"),
        Measure("jitter", "ms", percentile=True),
        Measure("false findings", "count"),
        Measure("frame rate", "fps"),
    ),
    actions=(
        Action("query-catalog", lasting=False),
        Action("watch", {"transport": Param("word", ("udp", "tcp-passive", "tcp-active"))}),
        Action(
            "configure-heartbeat",
            {
                "interval": Param("duration", required=True),
                "count": Param("count"),
                "rate": Param("rate"),
                "share": Param("share"),
                "speed": Param("number"),
                "quiet": Param("flag"),
                "note": Param("text"),
            },
            lasting=False,
        ),
    ),
    defects=("frozen-picture", "wrong-password"),
)

GOOD = """\
scenario: Acceptance of a network
proves: Cameras join, and
  stay.
tags: [smoke]
runs: {loops: [sil], clocks: [wall]}
system: built-in
platform: {domain: 3402000000, heartbeat-interval: 5 s, heartbeat-count: 3, expires: 1 h}
cameras:
  - {name: crossings, count: 40, class: key-public-area, district: [east, west, north], edition: [2016, 2022]}
  - {name: shops, count: 3, class: key-industry, district: east, sip: tcp, stream: 1080p25 h265 2 Mbit/s}
network:
  east: {delay: 5 ms ± 2 ms, loss: 0.1 %, rate: 1 Gbit/s}
phases:
  - name: join
    for: 8 s
    timeline:
    - {at: 0 s, do: query-catalog}
    - {at: 2 s, fault: power.cut, on: {district: east}, for: 15 s}
    - {at: 1 s, do: watch, on: {share: 30 %}, transport: tcp-passive, for: 4 s}
    targets:
    - {measure: online rate, of: {class: key-public-area}, at least: 99 %, requirement: AVAIL-1, window: 5 s .. 8 s}
    - {measure: time to first key frame, percentile: 95, at most: 2500 ms}
  - name: rest
    for: 1 min
"""  # noqa: E501 - as users write it

Load = Callable[..., Scenario]


@pytest.fixture
def good() -> str:
    return GOOD


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Write a text as a file and read it."""

    def read(
        text: str | bytes = GOOD, *overrides: str, known: Vocabulary = KNOWN, variant: str = ""
    ) -> Scenario:
        path = tmp_path / "a.scenario.yaml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return load_scenario(path, overrides=overrides, known=known, variant=variant)

    return read


@pytest.fixture
def places(load: Load) -> Callable[..., list[tuple[int | None, int | None]]]:
    """Read a text that is wrong: line and column of each problem."""

    def read(text: str | bytes) -> list[tuple[int | None, int | None]]:
        with pytest.raises(InputErrors) as caught:
            load(text)
        return [(error.line, error.column) for error in caught.value.errors]

    return read


@pytest.fixture
def errors(load: Load) -> Callable[..., list[tuple[int | None, str, str, str]]]:
    """Read a text that is wrong: line, field, sentence and suggestion of each problem."""

    def read(text: str | bytes = GOOD, *overrides: Sequence[str]) -> list[tuple[int | None, str, str, str]]:
        with pytest.raises(InputErrors) as caught:
            load(text, *overrides)
        return [(error.line, error.field, error.what, error.suggestion) for error in caught.value.errors]

    return read
