"""Cities made up of numbers, where there is no inventory."""

from camproof.simulator.made.city import made_city

__all__ = ["made_city"]
