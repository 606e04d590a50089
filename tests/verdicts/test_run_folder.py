from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.verdicts import run_folder
from camproof.verdicts.errors import RunFolderError
from camproof.verdicts.journal import Journal
from camproof.verdicts.run_folder import RunFolder, write_json

_NOW = datetime(2026, 11, 23, 9, 15, 0, tzinfo=UTC)
_LATER = datetime(2026, 11, 23, 9, 15, 1, tzinfo=UTC)


def test_name_and_files(tmp_path: Path) -> None:
    run = RunFolder.create(tmp_path / "runs", "District power cut", _NOW)
    assert run.name == "20261123-091500-district-power-cut"
    names = [run.journal, run.run_json, run.result_json, run.junit_xml, run.report_html, run.deviations]
    assert [path.name for path in names] == [
        "journal.jsonl", "run.json", "result.json", "junit.xml", "report.html", "deviations.jsonl",
    ]  # fmt: skip
    assert run.path.is_dir()


def test_runs_of_one_second_do_not_meet(tmp_path: Path) -> None:
    runs = [RunFolder.create(tmp_path, "cut", _NOW) for _ in range(3)]
    assert [run.name[16:] for run in runs] == ["cut", "cut-2", "cut-3"]
    assert RunFolder.latest(tmp_path).path == runs[-1].path.resolve()


def test_a_second_can_be_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_folder, "_TRIES", 2)
    for _ in range(2):
        RunFolder.create(tmp_path, "cut", _NOW)
    with pytest.raises(RunFolderError, match="2 runs of one second"):
        RunFolder.create(tmp_path, "cut", _NOW)


def test_latest_without_its_link(tmp_path: Path) -> None:
    with pytest.raises(RunFolderError, match="there is no run"):
        RunFolder.latest(tmp_path)
    with pytest.raises(RunFolderError, match="cannot be read"):
        RunFolder.latest(tmp_path / "none")
    new = RunFolder.create(tmp_path, "b", _LATER)
    RunFolder.create(tmp_path, "c", _NOW)
    (tmp_path / "latest").unlink()
    (tmp_path / "notes").mkdir()
    assert RunFolder.latest(tmp_path).name == new.name


def test_a_folder_called_latest_stays(tmp_path: Path) -> None:
    (tmp_path / "latest").mkdir()
    run = RunFolder.create(tmp_path, "cut", _NOW)
    assert run.path.is_dir()
    assert not (tmp_path / "latest").is_symlink()


def test_open(tmp_path: Path) -> None:
    run = RunFolder.create(tmp_path, "cut", _NOW)
    with pytest.raises(RunFolderError, match=r"has no journal\.jsonl"):
        RunFolder.open(run.path)
    Journal(run.journal).close()
    assert RunFolder.open(tmp_path / "latest").name == run.name
    with pytest.raises(RunFolderError, match="is no folder"):
        RunFolder.open(tmp_path / "none")


def test_no_folder_under_a_file(tmp_path: Path) -> None:
    (tmp_path / "runs").write_text("x")
    with pytest.raises(RunFolderError, match="no run folder can be made"):
        RunFolder.create(tmp_path / "runs", "cut")


@pytest.mark.parametrize(
    ("name", "slug"),
    [("断电 演练", "断电-演练"), ("../../etc", "etc"), ("", "run"), ("--", "run"), ("a_b/c", "a-b-c")],
)
def test_slugs(tmp_path: Path, name: str, slug: str) -> None:
    assert RunFolder.create(tmp_path, name, _NOW).name == f"20261123-091500-{slug}"


@given(st.text(max_size=300))
def test_a_slug_is_a_short_name_of_one_folder(name: str) -> None:
    slug = run_folder._slug(name)
    assert slug
    assert "/" not in slug
    assert "\0" not in slug
    assert len(slug.encode()) <= 100


def test_json_is_replaced_in_one_step(tmp_path: Path) -> None:
    run = RunFolder.create(tmp_path, "cut", _NOW)
    path = run.write_json("result.json", {"b": 1, "a": "警"})
    assert path == run.result_json
    assert path.read_text("utf-8") == '{\n  "a": "警",\n  "b": 1\n}\n'
    for bad in (object(), float("nan")):
        with pytest.raises(RunFolderError, match="does not fit JSON"):
            write_json(path, bad)
    assert json.loads(path.read_text("utf-8")) == {"a": "警", "b": 1}
    assert [entry.name for entry in run.path.iterdir()] == ["result.json"]


def test_a_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "run.json"
    write_json(path, 1)

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(run_folder.os, "fsync", fail)
    with pytest.raises(RunFolderError, match="No space left"):
        write_json(path, 2)
    assert path.read_text() == "1\n"
    assert [entry.name for entry in tmp_path.iterdir()] == ["run.json"]
