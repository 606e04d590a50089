"""Files that a command leaves for its user: looked at before anything long begins."""

from __future__ import annotations

from pathlib import Path

from camproof.domain.errors import InputError, Place

__all__ = ["output_file"]


def output_file(path: Path, suffix: str, option: str) -> Path:
    """The path, where a file can be made of it.

    :param suffix: as in ".png".
    :raises InputError: another ending, or no such folder.
    """
    if path.suffix.lower() != suffix:
        kind = suffix[1:].upper()
        raise InputError(f"{str(path)!r} is no name of a {kind}", Place(field=option), f"timing{suffix}")
    if not path.resolve().parent.is_dir():
        raise InputError(f"there is no folder {str(path.parent)!r}", Place(field=option))
    return path
