"""What the nodes of a network are called."""

from __future__ import annotations

from collections import Counter

from camproof.domain.errors import InputError
from camproof.simulator.layout.backbone import Backbone
from camproof.simulator.layout.given import GivenNodes
from camproof.simulator.values import NodeKind

__all__ = ["names_of"]


def names_of(backbone: Backbone, given: GivenNodes | None) -> tuple[str, ...]:
    """A name for each node: the file's, or its kind and a number: "access 17".

    :raises InputError: a given node has the name that a made one gets.
    """
    by_kind = {kind: given.of_kind(kind) for kind in NodeKind} if given is not None else {}
    names = []
    for kind, number in zip(backbone.nodes.kind.tolist(), backbone.number.tolist(), strict=True):
        rows = by_kind.get(NodeKind(kind), ())
        if given is not None and len(rows):
            names.append(given.names[rows[number]])
        else:
            names.append(f"{NodeKind(kind).word} {number + 1}")
    twice = [name for name, times in Counter(names).items() if times > 1]
    if twice:
        raise InputError(f"a made node is called {min(twice)!r}, too", suggestion="rename the given one")
    return tuple(names)
