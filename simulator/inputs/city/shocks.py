"""`shocks:` — weather, firmware rollouts, attacks."""

from __future__ import annotations

from camproof.domain.documents import Fields
from camproof.simulator.defaults import DEFAULT_SHOCKS
from camproof.simulator.inputs.city.quantities import hours, measured
from camproof.simulator.inputs.laws import gaps, law
from camproof.simulator.values import Kind, Law, Shock

__all__ = ["SHOCK_WORDS", "read_shocks"]

_KINDS = (Kind.WEATHER, Kind.FIRMWARE, Kind.ATTACK)
SHOCK_WORDS = tuple(kind.word for kind in _KINDS)


def read_shocks(fields: Fields) -> tuple[Shock, ...]:
    """What strikes many units at once: the usual ones that the file asks for, then its rows."""
    asked = fields.words("usual-shocks", "kind of shock", SHOCK_WORDS)
    found = [shock for shock in DEFAULT_SHOCKS if shock.kind.word in asked]
    for row in fields.rows("shocks"):
        shock = _shock(row)
        row.finish("a shock")
        if shock.name in {each.name for each in found}:
            row.problem("name", f"a shock above is called {shock.name!r} already")
        found.append(shock)
    return tuple(found)


def _shock(row: Fields) -> Shock:
    if not row.has("kind"):
        row.missing("kind", suggestion=f"write {', '.join(SHOCK_WORDS)}")
    word = row.word("kind", "kind of shock", SHOCK_WORDS, SHOCK_WORDS[0])
    source = row.text("source", "the city file")
    if not row.has("at") and not row.has("every"):
        row.missing("at", "the field is missing; or every", "write at: 30 days, or every: 1 year")
        row.missing("every", "the field is missing; or at", "write at: 30 days, or every: 1 year")
    usual = Shock(name=word, kind=Kind.WEATHER)
    at_h = hours(row, "at", 0.0) if row.has("at") else None
    every = gaps(row, "every", Law(), source) if row.has("every") else None
    if at_h is not None and every is not None:
        row.problem("every", "a shock comes at a time or every so often, not both")
    return Shock(
        name=row.text("name", word),
        kind=next(kind for kind in _KINDS if kind.word == word),
        at_h=at_h,
        every=every,
        share=row.quantity("share", "share", usual.share),
        node_share=row.quantity("nodes", "share", usual.node_share),
        districts=frozenset(scalar.text for scalar in row.scalars("districts")),
        radius_m=measured(row, "radius", "way", 0.0, low=1.0) if row.has("radius") else None,
        vendor=row.text("vendor") or None,
        lasts=law(row, "lasts", usual.lasts, source, "fixed"),
        broken_share=row.quantity("broken", "share", usual.broken_share),
        repair=law(row, "repair", usual.repair, source),
        skill=row.text("skill") or None,
        spare=row.text("spare") or None,
        spread_h=hours(row, "spread", usual.spread_h),
        source=source,
    )
