from __future__ import annotations

from pathlib import Path

import pytest

from camproof.verdicts.catalogue import load_requirements, requirement
from camproof.verdicts.errors import CatalogueError, UnknownRequirementError
from camproof.verdicts.requirement import CAMERA_CLASSES, Requirement

_ROW = (
    "- {id: T-1, text: t, term: 词, metric: m, limit: {op: at-most, value: 1, unit: s}, "
    "origin: default, goal: bench}"
)


def _load(tmp_path: Path, text: str) -> Requirement:
    file = tmp_path / "tender.yaml"
    file.write_text(text, "utf-8")
    return load_requirements(file).get("T-1")


@pytest.mark.parametrize(
    ("metric", "camera_class", "percentile", "text", "origin"),
    [
        ("online rate", "key-public-area", None, "at least 98 %", "default"),
        ("online rate", "key-industry", None, "at least 95 %", "default"),
        ("intact rate", "key-public-area", None, "at least 98 %", "policy"),
        ("intact rate", "key-industry", None, "at least 95 %", "policy"),
        ("networking rate", "key-public-area", None, "at least 100 %", "policy"),
        ("networking rate", "key-industry", None, "at least 100 %", "policy"),
        ("HD share", "key-public-area", None, "at least 100 %", "policy"),
        ("live fetch rate", None, None, "at least 95 %", "default"),
        ("time to first key frame", None, 95, "at most 2 s", "default"),
        ("time to first key frame", None, 50, "at most 1 s", "default"),
        ("packet loss", None, None, "at most 0.1 %", "standard"),
        ("packet error ratio", None, None, "at most 0.01 %", "standard"),
        ("jitter", None, None, "at most 50 ms", "standard"),
        ("network delay", None, None, "at most 400 ms", "standard"),
        ("information delay", None, None, "at most 2 s", "standard"),
        ("information delay to the user", None, None, "at most 4 s", "standard"),
        ("recording completeness", None, None, "at least 98 %", "default"),
        ("longest gap", None, None, "at most 120 s", "default"),
        ("clock accuracy", None, None, "at least 98 %", "default"),
        ("recovery time to 99 %", None, None, "at most 60 s", "default"),
        ("intruders refused", None, None, "at least 100 %", "default"),
        ("replayed credentials refused", None, None, "at least 100 %", "default"),
        ("code rate", None, None, "at least 100 %", "default"),
        ("coordinates rate", None, None, "at least 98 %", "default"),
        ("history fetch rate", None, None, "at least 95 %", "default"),
        ("alarm delivery", None, None, "at least 99 %", "default"),
        ("alarm delay", None, None, "at most 4 s", "default"),
        ("position delivery", None, None, "at least 99 %", "default"),
        ("PTZ response", None, None, "at most 500 ms", "default"),
        ("registration time", None, None, "at most 5 s", "default"),
        ("catalogue completeness", None, None, "at least 100 %", "default"),
        ("planned faults detected", None, None, "at least 100 %", "default"),
        ("false findings", None, None, "at most 0", "default"),
    ],
)
def test_a_row_for_every_number(
    metric: str, camera_class: str | None, percentile: float | None, text: str, origin: str
) -> None:
    row = load_requirements().for_metric(metric, camera_class, percentile)
    assert (row.limit.text, row.origin) == (text, origin)


def test_offline_is_judged_in_keepalive_intervals_with_a_tolerance() -> None:
    limit = load_requirements().for_metric("detection of offline").limit
    assert (limit.value, limit.unit) == (3, "intervals")
    assert limit.holds(3.3)
    assert not limit.holds(3.4)


def test_unverified_figures_are_never_hard_limits() -> None:
    for row in load_requirements():
        assert row.sure or row.origin == "default", row.id
        assert row.clause or row.origin == "default", row.id
        assert row.camera_class in (None, *CAMERA_CLASSES)


def test_every_row_survives_json_form() -> None:
    for row in load_requirements():
        assert Requirement.from_dict(row.as_dict()) == row


def test_class_without_a_row_falls_back_to_the_row_for_all() -> None:
    catalogue = load_requirements()
    assert catalogue.for_metric("online rate", "social").id == catalogue.for_metric("online rate").id
    assert catalogue.for_metric("packet loss", "key-industry").id == "TRANS-5"


def test_row_without_percentile_judges_every_percentile() -> None:
    assert load_requirements().for_metric("information delay", None, 95).id == "TRANS-1"


def test_lookup_suggests_the_nearest_word() -> None:
    assert requirement("AVAIL-1").metric == "online rate"
    with pytest.raises(UnknownRequirementError, match=r"did you mean 'AVAIL-1'"):
        requirement("AVIAL-1")
    with pytest.raises(UnknownRequirementError, match=r"did you mean 'online rate'"):
        load_requirements().for_metric("onlin rate")
    with pytest.raises(UnknownRequirementError, match=r"SHARE-5, SHARE-6, SHARE-7 judge"):
        load_requirements().for_metric("time to first key frame", None, 42)


def test_a_tender_adds_rows(tmp_path: Path) -> None:
    assert _load(tmp_path, _ROW).limit.text == "at most 1 s"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("origin: default", "origin: standard"), "must name its clause"),
        (("origin: default", "origin: policy, clause: c, sure: false"), "never a hard limit"),
        (("origin: default", "origin: law"), "'law' is no origin"),
        (("unit: s", "unit: sec"), "'sec' is no unit"),
        (("op: at-most", "op: at most"), "did you mean 'at-most'"),
        (("value: 1", "value: -1"), "0 or more"),
        (("value: 1, unit: s", "value: 98, unit: share"), "write 0.98 for 98 %"),
        (("value: 1, unit: s", "value: 1, unit: s, tolerance: -1"), "0 or more"),
        (("goal: bench", "goal: bench, percentile: 0"), "between 0 and 100"),
        (("goal: bench", "goal: bench, percentile: 100"), "between 0 and 100"),
        (("goal: bench", "goal: bench, camera_class: private"), "'private' is no camera_class"),
        (("goal: bench", "goal: bench, editon: '2016'"), "did you mean 'edition'"),
        (("id: T-1", "id: AVAIL-1"), "already in the catalogue"),
        (("term: 词, ", ""), "field 'term' is missing"),
        (("limit: {op: at-most, value: 1, unit: s}", "limit: 1"), "limit must be a mapping"),
    ],
)
def test_a_wrong_row_is_named_with_its_place(tmp_path: Path, change: tuple[str, str], sentence: str) -> None:
    with pytest.raises(CatalogueError) as caught:
        _load(tmp_path, _ROW.replace(*change))
    assert sentence in str(caught.value)
    assert "tender.yaml, line 1" in str(caught.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="cannot be read"):
        load_requirements(tmp_path / "none.yaml")
