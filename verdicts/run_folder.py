"""The folder of one run: journal, results and reports."""

from __future__ import annotations

import json
import os
import re
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from camproof.verdicts.errors import RunFolderError, RunWriteError

__all__ = ["RunFolder", "write_json", "write_text"]

_LATEST = "latest"
_TRIES = 1000
_NAME_BYTES = 100
_RUN_NAME = re.compile(r"\d{8}-\d{6}-.+")


@dataclass(frozen=True, slots=True)
class RunFolder:
    """Paths of a run's files; most of them exist only after the run.

    :param path: the folder itself, ``runs/<date>-<time>-<name>``.
    """

    path: Path

    @classmethod
    def create(cls, base: Path, name: str, now: datetime | None = None) -> RunFolder:
        """Make the folder of a new run, and let ``base/latest`` point to it.

        Two runs of one name in the same second get "-2", "-3" ... at the end.

        :param now: wall clock, for the name of the folder only.
        :raises RunFolderError: it cannot be made.
        """
        stamp = (now if now is not None else datetime.now().astimezone()).strftime("%Y%m%d-%H%M%S")
        stem = f"{stamp}-{_slug(name)}"
        try:
            base.mkdir(parents=True, exist_ok=True)
            path = _make_unique(base, stem)
            _point_latest(base, path.name)
        except OSError as broken:
            raise RunFolderError(f"no run folder can be made in {base}: {broken.strerror}") from broken
        return cls(path)

    @classmethod
    def open(cls, path: Path) -> RunFolder:
        """An existing run, by its folder or by the link "latest".

        :raises RunFolderError: there is no such folder, or no journal in it.
        """
        folder = cls(path.resolve())
        if not folder.path.is_dir():
            raise RunFolderError(f"{path} is no folder")
        if not folder.journal.is_file():
            raise RunFolderError(f"{path} is no run: it has no {folder.journal.name}")
        return folder

    @classmethod
    def latest(cls, base: Path) -> RunFolder:
        """The newest run under ``base``: where "latest" points, else the last by time.

        :raises RunFolderError: there is none.
        """
        link = base / _LATEST
        if link.is_dir():
            return cls(link.resolve())
        try:
            runs = [entry for entry in base.iterdir() if entry.is_dir() and _RUN_NAME.fullmatch(entry.name)]
        except OSError as broken:
            raise RunFolderError(f"{base} cannot be read: {broken.strerror}") from broken
        if not runs:
            raise RunFolderError(f"there is no run in {base}")
        return cls(max(runs, key=lambda run: (run.name[:15], run.stat().st_ctime_ns)).resolve())

    @property
    def name(self) -> str:
        """Of the folder, by which `--resume` finds it."""
        return self.path.name

    @property
    def journal(self) -> Path:
        """The journal, ``journal.jsonl``."""
        return self.path / "journal.jsonl"

    @property
    def run_json(self) -> Path:
        """Wall time, host, versions, paths: all that is not the same in every run of one seed."""
        return self.path / "run.json"

    @property
    def result_json(self) -> Path:
        """The outcome and every verdict."""
        return self.path / "result.json"

    @property
    def junit_xml(self) -> Path:
        """The verdicts for CI servers."""
        return self.path / "junit.xml"

    @property
    def report_html(self) -> Path:
        """The page for people."""
        return self.path / "report.html"

    @property
    def deviations(self) -> Path:
        """Departures of the peers from the standard, a JSON object a line."""
        return self.path / "deviations.jsonl"

    def write_json(self, name: str, value: Any) -> Path:
        """Write a JSON file of this run in one step; see :func:`write_json`."""
        path = self.path / name
        write_json(path, value)
        return path


def write_json(path: Path, value: Any) -> None:
    """Write JSON with sorted keys so that a reader finds the old file or the new one, never a part.

    :raises RunFolderError: the value does not fit JSON, or the disk refuses; the old file then stands.
    """
    try:
        text = json.dumps(value, sort_keys=True, ensure_ascii=False, allow_nan=False, indent=2) + "\n"
        data = text.encode("utf-8", "backslashreplace")
    except (TypeError, ValueError, RecursionError) as broken:
        raise RunFolderError(f"{path.name}: the value does not fit JSON: {broken}") from broken
    try:
        _replace(path, data)
    except OSError as broken:
        raise RunWriteError(f"{path} cannot be written: {broken.strerror}") from broken


def write_text(path: Path, text: str) -> None:
    """Write a text file in one step, as :func:`write_json` does.

    :raises RunWriteError: the disk refuses; the old file then stands.
    """
    try:
        _replace(path, text.encode("utf-8", "backslashreplace"))
    except OSError as broken:
        raise RunWriteError(f"{path} cannot be written: {broken.strerror}") from broken


def _replace(path: Path, data: bytes) -> None:
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _make_unique(base: Path, stem: str) -> Path:
    for number in range(1, _TRIES + 1):
        path = base / (stem if number == 1 else f"{stem}-{number}")
        try:
            path.mkdir()
        except FileExistsError:
            continue
        return path
    raise RunFolderError(f"{_TRIES} runs of one second are already in {base}")


def _point_latest(base: Path, name: str) -> None:
    """Replace the link in one step; a file or folder of that name that is no link stays as it is."""
    link = base / _LATEST
    if link.exists() and not link.is_symlink():
        return
    temporary = base / f".{_LATEST}-{name}"
    temporary.symlink_to(name, target_is_directory=True)
    temporary.replace(link)


def _slug(name: str) -> str:
    """Words of any script joined by hyphens, at most 100 bytes; "run" where nothing is left."""
    words = "-".join(re.findall(r"[^\W_]+", name.casefold()))
    return words.encode("utf-8", "ignore")[:_NAME_BYTES].decode("utf-8", "ignore").strip("-") or "run"
