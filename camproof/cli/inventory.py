"""The options of a camera inventory, as `run` and `cameras` take them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from camproof.domain.errors import InputError, Place
from camproof.scenarios.schema import CameraSource

__all__ = ["camera_source"]


def camera_source(file: str, region: str, columns: Sequence[str], option: str) -> CameraSource | None:
    """The inventory that was given, or None.

    :param columns: as "name=location".
    :param option: the one that names the file.
    :raises InputError: the others stand without it, or a column is not written so.
    """
    if file:
        return CameraSource(Path(file), region, dict(_pair(text) for text in columns), option)
    if region or columns:
        raise InputError(f"--region and --column belong to {option}, and that is missing")
    return None


def _pair(text: str) -> tuple[str, str]:
    field, sign, column = text.partition("=")
    if not (field and sign and column):
        raise InputError(f"{text!r} names no column", Place(field="--column"), "write it as name=location")
    return field.strip(), column.strip()
