"""Shocks and planned visits, where a city file asks for the ordinary ones. All of it is ours."""

from __future__ import annotations

from camproof.simulator.values import Kind, Law, Shock, Upkeep

__all__ = ["DEFAULT_SHOCKS", "DEFAULT_UPKEEP"]

DEFAULT_SHOCKS = (
    Shock(
        name="storm",
        kind=Kind.WEATHER,
        every=Law("exponential", 4380.0, source="ours: two a year"),
        share=0.05,
        node_share=0.01,
        radius_m=2000.0,
        lasts=Law("log-normal", 2.0, 0.8, source="ours"),
        broken_share=0.3,
        skill="camera",
        spread_h=3.0,
        source="ours",
    ),
    Shock(
        name="firmware rollout",
        kind=Kind.FIRMWARE,
        every=Law("fixed", 8760.0 / 2, source="ours: two a year"),
        lasts=Law("fixed", 0.1, source="ours: a restart"),
        broken_share=0.002,
        skill="camera",
        spread_h=72.0,
        source="ours",
    ),
    Shock(
        name="attack",
        kind=Kind.ATTACK,
        every=Law("exponential", 2 * 8760.0, source="ours: one in two years"),
        share=0.1,
        lasts=Law("log-normal", 12.0, 0.8, source="ours: until they are started anew and closed"),
        broken_share=0.02,
        skill="camera",
        spread_h=6.0,
        source="ours",
    ),
)
DEFAULT_UPKEEP = (Upkeep(every_h=4380.0, source="ours: two visits a year"),)
