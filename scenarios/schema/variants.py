"""`variants:` — named sets of changes, so that one file stands for several runs."""

from __future__ import annotations

import re

from camproof.domain.documents.fields import Fields
from camproof.domain.documents.problems import Problems
from camproof.domain.documents.tree import Table
from camproof.domain.errors import InputError, Place, did_you_mean
from camproof.scenarios.schema.overrides import put

__all__ = ["MAX_SETTINGS", "MAX_VARIANTS", "read_variants", "varied"]

MAX_VARIANTS = 32
MAX_SETTINGS = 200
"""Of one variant."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}\Z")


def read_variants(fields: Fields) -> tuple[str, ...]:
    """The names of the variants, in the order of the file; each holds settings: ``cameras.0.sip: tcp``."""
    sub = fields.sub("variants")
    if sub is None:
        return ()
    keys = [key for key, _ in sub.table.items]
    if len(keys) > MAX_VARIANTS:
        fields.problem("variants", f"there are {len(keys)} variants; {MAX_VARIANTS} are allowed")
        return ()
    for key in keys:
        if not _NAME.match(key.text):
            what = f"{key.text!r} is no name of a variant"
            fields.problems.add(
                what, key.place, sub.name_of(key.text), "write a word such as tcp or two-loops"
            )
        _check_settings(sub, key.text)
    return tuple(key.text for key in keys)


def _check_settings(variants: Fields, name: str) -> None:
    """A variant may be empty, then it is the file as it stands."""
    settings = variants.sub(name)
    if settings is None:
        return
    if len(settings.table.items) > MAX_SETTINGS:
        what = f"there are {len(settings.table.items)} settings; {MAX_SETTINGS} are allowed"
        variants.problem(name, what)
    for path, _ in settings.table.items:
        settings.raw(path.text)
        if path.text.split(".")[0].strip() == "variants":
            what = "a variant cannot change the variants"
            variants.problems.add(what, path.place, variants.name_of(f"{name}.{path.text}"))


def varied(table: Table, variant: str, problems: Problems) -> Table:
    """The scenario's table with the settings of one variant laid over it.

    :raises InputError: there is no such variant; suggests the nearest.
    """
    variants = table.get("variants")
    known = tuple(key.text for key, _ in variants.items) if isinstance(variants, Table) else ()
    settings = variants.get(variant) if isinstance(variants, Table) else None
    if settings is None:
        hint = did_you_mean(variant, known) or "the file has no variants"
        raise InputError(f"{variant!r} is no variant of the scenario", Place(field="--variant"), hint)
    for key, value in settings.items if isinstance(settings, Table) else ():
        table = put(table, key.text, value, key.place, problems)
    return table
