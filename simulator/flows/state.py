"""What of a city's video network works at a moment."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from camproof.simulator.flows.routes import Flags, Grid, Longs
from camproof.simulator.values import Network

__all__ = ["State"]


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """What works.

    :param grid: the network that is left. :param cameras: (N,) cameras that give a picture.
    :param media: (M,) servers at work in each group of media servers.
    """

    grid: Grid
    cameras: Flags
    media: Longs

    @classmethod
    def sound(cls, network: Network) -> State:
        """Everything works."""
        return cls(
            Grid(network), np.ones(len(network.camera_node), bool), network.media_needed.astype(np.int64)
        )
