"""What the engine wants of the way to the receivers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from camproof.media.bulk.send.connections import Happening
from camproof.media.bulk.send.layout import Batch
from camproof.media.bulk.send.streams import SendSpec

__all__ = ["Courier"]


class Courier(Protocol):
    """UDP sockets, TCP connections, or a test's ears."""

    @property
    def most(self) -> int:
        """Packets of one message, at most."""

    def take_on(self, streams: NDArray[np.int64], specs: Sequence[SendSpec], now_ns: int) -> bool:
        """New streams; True where they can send at once, False where ``poll`` will tell."""

    def poll(self, now_ns: int) -> list[Happening]:
        """Which streams came up, were lost, or have nothing kept any more, since the last call."""

    def send(self, batch: Batch) -> NDArray[np.int64]:
        """Send at once; the numbers of the messages that were refused."""

    def blocked(self, streams: NDArray[np.int64]) -> NDArray[np.bool_] | None:
        """Which of these streams cannot take a frame now, such as those of which something is kept; None
        where none ever has to wait.
        """

    def report(self, stream: int, packet: bytes) -> bool:
        """Send a compound RTCP packet; False where it could not go."""

    def forget(self, streams: NDArray[np.int64]) -> None:
        """These streams have ended."""

    def close(self) -> None:
        """Give everything back."""
