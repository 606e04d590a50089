"""The journal of a run: append-only, one JSON object a line.

Nothing that was written whole is ever lost. A line goes to the kernel in one write, so a killed runner
leaves every line but, at worst, the end of the last; a verdict is also forced to the disk. Keys are sorted
and the only time is scenario time: the same seed gives the same bytes. The first line names the format.
"""

from __future__ import annotations

import fcntl
import json
import math
import os
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from camproof.verdicts.errors import JournalError, JournalInUseError
from camproof.verdicts.journal_reader import FORMAT, LONGEST_LINE, VERSION, scan_journal
from camproof.verdicts.verdict import Verdict

__all__ = ["Journal"]


class Journal:
    """Opens a journal for appending; makes it, with its header, where there is none.

    The torn end of a last line, left by a killed writer, is cut off; everything before it stays.

    :param path: the file.
    :raises JournalCorruptError: a line before the last is damaged; the file is left as it is.
    :raises JournalInUseError: another process is writing it.
    :raises JournalError: it cannot be opened, or is no journal of this version.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._descriptor: int | None = os.open(
                path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644
            )
        except OSError as broken:
            raise JournalError(f"{path} cannot be opened: {broken.strerror}") from broken
        try:
            self._lock(self._descriptor)
            self.repaired_bytes = self._repair(self._descriptor)
        except BaseException:
            self.close()
            raise

    def append(self, kind: str, at_s: float, *, sync: bool = False, **data: Any) -> None:
        """Write one line.

        :param kind: what the line is: "phase", "finding", "verdict".
        :param at_s: scenario time.
        :param sync: whether to wait until it is on the disk.
        :param data: further fields; any value that JSON holds, but no infinity.
        :raises JournalError: the journal is closed, the data do not fit JSON, or the disk refuses.
        """
        if not math.isfinite(at_s):
            raise JournalError(f"{kind} at {at_s}: scenario time must be a finite number of seconds")
        self._write(_line({**data, "kind": kind, "at_s": at_s}), sync)

    def verdict(self, at_s: float, verdict: Verdict) -> None:
        """Write a verdict and wait until it is on the disk."""
        self.append("verdict", at_s, sync=True, verdict=verdict.as_dict())

    def close(self) -> None:
        """Put everything on the disk and let go of the file; a second call does nothing."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is None:
            return
        try:
            os.fsync(descriptor)
        except OSError as broken:
            raise JournalError(f"{self.path} cannot be put on the disk: {broken.strerror}") from broken
        finally:
            os.close(descriptor)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _lock(self, descriptor: int) -> None:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as broken:
            raise JournalInUseError(f"{self.path} is being written by another process") from broken

    def _repair(self, descriptor: int) -> int:
        """Cut a torn end off, or give the header to a new file; returns how many bytes were cut."""
        scan = scan_journal(self.path)
        cut = scan.size - scan.complete_size
        if cut:
            os.ftruncate(descriptor, scan.complete_size)
        if scan.complete_size == 0:
            self._write(
                _line({"kind": "journal", "format": FORMAT, "version": VERSION, "at_s": 0.0}), sync=True
            )
            _sync_folder(self.path.parent)
        elif not scan.newline_last:
            self._write(b"\n", sync=True)
        return cut

    def _write(self, data: bytes, sync: bool) -> None:
        if self._descriptor is None:
            raise JournalError(f"{self.path} is closed")
        try:
            _write_all(self._descriptor, data)
            if sync:
                os.fsync(self._descriptor)
        except OSError as broken:
            raise JournalError(f"{self.path} cannot be written: {broken.strerror}") from broken


def _write_all(descriptor: int, data: bytes) -> None:
    """Write all of it or, where the disk is full, none: the next line must not follow half a line."""
    start = os.lseek(descriptor, 0, os.SEEK_END)
    try:
        while data:
            data = data[os.write(descriptor, data) :]
    except OSError:
        os.ftruncate(descriptor, start)
        raise


def _line(fields: dict[str, Any]) -> bytes:
    """The bytes of a line; what UTF-8 cannot hold (half a surrogate pair) stays a JSON escape."""
    try:
        text = json.dumps(fields, sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    except (TypeError, ValueError, RecursionError) as broken:
        raise JournalError(f"{fields['kind']}: the data do not fit JSON: {broken}") from broken
    line = text.encode("utf-8", "backslashreplace") + b"\n"
    if len(line) > LONGEST_LINE:
        raise JournalError(f"{fields['kind']}: {len(line)} bytes are too many for one line")
    return line


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
