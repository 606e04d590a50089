"""Why an input moves nothing in a city: each input has reasons of its own."""

from camproof.simulator.answers.still.why import has_reasons, why_still

__all__ = ["has_reasons", "why_still"]
