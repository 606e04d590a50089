"""`failures:` — the usual ways to fail, and what the file says in place of them or besides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from camproof.domain.documents import Fields
from camproof.simulator.defaults import DEFAULT_MODES
from camproof.simulator.inputs.laws import law, life
from camproof.simulator.values import FailureMode, Kind, Law, NodeKind

__all__ = ["KIND_WORDS", "read_failures"]

_SHOCKS = (Kind.WEATHER, Kind.FIRMWARE, Kind.ATTACK, Kind.MAINTENANCE)
KIND_WORDS = tuple(kind.word for kind in Kind if kind not in _SHOCKS)
"""What a row may be of."""

_CAMERA_KINDS = (Kind.CAMERA, Kind.CAMERA_POWER, Kind.PICTURE, Kind.ACCESS_LINK)
_NO_LAW = Law()

Key = tuple[Kind, str | None, str | None]


def read_failures(fields: Fields, usual: Iterable[FailureMode] = DEFAULT_MODES) -> tuple[FailureMode, ...]:
    """The rows of the file laid over the usual ones.

    A row names a kind (`of`), and perhaps a kind of node or a vendor. What it does not say, its name too, it
    has from the row that it takes the place of, or, but for the name, from the general row of its kind. A row
    for a vendor or a kind of node takes these out of the general one.
    """
    modes = list(usual)
    given: list[FailureMode] = []
    for row in fields.rows("failures"):
        key = _key(row)
        name = row.text("name")
        base = next((mode for mode in modes if _key_of(mode) == key and mode.name == name), _base(modes, key))
        mode = _row(row, key, base, _usual_name(key, [mode for mode in modes if mode not in given]))
        row.finish("a failure")
        if mode.name in {each.name for each in given}:
            row.problem("name", f"a row above is called {mode.name!r} already")
        given.append(mode)
        modes = [each for each in modes if not _replaced(each, mode, given)]
        modes.append(mode)
    return tuple(_narrowed(mode, modes) for mode in modes)


def _key_of(mode: FailureMode) -> Key:
    return mode.kind, mode.node_kind, mode.vendor


def _replaced(old: FailureMode, new: FailureMode, given: Sequence[FailureMode]) -> bool:
    """A row takes the place of the usual ones of its kind; one that has the name of a usual one, of that."""
    if old in given or _key_of(old) != _key_of(new):
        return False
    named = any(each.name == new.name for each in DEFAULT_MODES)
    return not named or old.name == new.name


def _key(row: Fields) -> Key:
    if not row.has("of"):
        row.missing("of", suggestion=f"write what fails: {', '.join(KIND_WORDS)}")
    word = row.word("of", "thing that fails", KIND_WORDS, KIND_WORDS[0])
    kind = next(each for each in Kind if each.word == word)
    node = row.word("node", "kind of node", tuple(each.word for each in NodeKind)) or None
    vendor = row.text("vendor") or None
    if node and kind is not Kind.NODE:
        row.problem("node", f"a {word} is no node")
    if vendor and kind not in _CAMERA_KINDS:
        row.problem("vendor", "only what belongs to a camera has its vendor")
    return kind, node, vendor


def _base(modes: Sequence[FailureMode], key: Key) -> FailureMode:
    """The row that a new one begins as."""
    kind, node, vendor = key
    for known in ((kind, node, vendor), (kind, node, None), (kind, None, None)):
        of_key = next((mode for mode in modes if _key_of(mode) == known), None)
        if of_key is not None:
            return of_key
    found = next((mode for mode in modes if mode.kind is kind), None)
    return found or FailureMode(name="", kind=kind, life=_NO_LAW, repair=_NO_LAW)


def _usual_name(key: Key, modes: Sequence[FailureMode]) -> str:
    """What a row without a name is called: as the one that it takes the place of, whose fates it then has."""
    names = [mode.name for mode in modes if _key_of(mode) == key]
    if len(names) == 1:
        return names[0]
    kind, node, vendor = key
    return " ".join(filter(None, (node, kind.word, f"of {vendor}" if vendor else "")))


def _row(row: Fields, key: Key, base: FailureMode, usual: str) -> FailureMode:
    _, node, vendor = key
    source = row.text("source", "the city file")
    ages = base.ages
    lives = life(row, "life", base.life, source)
    if lives is not base.life:
        ages = lives.form == "weibull" and lives.shape != 1.0
    return replace(
        base,
        name=row.text("name", usual),
        node_kind=node,
        vendor=vendor,
        life=lives,
        repair=law(row, "repair", base.repair, source),
        notice=law(row, "notice", base.notice, source, "fixed"),
        skill=_word(row, "skill", base.skill),
        spare=_word(row, "spare", base.spare),
        per_km=row.flag("per-km", default=base.per_km),
        ages=row.flag("ages", default=ages),
        but_not=frozenset(),
    )


def _word(row: Fields, field: str, default: str | None) -> str | None:
    """A word, or "none" for nothing."""
    text = row.text(field)
    return default if not text else None if text == "none" else text


def _narrowed(mode: FailureMode, modes: Iterable[FailureMode]) -> FailureMode:
    """Without what has a row of its own."""
    others = [each for each in modes if each is not mode and each.kind is mode.kind]
    apart = {each.vendor for each in others if each.vendor and not mode.vendor}
    apart |= {each.node_kind for each in others if each.node_kind and not mode.node_kind}
    return replace(mode, but_not=frozenset(word for word in apart if word))
