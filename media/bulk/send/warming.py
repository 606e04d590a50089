"""The compiled loops of senders, compiled or loaded before the first frame is due."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from camproof.media.bulk.kernel import HAS_MMSG
from camproof.media.bulk.send.connections import Happening
from camproof.media.bulk.send.engine import Engine
from camproof.media.bulk.send.fleet import Fleet
from camproof.media.bulk.send.layout import Batch
from camproof.media.bulk.send.pictures import leave_out
from camproof.media.bulk.send.streams import SendSpec
from camproof.media.bulk.send.writing import write_messages
from camproof.media.tables.model import FrameCut, table_of

__all__ = ["warm_up"]

_MS = 1_000_000
_FRAME = FrameCut(
    row=bytes(100), lead=100, fill=bytes(100), inner=(), rest=(bytes(100), bytes(100)), clocks=((0, 2, 0),),
    scr_at=20, stamp_at=40, reorder_90k=0, key=True,
)  # fmt: skip


class _Nobody:
    """A courier without a network."""

    most = 1

    def send(self, batch: Batch) -> NDArray[np.int64]:  # noqa: ARG002
        return np.zeros(0, np.int64)

    def take_on(self, streams: NDArray[np.int64], specs: Sequence[SendSpec], now_ns: int) -> bool:  # noqa: ARG002
        return True

    def poll(self, now_ns: int) -> list[Happening]:  # noqa: ARG002
        return []

    def blocked(self, streams: NDArray[np.int64]) -> None:
        """None ever."""

    def report(self, stream: int, packet: bytes) -> bool:  # noqa: ARG002
        return True

    def forget(self, streams: NDArray[np.int64]) -> None:
        """Nothing is kept."""

    def close(self) -> None:
        """Nothing is open."""


@cache
def warm_up() -> None:
    """Send a few frames to nobody. Takes seconds when it is done first after an installation, and
    parts of a second later.
    """
    table = table_of("PS", 25.0, [_FRAME], 100)
    engine = Engine(_Nobody(), "datagram", _MS, lambda: 0)
    fleet = Fleet(engine, _MS, rtcp_interval_s=0.001)
    fleet.add(table, [SendSpec(remote=None, ssrc=1, spread=0.5)], 0)
    for step in range(100):
        engine.step(step * _MS, step * 1000)
        fleet.report(step * _MS, step * 1000)
    nothing = np.zeros(0, np.int64)
    if HAS_MMSG:
        write_messages(nothing, nothing, nothing, np.zeros(0, np.bool_), 0, 0, nothing)
    leave_out(engine.book.state, engine.library.places, engine.arena.frames, np.zeros(0, np.bool_))
