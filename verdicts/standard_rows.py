"""The rows of the standards and assessment sheets that the requirement catalogue answers to."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import cast

from camproof.verdicts.catalogue import Catalogue, load_requirements
from camproof.verdicts.rows import Row, read_rows

__all__ = ["StandardRow", "load_standard_rows"]


@dataclass(frozen=True, slots=True)
class StandardRow:
    """A row: what is asked, and which requirements stand for it.

    :param figure: as the source gives it; empty where it gives none.
    :param source: the clause, and how surely it is known.
    :param requirements: ids of the catalogue; empty where nothing measures it.
    :param unmeasured: why nothing measures it, or that part of it for which there is no requirement.
    """

    id: str
    row: str
    figure: str
    source: str
    requirements: tuple[str, ...] = ()
    unmeasured: str = ""


def load_standard_rows(catalogue: Catalogue | None = None) -> tuple[StandardRow, ...]:
    """All rows, in the order of the files.

    :param catalogue: the built-in one by default.
    :raises CatalogueError: a row has neither requirements nor a reason, or an unknown requirement.
    """
    known = catalogue if catalogue is not None else load_requirements()
    folder = cast(Path, files("camproof.verdicts").joinpath("standards"))
    names = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".yaml")), key=_name)
    return tuple(
        _read(source, known)
        for entry in reversed(names)
        for source in read_rows(entry.read_text("utf-8"), entry.name)
    )


def _name(entry: Path) -> str:
    return entry.name


def _read(source: Row, known: Catalogue) -> StandardRow:
    source.only("id", "row", "figure", "source", "requirements", "unmeasured")
    made = StandardRow(
        source.text("id"),
        source.text("row"),
        source.text("figure", ""),
        source.text("source"),
        source.texts("requirements", ()),
        source.text("unmeasured", ""),
    )
    if not made.requirements and not made.unmeasured:
        raise source.fail("a row has requirements, or a reason why it has none", "id")
    for name in made.requirements:
        if name not in known.rows:
            raise source.fail(f"{name!r} is no requirement", "requirements")
    return made
