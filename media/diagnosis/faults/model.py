"""What an injectable picture fault is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from camproof.media.diagnosis.sample import Picture
from camproof.verdicts.finding import Symptom

__all__ = ["Inject", "PictureFault", "stream"]

Inject = Callable[[Picture, int], Picture]
"""From a picture (BGR, uint8[h, w, 3]; left as it is) and its running number to the faulty one."""


@dataclass(frozen=True, slots=True)
class PictureFault:
    """A fault with a strength.

    :param id: a word.
    :param term: the field's word.
    :param symptom: what its detector must find.
    :param unit: of the strength.
    :param strengths: ascending; the one in the middle is nominal.
    :param make: from strength and seed to a function for the pictures of one camera, to be called in their
        order; the same seed gives the same pictures.
    """

    id: str
    term: str
    symptom: Symptom
    unit: str
    strengths: tuple[float, ...]
    make: Callable[[float, int], Inject]

    @property
    def nominal(self) -> float:
        """The strength in the middle."""
        return self.strengths[len(self.strengths) // 2]


def stream(seed: int, purpose: int, *more: int) -> np.random.Generator:
    """Randomness of its own for each seed, purpose and picture."""
    return np.random.default_rng([seed, purpose, *more])
