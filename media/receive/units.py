"""Pictures from RTP that carries H.264 or H.265 without a container (RFC 6184, RFC 7798)."""

from __future__ import annotations

import math
from collections.abc import Sequence

from camproof.media.receive.frame import ReceivedFrame
from camproof.media.receive.parameter_sets import ParameterSets
from camproof.media.stamp import read_stamp
from camproof.protocols.errors import RemoteProtocolError
from camproof.protocols.nal import is_key, is_vcl, join_annexb, nal_type
from camproof.protocols.rtp import Depayloader, H264Depayloader, H265Depayloader, RtpPacket
from camproof.protocols.tally import DeviationCount

__all__ = ["UnitBuilder"]

_MAX_HELD = 8 << 20
_UNIT_COST = 64
_FIRST_SLICE_AT = {"H264": 1, "H265": 2}


class UnitBuilder:
    """Fed with packets in the order of their numbers; a picture ends with the marker or its timestamp.

    Parameter sets that come with a timestamp of their own go into the picture after them. A picture of which
    no slice came is not given; it shows as loss. A picture arrived when the last of its packets came, in
    whatever order they did.

    :param codec: "H264" or "H265".
    :param sets: parameter sets of the session description, for key pictures that come without.
    """

    def __init__(self, codec: str, sets: Sequence[bytes] = ()) -> None:
        self._codec = codec
        self._sets = ParameterSets(codec, sets)
        self._depay: Depayloader = H264Depayloader() if codec == "H264" else H265Depayloader()
        self._units: list[bytes] = []
        self._held = 0
        self._timestamp: int | None = None
        self._arrival_s = 0.0
        self._damaged = False

    def deviations(self) -> tuple[DeviationCount, ...]:
        """What the payloads did wrong."""
        return self._depay.deviations()

    def packet(self, packet: RtpPacket, arrival_s: float) -> list[ReceivedFrame]:
        """Take the next packet; returns the pictures that became complete."""
        frames: list[ReceivedFrame] = []
        if packet.timestamp != self._timestamp:
            frames = self._end()
            self._timestamp = packet.timestamp
            if not self._units:
                self._arrival_s = -math.inf
        units = self._depay.feed(packet.payload)
        self._units += units
        self._held += sum(map(len, units)) + _UNIT_COST * len(units)
        self._arrival_s = max(self._arrival_s, arrival_s)
        if self._held > _MAX_HELD:
            self._units.clear()
            self._held = 0
            self._damaged = True
        return frames + self._end() if packet.marker else frames

    def gap(self) -> list[ReceivedFrame]:
        """A packet is missing: the picture that is under way is damaged."""
        self._depay.gap()
        self._damaged = self._damaged or bool(self._units)
        return []

    def flush(self) -> list[ReceivedFrame]:
        """The stream has ended."""
        return self._end()

    def _end(self) -> list[ReceivedFrame]:
        damaged = self._depay.take_damage() or self._damaged
        self._damaged = False
        first = next((unit for unit in self._units if self._is_picture(unit)), None)
        if first is None:
            return []
        at = _FIRST_SLICE_AT[self._codec]
        whole_start = len(first) > at and first[at] & 0x80
        units, self._units, self._held = self._units, [], 0
        return [self._frame(units, damaged=damaged or not whole_start)]

    def _is_picture(self, unit: bytes) -> bool:
        return is_vcl(self._codec, nal_type(self._codec, unit))

    def _frame(self, units: list[bytes], *, damaged: bool) -> ReceivedFrame:
        data = join_annexb(units)
        try:
            key = is_key(self._codec, data)
        except RemoteProtocolError:
            key = False
        whole = self._sets.complete(units, damaged=damaged) if key else units
        if whole is not units:
            data = join_annexb(whole)
        stamp = read_stamp(self._codec, data)
        return ReceivedFrame(self._codec, data, self._timestamp, None, key, damaged, self._arrival_s, stamp)
