"""Packets in order into frames: a program stream, plain sound, or coded pictures without a container."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Protocol

from camproof.media.plan import Container
from camproof.media.receive.frame import ReceivedFrame
from camproof.media.receive.units import UnitBuilder
from camproof.media.stamp import read_stamp
from camproof.protocols.errors import RemoteProtocolError
from camproof.protocols.nal import is_key
from camproof.protocols.ps import DeviationCount, PsDemuxer, PsFrame
from camproof.protocols.rtp import RtpPacket

__all__ = ["FrameBuilder"]

_MAX_HELD = 1 << 20


class Builder(Protocol):
    """Makes frames of one kind of payload."""

    def packet(self, packet: RtpPacket, arrival_s: float) -> list[ReceivedFrame]:
        """Take the next packet; gives the frames that are whole with it."""

    def gap(self) -> list[ReceivedFrame]:
        """Packets are missing here; gives the frames that they end."""

    def flush(self) -> list[ReceivedFrame]:
        """The stream has ended; gives what is left."""

    def deviations(self) -> tuple[DeviationCount, ...]:
        """Departures from the standards so far."""


class FrameBuilder:
    """Fed with packets in the order of their numbers; never raises on what is in them.

    :param sets: parameter sets of a session description (H264, H265).
    """

    def __init__(self, container: Container, sets: Sequence[bytes] = ()) -> None:
        self._builder: Builder = _make(container, sets)

    def deviations(self) -> tuple[DeviationCount, ...]:
        """What the payloads did wrong."""
        return self._builder.deviations()

    def packet(self, packet: RtpPacket, arrival_s: float) -> list[ReceivedFrame]:
        """Take the next packet; returns the frames that became complete."""
        return self._builder.packet(packet, arrival_s)

    def gap(self) -> list[ReceivedFrame]:
        """A packet is missing here."""
        return self._builder.gap()

    def flush(self) -> list[ReceivedFrame]:
        """The stream has ended."""
        return self._builder.flush()


def _make(container: Container, sets: Sequence[bytes]) -> Builder:
    if container == "PS":
        return PackBuilder()
    return SoundBuilder() if container == "PCMA" else UnitBuilder(container, sets)


class SoundBuilder:
    """G.711 A-law: each packet is a frame."""

    def packet(self, packet: RtpPacket, arrival_s: float) -> list[ReceivedFrame]:
        return [_sound(packet, arrival_s)]

    def gap(self) -> list[ReceivedFrame]:
        return []

    def flush(self) -> list[ReceivedFrame]:
        return []

    def deviations(self) -> tuple[DeviationCount, ...]:
        return ()


class PackBuilder:
    """A program stream. A frame ends with the marker, or where the RTP timestamp changes; it arrived when the
    last of the packets of its timestamp came, in whatever order they did.
    """

    def __init__(self) -> None:
        self._demuxer = PsDemuxer()
        self._parts: list[bytes | memoryview] = []
        self._held = 0
        self._timestamp: int | None = None
        self._arrival_s = 0.0

    def deviations(self) -> tuple[DeviationCount, ...]:
        return self._demuxer.deviations()

    def packet(self, packet: RtpPacket, arrival_s: float) -> list[ReceivedFrame]:
        frames: list[ReceivedFrame] = []
        if packet.timestamp != self._timestamp:
            if self._timestamp is not None:
                frames = self._feed(boundary=True)
            self._timestamp, self._arrival_s = packet.timestamp, -math.inf
        self._parts.append(packet.payload)
        self._held += len(packet.payload)
        self._arrival_s = max(self._arrival_s, arrival_s)
        if packet.marker or self._held > _MAX_HELD:
            frames += self._feed(boundary=packet.marker)
        return frames

    def gap(self) -> list[ReceivedFrame]:
        frames = self._feed(boundary=False)
        self._timestamp = None
        return frames + self._received(self._demuxer.gap())

    def flush(self) -> list[ReceivedFrame]:
        return self._feed(boundary=False) + self._received(self._demuxer.flush())

    def _feed(self, *, boundary: bool) -> list[ReceivedFrame]:
        data = b"".join(self._parts)
        self._parts.clear()
        self._held = 0
        return self._received(self._demuxer.feed(data, boundary))

    def _received(self, frames: list[PsFrame]) -> list[ReceivedFrame]:
        return [_received(frame, self._arrival_s) for frame in frames]


def _sound(packet: RtpPacket, arrival_s: float) -> ReceivedFrame:
    return ReceivedFrame(
        codec="G711A",
        data=bytes(packet.payload),
        pts_90k=None,
        dts_90k=None,
        key=True,
        damaged=False,
        arrival_s=arrival_s,
        stamp=None,
    )


def _received(frame: PsFrame, arrival_s: float) -> ReceivedFrame:
    key, stamp = False, None
    if frame.codec == "H264" or frame.codec == "H265":
        try:
            key = is_key(frame.codec, frame.data)
        except RemoteProtocolError:
            key = False
        stamp = read_stamp(frame.codec, frame.data)
    return ReceivedFrame(frame.codec, frame.data, frame.pts, frame.dts, key, frame.damaged, arrival_s, stamp)
