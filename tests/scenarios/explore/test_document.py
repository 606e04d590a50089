"""Scenario files that are changed as trees stay scenario files, their words as before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from camproof.domain.errors import Place
from camproof.domain.selector import Selector
from camproof.domain.timeline import TimelineEntry
from camproof.scenarios.explore.document import Document
from camproof.scenarios.ready import ready_scenario
from camproof.scenarios.schema import Scenario, TargetSpec

LIBRARY = sorted((Path(__file__).parents[3] / "scenarios/library").glob("*.scenario.yaml"))
VARIED_LIBRARY = [file for file in LIBRARY if "\nvariants:" in file.read_text(encoding="utf-8")]

VARIED = """\
scenario: x
proves: y
platform: {heartbeat-interval: 2 s}
cameras:
  - {name: some, count: &few 3, district: [east, west]}
  - {name: more, count: *few, class: key-industry}
for: 20 s
timeline: [{at: 1 s, do: query-catalog}]
targets: [{measure: online rate}]
variants:
  empty: {}
  several:
    cameras.1.class: key-public-area
    cameras.some.count: 2
    platform.heartbeat-interval: 3 s
    platform.heartbeat-count: 4
    network.east.delay: 3 ms ± 1 ms
    network.west: {delay: 4 ms}
    targets: [{measure: online rate, at least: 90 %}]
    timeline.0.at: 2 s
  files:
    cameras.more: {name: more, inventory: lanes.csv}
"""


def _read(document: Document, folder: Path) -> Scenario:
    file = folder / "changed.scenario.yaml"
    file.write_text(document.text(), encoding="utf-8")
    return ready_scenario(file)


def _plain(scenario: Scenario) -> list[tuple[list[TimelineEntry], list[TargetSpec]]]:
    """Time lines and targets, wherever they stand in a file."""
    return [
        (
            [_written(item.entry) for item in phase.timeline],
            [replace(target, selector=replace(target.selector, place=Place())) for target in phase.targets],
        )
        for phase in scenario.phases
    ]


def _written(entry: TimelineEntry) -> TimelineEntry:
    return replace(entry, selector=replace(entry.selector, place=Place()))


def test_faults_join_a_time_line_as_written(scenario_file: Path, tmp_path: Path) -> None:
    entries = [
        TimelineEntry(2.0, 12.0, "fault", "link.loss", Selector(codes=(1, 3)), {"loss": "5 %"}),
        TimelineEntry(0.5, None, "fault", "clock.offset", Selector(district=("east",)), {"offset": "-90 s"}),
        TimelineEntry(3.0, 1.0, "fault", "power.cut"),
    ]
    for phase in (0, 1):
        changed = _read(Document.read(scenario_file, tmp_path).with_faults(phase, entries), tmp_path)
        assert _plain(changed)[phase][0][-3:] == [_written(entry) for entry in entries]
        assert _plain(changed)[1 - phase] == _plain(ready_scenario(scenario_file))[1 - phase]


def test_a_title_of_any_words(scenario_file: Path, tmp_path: Path) -> None:
    text = scenario_file.read_text(encoding="utf-8").replace("tags:", "must-fail: online rate\ntags:")
    scenario_file.write_text(text, encoding="utf-8")
    assert ready_scenario(scenario_file).must_fail == ("online rate",)
    title, proves = "on: yes, {no} # 摄像机", "x: 'y' \"z\""
    changed = _read(Document.read(scenario_file, tmp_path).titled(title, proves), tmp_path)
    assert (changed.title, changed.proves, changed.tags, changed.must_fail) == (title, proves, (), ())


def test_a_variant_is_laid_over_as_the_reader_does_it(tmp_path: Path) -> None:
    file = tmp_path / "x.scenario.yaml"
    file.write_text(VARIED, encoding="utf-8")
    _check_variants(file, ("empty", "several"), tmp_path)
    (tmp_path / "lanes.csv").touch()
    (tmp_path / "below").mkdir()
    assert "inventory: ../lanes.csv" in Document.read(file, tmp_path / "below", "files").text()


@pytest.mark.parametrize("file", VARIED_LIBRARY, ids=lambda file: file.name)
def test_variants_of_the_library_are_laid_over(file: Path, tmp_path: Path) -> None:
    _check_variants(file, ready_scenario(file).variants, tmp_path)


def _check_variants(file: Path, variants: Iterable[str], folder: Path) -> None:
    for variant in variants:
        written = _read(Document.read(file, folder, variant).titled("x", "y"), folder)
        read = ready_scenario(file, variant=variant)
        assert _plain(written) == _plain(read)
        assert (written.cameras, written.platform) == (read.cameras, read.platform)
        assert (written.network, written.cascade) == (read.network, read.cascade)


def test_an_alias_becomes_a_copy(scenario_file: Path, tmp_path: Path) -> None:
    text = scenario_file.read_text(encoding="utf-8").replace("targets: [{", "targets: &all [{")
    head, tail = text.rsplit("    targets:", maxsplit=1)
    scenario_file.write_text(f"{head}    targets: *all\n", encoding="utf-8")
    assert "online rate" in tail
    trees = [yaml.safe_load(each.text()) for each in Document.read(scenario_file, tmp_path).shorter()]
    targets = [[len(phase.get("targets", ())) for phase in tree["phases"]] for tree in trees]
    assert [1, 0] in targets
    assert [0, 1] in targets


def test_each_shorter_document_lacks_something(scenario_file: Path, tmp_path: Path) -> None:
    whole = Document.read(scenario_file, tmp_path)
    shorter = list(whole.shorter())
    texts = [document.text() for document in shorter]
    assert len(set(texts)) == len(texts)
    assert whole.text() not in texts
    for gone in ("query-catalog", "keepalive.silence", "registration time", "online rate", "network", "join"):
        assert any(gone not in text for text in texts), gone
    assert {_count(text) for text in texts} == {"1", "2", "3"}


def _count(text: str) -> str:
    return text.split("name: some, count: ")[1].split(",", maxsplit=1)[0]


def test_names_of_files_are_put_right(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    (tmp_path / "a/shops.csv").write_text("id\n1\n", encoding="utf-8")
    file = tmp_path / "a/x.scenario.yaml"
    file.write_text(
        "scenario: x\ncameras: [{inventory: shops.csv}]\nfor: 1 s\nsystem: none.yaml\n", encoding="utf-8"
    )
    text = Document.read(file, tmp_path / "b").text()
    assert "inventory: ../a/shops.csv" in text
    assert "system: none.yaml" in text


@pytest.mark.parametrize("file", LIBRARY, ids=lambda file: file.name)
def test_the_library_is_written_as_it_was_read(file: Path, tmp_path: Path) -> None:
    written = _read(Document.read(file, tmp_path), tmp_path)
    before = ready_scenario(file)
    assert _plain(written) == _plain(before)
    assert (written.cameras, written.platform) == (before.cameras, before.platform)
