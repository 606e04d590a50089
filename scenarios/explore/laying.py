"""A variant of a scenario file, laid over its tree as the reader of scenarios does it."""

from __future__ import annotations

from collections.abc import Sequence

import yaml

__all__ = ["field_of", "laid", "own"]

_MAP = "tag:yaml.org,2002:map"


def own(node: yaml.Node) -> yaml.Node:
    """The tree with a copy for each alias, so that a change in one place is none in another."""
    if isinstance(node, yaml.MappingNode):
        pairs = [(own(key), own(value)) for key, value in node.value]
        return yaml.MappingNode(node.tag, pairs, flow_style=node.flow_style)
    if isinstance(node, yaml.SequenceNode):
        return yaml.SequenceNode(node.tag, [own(item) for item in node.value], flow_style=node.flow_style)
    assert isinstance(node, yaml.ScalarNode)
    return yaml.ScalarNode(node.tag, node.value, style=node.style)


def laid(root: yaml.MappingNode, variant: str) -> None:
    """Put the settings of a variant in their places; it is one of the file's, and checked."""
    variants = field_of(root, "variants")
    settings = None if variants is None else field_of(variants, variant)
    for path, value in settings.value if isinstance(settings, yaml.MappingNode) else ():
        _put(root, [step.strip() for step in path.value.split(".")], own(value))


def field_of(table: yaml.Node, name: str) -> yaml.Node | None:
    """The value of a field; None where it is missing, or where this is no table."""
    for key, value in table.value if isinstance(table, yaml.MappingNode) else ():
        if key.value == name:
            found: yaml.Node = value
            return found
    return None


def _put(at: yaml.Node, steps: Sequence[str], value: yaml.Node) -> None:
    step, rest = steps[0], steps[1:]
    place = _place(at, step)
    if rest:
        below = None if place is None else _child(at, place)
        if below is None:
            below = yaml.MappingNode(_MAP, [], flow_style=False)
            at.value.append((_word(step), below))
        _put(below, rest, value)
    elif place is None:
        at.value.append((_word(step), value))
    elif isinstance(at, yaml.SequenceNode):
        at.value[place] = value
    else:
        at.value[place] = (at.value[place][0], value)


def _place(at: yaml.Node, step: str) -> int | None:
    """Where a field stands in a table, or in a list the item of this name or number."""
    if isinstance(at, yaml.SequenceNode):
        names = [_name(item) for item in at.value]
        return names.index(step) if step in names else int(step)
    return next((place for place, (key, _) in enumerate(at.value) if key.value == step), None)


def _child(at: yaml.Node, place: int) -> yaml.Node:
    found: yaml.Node = at.value[place] if isinstance(at, yaml.SequenceNode) else at.value[place][1]
    return found


def _name(item: yaml.Node) -> str:
    name = field_of(item, "name")
    return name.value if isinstance(name, yaml.ScalarNode) else ""


def _word(text: str) -> yaml.ScalarNode:
    return yaml.ScalarNode("tag:yaml.org,2002:str", text)
