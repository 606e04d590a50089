"""Networks laid out over cameras by geography, with whatever the user gives in place of any part."""

from camproof.simulator.layout.checks import broken_rules
from camproof.simulator.layout.layout import lay_out
from camproof.simulator.layout.picture import picture_of

__all__ = ["broken_rules", "lay_out", "picture_of"]
