"""Random numbers by key: each is a function of where it is used, whatever the order or the engine."""

from camproof.simulator.draws.coming import moments
from camproof.simulator.draws.errors import LawError
from camproof.simulator.draws.kernels import FIRST, SECOND, next_of, uniform_of, uniforms_of
from camproof.simulator.draws.laws import ONE, ZERO, Draw, Prepared, draw_for, prepared
from camproof.simulator.draws.streams import Keys, stream_key, unit_keys

__all__ = [
    "FIRST",
    "ONE",
    "SECOND",
    "ZERO",
    "Draw",
    "Keys",
    "LawError",
    "Prepared",
    "draw_for",
    "moments",
    "next_of",
    "prepared",
    "stream_key",
    "uniform_of",
    "uniforms_of",
    "unit_keys",
]
