"""Names of uploaded snapshots (2022): device code, 02, time with milliseconds, number; 41 characters."""

from __future__ import annotations

import re
from typing import NamedTuple

from camproof.protocols.errors import LocalProtocolError, ManscdpError
from camproof.protocols.manscdp.times import BEIJING_OFFSET_S, format_time

__all__ = ["SnapShotFile", "make_snapshot_file_id", "read_snapshot_file_id"]

_FILE_ID = re.compile(r"([0-9]{20})02([0-9]{17})([0-9]{2})")


class SnapShotFile(NamedTuple):
    """``taken`` is "YYYYMMDDhhmmssSSS", local time."""

    device_id: str
    taken: str
    sequence: int


def make_snapshot_file_id(
    device_id: str, epoch_s: float, sequence: int, offset_s: int = BEIJING_OFFSET_S
) -> str:
    """The 41 characters for picture ``sequence`` (0-99) taken at a Unix time."""
    taken = re.sub("[^0-9]", "", format_time(epoch_s, offset_s, milliseconds=True))
    file_id = f"{device_id}02{taken}{sequence:02d}"
    if not _FILE_ID.fullmatch(file_id):
        raise LocalProtocolError(f"{file_id!r} is not a snapshot file identifier")
    return file_id


def read_snapshot_file_id(text: str) -> SnapShotFile:
    """The parts of a file identifier; raises ManscdpError if it is none."""
    found = _FILE_ID.fullmatch(text.strip())
    if not found:
        raise ManscdpError("the snapshot file identifier is not 41 digits of the standard", where=text[:64])
    return SnapShotFile(found[1], found[2], int(found[3]))
