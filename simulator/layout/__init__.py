"""Networks laid out over cameras by geography, with whatever the user gives in place of any part."""

from camproof.simulator.layout.layout import lay_by_rule

__all__ = ["lay_by_rule"]
