"""`--set field=value`: values laid over a scenario file before it is checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from camproof.domain.documents.composing import compose
from camproof.domain.documents.problems import Problems
from camproof.domain.documents.tree import List, Scalar, Table, Value, describe
from camproof.domain.errors import Place, did_you_mean

__all__ = ["lay_over", "moved", "put"]


def lay_over(table: Table, overrides: Sequence[str], problems: Problems) -> Table:
    """The table with every override in place; each is ``a.b.c=value`` with a value as in YAML.

    Items of a list are named by their number from 0, or by their `name`. Fields that the file does not have
    are added, and checked like all others. What is wrong is noted under the option's text.
    """
    for override in overrides:
        table = _lay(table, override, problems, Place(f"--set {override}"))
    return table


def _lay(table: Table, override: str, problems: Problems, place: Place) -> Table:
    path, equals, text = override.partition("=")
    if not equals or not all(step.strip() for step in path.split(".")):
        problems.add(
            "this is no setting", place, suggestion="write field=value, as in platform.expires=600 s"
        )
        return table
    found = Problems()
    value = compose(text, place.file, found) if text.strip() else Scalar("", place)
    if value is None or len(found):
        problems.add(f"{text!r} cannot be read as a value", place, path, "put it in quotes")
        return table
    return put(table, path, moved(value, place), place, problems)


def put(table: Table, path: str, value: Value, place: Place, problems: Problems) -> Table:
    """The table with a value at a dotted path; what is wrong with the path is noted at the place."""
    steps = [step.strip() for step in path.split(".")]
    changed = _set(table, steps, value, place, path, problems)
    return changed if isinstance(changed, Table) else table


def moved(value: Value, place: Place) -> Value:
    """The value as if all of it stood in the option."""
    if isinstance(value, List):
        return List(tuple(moved(item, place) for item in value.items), place)
    if isinstance(value, Table):
        items = tuple((replace(key, place=place), moved(item, place)) for key, item in value.items)
        return Table(items, place)
    return replace(value, place=place)


def _set(
    at: Value, steps: Sequence[str], value: Value, place: Place, path: str, problems: Problems
) -> Value | None:
    """The value `at` with the rest of the path set in it; None = a problem was noted."""
    if not steps:
        return value
    step, rest = steps[0], steps[1:]
    if isinstance(at, Table):
        below = at.get(step)
        if below is None and rest:
            below = Table((), place)
        inner = value if below is None else _set(below, rest, value, place, path, problems)
        return None if inner is None else at.replace(Scalar(step, place), inner)
    if isinstance(at, List):
        index = _index(at, step)
        if index is None:
            what = f"{step!r} is no item of this list"
            problems.add(what, place, path, did_you_mean(step, _item_names(at)))
            return None
        inner = _set(at.items[index], rest, value, place, path, problems)
        return None if inner is None else List((*at.items[:index], inner, *at.items[index + 1 :]), at.place)
    problems.add(f"{step!r} cannot be set within {describe(at)}", place, path)
    return None


def _item_names(items: List) -> tuple[str, ...]:
    names = [_name(item) for item in items.items]
    return tuple(name or str(index) for index, name in enumerate(names))


def _name(item: Value) -> str:
    name = item.get("name") if isinstance(item, Table) else None
    return name.text if isinstance(name, Scalar) else ""


def _index(items: List, step: str) -> int | None:
    for index, item in enumerate(items.items):
        if _name(item) == step:
            return index
    if step.isascii() and step.isdigit() and len(step) < 7 and int(step) < len(items.items):
        return int(step)
    return None
