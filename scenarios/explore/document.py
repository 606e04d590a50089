"""A scenario file as a tree that can be changed and written again, its words spelled as before."""

from __future__ import annotations

import copy
import os
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

import yaml

from camproof.domain.selector import Selector
from camproof.domain.timeline import TimelineEntry
from camproof.domain.units import format_quantity
from camproof.scenarios.explore.laying import field_of, laid, own

__all__ = ["Document"]

_WIDTH = 110
_FILES = ("inventory", "system")
_Change = Callable[[yaml.MappingNode], None]


class Document:
    """A scenario file. Every change gives a new one."""

    def __init__(self, root: yaml.MappingNode) -> None:
        self._root = root

    @classmethod
    def read(cls, path: Path, folder: Path, variant: str = "") -> Document:
        """A file that has been checked.

        :param folder: where it will stand; names of files are put right.
        :param variant: one of the file's, laid over it; empty for the file as it stands.
        """
        read = yaml.compose(path.read_text(encoding="utf-8-sig"), Loader=yaml.SafeLoader)
        assert read is not None
        root = own(read)
        assert isinstance(root, yaml.MappingNode)
        laid(root, variant)
        for table in (root, *_rows(root, "cameras")):
            for name in _FILES:
                file = field_of(table, name)
                if isinstance(file, yaml.ScalarNode) and (path.parent / file.value).is_file():
                    file.value = os.path.relpath(path.parent / file.value, folder)
        return cls(root)

    def text(self) -> str:
        """YAML."""
        return str(yaml.serialize(self._root, Dumper=yaml.SafeDumper, allow_unicode=True, width=_WIDTH))

    def titled(self, title: str, proves: str) -> Document:
        """With other words at its head, and nothing by which runs are chosen."""

        def change(root: yaml.MappingNode) -> None:
            _set(root, "scenario", _node(title))
            _set(root, "proves", _node(proves))
            for name in ("tags", "must-fail", "variants"):
                _drop(root, name)

        return self._changed(change)

    def with_faults(self, phase: int, entries: Iterable[TimelineEntry]) -> Document:
        """With more lines in the time line of a phase."""

        def change(root: yaml.MappingNode) -> None:
            table = _phases(root)[phase]
            if not _rows(table, "timeline"):
                _set(table, "timeline", yaml.SequenceNode("tag:yaml.org,2002:seq", [], flow_style=False))
            timeline = field_of(table, "timeline")
            assert timeline is not None
            timeline.value += [_entry_node(entry) for entry in entries]

        return self._changed(change)

    def shorter(self) -> Iterator[Document]:
        """Documents that lack something each; the largest things first."""
        changes: list[_Change] = []
        phases = _phases(self._root)
        if len(phases) > 1:
            changes += [partial(_cut, path=("phases",), place=place) for place in _backwards(phases)]
        for name in ("targets", "timeline"):
            for number, phase in enumerate(phases):
                path = ("phases", number, name) if _rows(self._root, "phases") else (name,)
                changes += [partial(_cut, path=path, place=place) for place in _backwards(_rows(phase, name))]
        groups = _rows(self._root, "cameras")
        if len(groups) > 1:
            changes += [partial(_cut, path=("cameras",), place=place) for place in _backwards(groups)]
        for number, group in enumerate(groups):
            changes += [partial(_recount, group=number, count=count) for count in _fewer(group)]
        if field_of(self._root, "network") is not None:
            changes.append(partial(_drop, name="network"))
        return map(self._changed, changes)

    def _changed(self, change: _Change) -> Document:
        root = copy.deepcopy(self._root)
        change(root)
        return Document(root)


def _cut(root: yaml.MappingNode, path: tuple[str | int, ...], place: int) -> None:
    node: yaml.Node | None = root
    for step in path:
        assert node is not None
        table, node = node, node.value[step] if isinstance(step, int) else field_of(node, step)
    assert node is not None
    del node.value[place]
    if not node.value:
        _drop(table, str(path[-1]))


def _recount(root: yaml.MappingNode, group: int, count: int) -> None:
    _set(_rows(root, "cameras")[group], "count", _node(count))


def _fewer(group: yaml.Node) -> list[int]:
    count = field_of(group, "count")
    if not isinstance(count, yaml.ScalarNode) or not count.value.isdigit():
        return []
    now = int(count.value)
    return [fewer for fewer in dict.fromkeys((1, now // 4, now // 2, now - 1)) if 0 < fewer < now]


def _backwards(items: list[yaml.Node]) -> list[int]:
    return list(reversed(range(len(items))))


def _phases(root: yaml.MappingNode) -> list[yaml.Node]:
    """The tables of the phases; the whole file where it has none."""
    return _rows(root, "phases") or [root]


def _rows(table: yaml.Node, name: str) -> list[yaml.Node]:
    found = field_of(table, name)
    return found.value if isinstance(found, yaml.SequenceNode) else []


def _set(table: yaml.Node, name: str, value: yaml.Node) -> None:
    for place, (key, _) in enumerate(table.value):
        if key.value == name:
            table.value[place] = (key, value)
            return
    table.value.append((_composed(name), value))


def _drop(table: yaml.Node, name: str) -> None:
    table.value[:] = [(key, value) for key, value in table.value if key.value != name]


def _node(value: object) -> yaml.Node:
    return _composed(yaml.safe_dump(value, allow_unicode=True, default_flow_style=True))


def _composed(text: str) -> yaml.Node:
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    assert node is not None
    return node


def _entry_node(entry: TimelineEntry) -> yaml.Node:
    fields: dict[str, object] = {"at": format_quantity(entry.at_s, "duration"), entry.kind: entry.name}
    if on := _chosen(entry.selector):
        fields["on"] = on
    if entry.for_s is not None:
        fields["for"] = format_quantity(entry.for_s, "duration")
    pairs = [(_composed(name), _node(value)) for name, value in {**fields, **entry.params}.items()]
    return yaml.MappingNode("tag:yaml.org,2002:map", pairs, flow_style=True)


def _chosen(selector: Selector) -> dict[str, object]:
    if selector.codes:
        return {"codes": list(selector.codes)}
    return {"district": selector.district[0]} if selector.district else {}
