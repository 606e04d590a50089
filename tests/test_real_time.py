"""`make test` runs the real-time tests apart: it finds their files by the words mark.wallclock."""

from __future__ import annotations

from pathlib import Path


def test_make_finds_every_file_with_real_time_tests(real_time_files: set[Path]) -> None:
    hidden = {
        file.name for file in real_time_files if "mark.wallclock" not in file.read_text(encoding="utf-8")
    }
    assert not hidden
