"""Max-min fair shares by progressive filling (Bertsekas and Gallager, Data Networks, 6.5.2).

The rates of all flows rise together; a flow stops at its demand or where one of its links is full. Which
links fill is found for all of them in one round: a link whose flows all have no smaller share elsewhere is
their bottleneck, and shares of other links only grow when flows with smaller ones stop.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_matrix

from camproof.simulator.values import Floats

__all__ = ["max_min"]

_SAME = 1.0 - 1e-12


def max_min(crossings: csr_matrix, capacity: Floats, demand: Floats) -> Floats:
    """The rate of one stream of each flow.

    :param crossings: (F, A) how many streams of a flow cross an arc; no zeros are stored.
    :param capacity: (A,) of each arc; may be infinite.
    :param demand: (F,) what one stream wants; it never gets more.
    """
    rate = demand.astype(np.float64)
    left = capacity.astype(np.float64)
    waiting = np.flatnonzero(np.diff(crossings.indptr) > 0)
    while len(waiting):
        rows = crossings[waiting]
        stops, wanted = _stopping(rows, left, rate[waiting])
        rate[waiting] = np.where(stops, wanted, rate[waiting])
        left = left - rows[stops].T @ wanted[stops]
        waiting = waiting[~stops]
    return rate


def _stopping(rows: csr_matrix, left: Floats, demand: Floats) -> tuple[np.ndarray, Floats]:
    """Which flows stop in this round, and what each would get by the shares as they are."""
    streams = np.asarray(rows.sum(axis=0)).ravel()
    share = np.full(len(left), np.inf)
    np.divide(np.maximum(left, 0.0), streams, out=share, where=streams > 0)
    lowest = np.minimum.reduceat(share[rows.indices], rows.indptr[:-1])
    wanted = np.minimum(lowest, demand)
    loose = np.zeros(len(left), bool)
    loose[rows.indices[np.repeat(wanted, np.diff(rows.indptr)) < share[rows.indices] * _SAME]] = True
    bound = np.logical_or.reduceat(~loose[rows.indices], rows.indptr[:-1])
    return (demand <= lowest) | bound, wanted
