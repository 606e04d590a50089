"""Packets in order into pictures, without their bytes: what the demuxer of a program stream makes of them.

A picture comes where its first packet came: whole with all of them, damaged up to the first that is missing.
It arrived when the last of these came, in whatever order they did.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from camproof.media.receive.frame import ReceivedFrame
from camproof.protocols.ps import DeviationCount
from camproof.protocols.rtp import RtpPacket

__all__ = ["FrameOf", "UnitAssembler"]

_MASK = 0xFFFFFFFF
FrameOf = Callable[[Any, int, float], list[ReceivedFrame]]
"""The frames of a unit of which so many packets came without a gap, the last of them at a time in seconds."""


class UnitAssembler:
    """Takes the place of a :class:`FrameBuilder`. Units are announced before their packets come.

    :param frames_of: makes frames.
    """

    def __init__(self, frames_of: FrameOf) -> None:
        self._frames_of = frames_of
        self._units: dict[int, Any] = {}
        self._unit: Any = None
        self._run = 0
        self._broken = False
        self._at_s = 0.0

    def announce(self, unit: Any) -> None:
        """A unit of which packets will come: a record as in ``units``."""
        self._units[int(unit["timestamp"]) & _MASK] = unit

    def deviations(self) -> tuple[DeviationCount, ...]:
        """There are no bytes to be wrong."""
        return ()

    def packet(self, packet: RtpPacket, arrival_s: float) -> list[ReceivedFrame]:
        """Take the next packet; returns the frames that became complete."""
        frames: list[ReceivedFrame] = []
        if self._unit is None or int(self._unit["timestamp"]) & _MASK != packet.timestamp:
            frames = self._end()
            self._unit = self._units.pop(packet.timestamp, None)
            if self._unit is None:
                return frames
            self._forget_older()
        number = packet.sequence - int(self._unit["sequence"]) & 0xFFFF
        if number == self._run and not self._broken:
            self._at_s = max(self._at_s, arrival_s) if self._run else arrival_s
            self._run = number + 1
        else:
            self._broken = True
        return frames + self._end() if packet.marker else frames

    def gap(self) -> list[ReceivedFrame]:
        """A packet is missing here."""
        if self._unit is None or self._broken:
            return []
        self._broken = True
        return self._emit()

    def flush(self) -> list[ReceivedFrame]:
        """The stream has ended."""
        return self._end()

    def _end(self) -> list[ReceivedFrame]:
        frames = [] if self._unit is None or self._broken else self._emit()
        self._unit, self._run, self._broken = None, 0, False
        return frames

    def _emit(self) -> list[ReceivedFrame]:
        return self._frames_of(self._unit, self._run, self._at_s) if self._run else []

    def _forget_older(self) -> None:
        """Units before this one will not come any more: numbers are read in order."""
        at = int(self._unit["sequence"])
        if self._units:
            self._units = {key: unit for key, unit in self._units.items() if int(unit["sequence"]) > at}
