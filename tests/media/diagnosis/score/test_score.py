"""Scoring: the split, the limits, the tables."""

from __future__ import annotations

import json
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from camproof.media.diagnosis.detectors.black import Black
from camproof.media.diagnosis.detectors.catalogue import DETECTORS
from camproof.media.diagnosis.faults.catalogue import FAULTS, picture_fault
from camproof.media.diagnosis.score import __main__ as command
from camproof.media.diagnosis.score import cost as cost_module
from camproof.media.diagnosis.score import material as material_module
from camproof.media.diagnosis.score.cost import VIEWS, Cost, coded_costs, costs
from camproof.media.diagnosis.score.material import SEEDS, Material, materials, shots, split
from camproof.media.diagnosis.score.scoring import CleanRate, DetectionRate, Rate, Scores, score
from camproof.media.diagnosis.score.tables import as_json, as_markdown, as_text, clean_table, detection_table
from camproof.media.diagnosis.score.trial import KEYS, RUN, clean_trials, fault_trials, samples
from camproof.media.diagnosis.score.tuning import best_limit
from camproof.media.diagnosis.work import Diagnosis, Failure, SampleJob, diagnose
from camproof.media.errors import PictureError


@pytest.fixture
def view(street: list[np.ndarray]) -> Material:
    return Material("street", street, street[20], 500, 1)


