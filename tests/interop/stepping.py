"""The clockwork of a bulk sender on real sockets, in steps of the test's own time."""

from __future__ import annotations

from typing import cast

from interop_received import CAMERA, SSRC

from camproof.media.bulk.send.arena import Framing
from camproof.media.bulk.send.engine import Engine
from camproof.media.bulk.send.fleet import Fleet
from camproof.media.bulk.send.streams import SendSpec
from camproof.media.bulk.send.tcp import TcpCourier
from camproof.media.bulk.send.udp import UdpCourier
from camproof.media.overlay.model import OverlayText
from camproof.media.tables.model import MediaTable
from camproof.protocols.flow import Address

STEP_NS = 10_000_000
_EPOCH_US = 1_790_000_000_000_000
_RTCP_INTERVAL_S = 5.0
_SPREAD = 0.1
"""Of 40 ms: two parts a frame."""


class SteppedSender:
    """Sends what is due in a step when it is told to, and nothing between; close its courier in the end."""

    def __init__(self, courier: UdpCourier | TcpCourier) -> None:
        framing: Framing = courier.framing if isinstance(courier, TcpCourier) else "datagram"
        self._now_ns = STEP_NS
        self._engine = Engine(courier, framing, STEP_NS, lambda: self._now_ns)
        self._fleet = Fleet(self._engine, STEP_NS, _RTCP_INTERVAL_S)

    def add(self, table: MediaTable, remote: Address | None) -> int:
        """Start a stream; gives its number. All are due together: ten cost a step little more than one."""
        text = OverlayText("城关镇01", "东")
        spec = SendSpec(
            remote=remote, ssrc=SSRC, camera=CAMERA, text=text, zone_s=8 * 3600, spread=_SPREAD, phase=0.0
        )
        return int(self._fleet.add(table, [spec], self._now_ns)[0])

    def step(self) -> None:
        """Let the time go on by a step."""
        self._now_ns += STEP_NS
        epoch_us = _EPOCH_US + self._now_ns // 1000
        self._fleet.poll(self._now_ns)
        self._engine.step(self._now_ns, epoch_us)
        self._fleet.report(self._now_ns, epoch_us)

    def frames(self) -> list[int]:
        """Frames begun so far, by stream."""
        return cast(list[int], self._fleet.counters().frames.tolist())
