"""The JSON schema of city files, for editors; it is made by the readers of the files themselves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from camproof.domain.documents.editors import Recorder, Shape, file_schema, recorded
from camproof.simulator.inputs.city.descriptions import description_of
from camproof.simulator.inputs.city.file import city_of

__all__ = ["city_schema"]


def city_schema() -> dict[str, Any]:
    """The JSON schema (draft 7) of city files.

    What one value says of another, or of the inventory, is not in it; the readers find that.
    """

    def read(fields: Recorder) -> None:
        city_of(fields, Path())

    return file_schema(recorded(read, {}), _about, "city:1")


def _about(shape: Shape, name: str) -> str:
    return description_of(shape.title, name)