@pytest.fixture
def little(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """One small scene in each part."""
    monkeypatch.setenv("CAMPROOF_CACHE", str(tmp_path))
    monkeypatch.setattr(material_module, "SCENES", ("street", "not drawn here"))
    monkeypatch.setattr(material_module, "SEEDS", {"tuning": (101,), "scoring": (1,)})
    monkeypatch.setattr(material_module, "_SECONDS", 1.0)
    monkeypatch.setattr(material_module, "_WIDTH", 160)
    monkeypatch.setattr(material_module, "_HEIGHT", 96)
    monkeypatch.setattr(material_module, "_OTHER_SIZES", ((128, 96, 100),))


def test_no_seed_tunes_and_scores() -> None:
    assert not set(SEEDS["tuning"]) & set(SEEDS["scoring"])


def test_a_video_is_split_by_time_and_no_shot_is_in_both_parts() -> None:
    found = [(0, 30), (30, 76), (76, 137), (137, 187), (187, 250)]
    assert split(found, "tuning") == found[:3]
    assert split(found, "scoring") == found[3:]
    assert split([(0, 99)], "scoring") == [(0, 99)]
    astride = [(0, 50), (50, 60), (60, 100)]
    assert split(astride, "tuning") == [(0, 50)], "a shot that begins in the first 55 % and ends later scores"
    assert split([], "tuning") == []


def test_shots_end_where_the_view_changes() -> None:
    one, other = np.full((40, 60, 3), 30, np.uint8), np.full((40, 60, 3), 90, np.uint8)
    assert shots([one, one, other, other, other]) == [(0, 2), (2, 5)]


def test_scenes_that_cannot_be_drawn_are_left_out(little: None) -> None:
    found = list(materials("tuning"))
    assert [(one.condition, one.seed, len(one.pictures)) for one in found] == [("street", 101, 25)] * 2


def test_other_sizes_are_only_looked_at_clean(little: None) -> None:
    found = list(materials("scoring"))
    assert [(one.pictures[0].shape, one.faults) for one in found] == [
        ((96, 160, 3), True), ((96, 128, 3), False),
    ]  # fmt: skip
    scores = score(None, lambda _: None)
    (black,) = [row for row in scores.clean if row.detector == Black()]
    (strong,) = [row for row in scores.detection if (row.fault.id, row.strength) == ("black", 100)]
    assert black.rates["street"].n == 2 * strong.rates["drawn"].n


def test_a_video_file_gives_its_shots(little: None, street: list[np.ndarray], tmp_path: Path) -> None:
    pictures = [*street[:20], *(255 - picture for picture in street[:20])]
    with av.open(str(tmp_path / "two.mp4"), "w") as container:
        stream = container.add_stream("libx264", rate=Fraction(25))
        stream.width, stream.height = 320, 240
        for picture in pictures:
            container.mux(
                stream.encode(av.VideoFrame.from_ndarray(picture, "bgr24").reformat(format="yuv420p"))
            )
        container.mux(stream.encode(None))
    for part in ("tuning", "scoring"):
        found = [one for one in materials(part, tmp_path / "two.mp4") if one.condition == "file"]
        assert [len(one.pictures) for one in found] == [20]


def test_samples_share_no_picture_and_are_as_planned(view: Material) -> None:
    runs, keys = list(samples(view, RUN, None)), list(samples(view, KEYS, None))
    assert [len(sample.pictures) for sample in runs] == [8]
    assert [sample.times_s for sample in keys] == [(0.0, 1.0)]
    assert keys[0].osd is not None
    assert runs[0].osd is None


def test_trials_see_a_fault_through_the_coder_and_nothing_without(view: Material) -> None:
    clean = list(clean_trials(view, [Black()]))
    faulty = list(fault_trials(view, picture_fault("black"), 100, Black()))
    assert [seen.found for seen in clean] == [False]
    assert [(seen.fault, seen.strength, seen.found) for seen in faulty] == [("black", 100, True)]


def test_limits_lie_between_clean_and_faulty_scores() -> None:
    assert best_limit([1, 2, 3], [9, 10]) == 6
    assert best_limit([1, 2, 30], [9, 10]) == 5.5 or best_limit([1, 2, 30], [9, 10]) == 20
    assert best_limit([5.0], [5.0]) == 5
    assert best_limit([1.0] * 9 + [9.5], [9, 10, 11]) < 9.5


def test_a_score_counts_every_fault_and_detector(little: None) -> None:
    scores = score(None, lambda _: None)
    assert len(scores.detection) == sum(len(fault.strengths) for fault in FAULTS)
    assert [row.detector for row in scores.clean] == list(DETECTORS)
    black = [row.rates["drawn"] for row in scores.detection if row.fault.id == "black"]
    assert all(rate.found == rate.n > 0 for rate in black)


def little_scores() -> Scores:
    black = picture_fault("black")
    found = {"drawn": Rate(9, 10), "file": Rate(1, 4)}
    return Scores((DetectionRate(black, 96, found),), (CleanRate(DETECTORS[2], {"street": Rate(0, 20)}, 1),))


def test_tables_tell_counts_and_intervals() -> None:
    text = as_text(detection_table(little_scores()))
    assert "9/10 = 90% (60%–98%)" in text
    assert "1/4 = 25% (5%–70%)" in text
    assert "| 0/20 | 0/20 = 0% (0%–16%) | 1 |" in as_markdown(clean_table(little_scores()))
    lines = [json.loads(line) for line in as_json(little_scores(), [Cost("x", 2.0)])]
    assert [line["what"] for line in lines] == ["detection", "detection", "false alarm", "cost"]
    assert lines[0]["n"] == 10


def test_costs_name_every_detector(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cost_module, "_HEIGHT", 160)
    monkeypatch.setattr(cost_module, "_WIDTH", 240)
    found = costs(repeats=1)
    assert [cost.what for cost in found] == [VIEWS, *(str(detector.symptom) for detector in DETECTORS)]
    assert all(cost.sample_ms > cost.picture_ms > 0 for cost in found)


@pytest.mark.parametrize(
    ("form", "mark"), [([], "Detection rate\n"), (["--markdown"], "### Detection rate"), (["--json"], "{")]
)
def test_the_command_prints(
    form: list[str], mark: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "score", lambda video, note: little_scores())
    monkeypatch.setattr(command, "costs", lambda: [Cost("x", 2.0)])
    monkeypatch.setattr(command, "coded_costs", lambda: [Cost("whole samples", 100.0)])
    assert command.main(form) == 0
    said = capsys.readouterr().out
    assert said.startswith(mark)
    assert "whole samples" in said


@pytest.mark.parametrize(
    ("form", "mark"), [([], "Cost, 1280x720"), (["--json"], '{"what": "cost", "of": "x"')]
)
def test_costs_can_be_printed_without_scoring(
    form: list[str], mark: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "score", lambda video, note: pytest.fail("it scored"))
    monkeypatch.setattr(command, "costs", lambda: [Cost("x", 2.0)])
    monkeypatch.setattr(command, "coded_costs", lambda: [Cost("whole samples", 100.0)])
    assert command.main(["--cost", *form]) == 0
    said = capsys.readouterr().out
    assert said.startswith(mark)
    assert "whole samples" in said


def test_a_coded_sample_is_decoded_and_diagnosed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CAMPROOF_CACHE", str(tmp_path))
    monkeypatch.setattr(cost_module, "_CODED", ((160, 96, 200),))
    seen: list[Diagnosis] = []

    def watched(job: SampleJob) -> Diagnosis:
        seen.append(diagnose(job))
        assert (len(job.units), job.step) == (15, 2)
        return seen[-1]

    monkeypatch.setattr(cost_module, "diagnose", watched)
    (found,) = coded_costs(repeats=2)
    assert found.what == "decoding and all detectors, 160x96 at 200 kbit/s"
    assert found.sample_ms > 0
    assert [len(one.readings) for one in seen] == [len(DETECTORS)] * 3


def test_a_coded_sample_that_is_not_diagnosed_has_no_cost(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CAMPROOF_CACHE", str(tmp_path))
    monkeypatch.setattr(cost_module, "_CODED", ((160, 96, 200),))
    broken = Diagnosis("", failure=Failure.BROKEN_BYTES, detail="broken")
    monkeypatch.setattr(cost_module, "diagnose", lambda job: broken)
    with pytest.raises(PictureError, match="broken"):
        coded_costs(repeats=1)


def test_the_command_tunes(little: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--tune"]) == 0
    out = capsys.readouterr()
    assert all(str(detector.symptom) in out.out for detector in DETECTORS)
    assert "street 101" in out.err


def test_the_module_runs_as_a_command() -> None:
    asked = [sys.executable, "-m", "camproof.media.diagnosis.score", "--help"]
    done = subprocess.run(asked, capture_output=True, text=True, check=True)
    assert "--tune" in done.stdout
