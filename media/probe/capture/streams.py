"""Which RTP streams a capture holds: by way and SSRC, told from chance by the steps of their numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from camproof.media.payload_guess import PayloadGuess
from camproof.media.plan import Container
from camproof.media.probe.capture.packets import CapturedPacket, PacketReader, Way
from camproof.protocols.errors import RtpError
from camproof.protocols.rtp import is_rtcp, parse_rtp

__all__ = ["CapturedStream", "find_streams"]

_MIN_PACKETS = 5
_NEAR = 64
_MAX_CANDIDATES = 4096


@dataclass(frozen=True, slots=True)
class CapturedStream:
    """One RTP stream of a capture.

    :param number: 1 for the largest, and so on.
    :param container: what it carries; None where its bytes do not tell.
    :param first_s, last_s: seconds since 1970.
    """

    number: int
    way: Way
    ssrc: int
    payload_type: int
    packets: int
    octets: int
    first_s: float
    last_s: float
    container: Container | None

    @property
    def text(self) -> str:
        """As in "127.0.0.1:40000 > 127.0.0.1:30000"."""
        return f"{address_text(self.way.source)} > {address_text(self.way.target)}"


def address_text(address: tuple[str, int]) -> str:
    """As in "127.0.0.1:30000" and "[::1]:30000"."""
    host, port = address
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def find_streams(path: Path, watch: Callable[[float], bool] = lambda _: False) -> tuple[CapturedStream, ...]:
    """The streams of a capture, the one with the most octets first.

    :param watch: called now and then with the share that is read, 0..1; True from it ends the reading.

    :raises MediaFileError: no capture, or damaged.
    """
    census = _Census()
    for packet in PacketReader(path, watch).packets():
        census.packet(packet)
    return census.streams()


class _Candidate:
    """Packets of one way and SSRC."""

    __slots__ = ("first_s", "guess", "last_s", "last_sequence", "near", "octets", "packets", "payload_type")

    def __init__(self, at_s: float, payload_type: int) -> None:
        self.first_s = self.last_s = at_s
        self.payload_type = payload_type
        self.packets = self.octets = self.near = 0
        self.last_sequence: int | None = None
        self.guess = PayloadGuess()

    @property
    def believable(self) -> bool:
        return self.packets >= _MIN_PACKETS and 2 * self.near >= self.packets - 1


class _Census:
    """Bounded: at most 4096 candidates; new ones push out those of a few packets."""

    def __init__(self) -> None:
        self._candidates: dict[tuple[Way, int], _Candidate] = {}

    def packet(self, captured: CapturedPacket) -> None:
        """Take the next packet of the capture; RTCP and what is no RTP are left out."""
        if is_rtcp(captured.data):
            return
        try:
            packet = parse_rtp(captured.data)
        except RtpError:
            return
        key = (captured.way, packet.ssrc)
        found = self._candidates.get(key)
        if found is None:
            if len(self._candidates) >= _MAX_CANDIDATES and not self._make_room():
                return
            found = self._candidates[key] = _Candidate(captured.at_s, packet.payload_type)
        if found.last_sequence is not None:
            step = packet.sequence - found.last_sequence & 0xFFFF
            found.near += step < _NEAR or step > 0x10000 - _NEAR
        found.last_sequence = packet.sequence
        found.packets += 1
        found.octets += len(packet.payload)
        found.last_s = captured.at_s
        found.guess.packet(packet)

    def _make_room(self) -> bool:
        few = [key for key, found in self._candidates.items() if found.packets < _MIN_PACKETS]
        for key in few:
            del self._candidates[key]
        return bool(few)

    def streams(self) -> tuple[CapturedStream, ...]:
        """Those that are believable, the largest first."""
        found = [(key, one) for key, one in self._candidates.items() if one.believable]
        found.sort(key=lambda pair: -pair[1].octets)
        return tuple(
            CapturedStream(
                number=place,
                way=way,
                ssrc=ssrc,
                payload_type=one.payload_type,
                packets=one.packets,
                octets=one.octets,
                first_s=one.first_s,
                last_s=one.last_s,
                container=one.guess.settle(),
            )
            for place, ((way, ssrc), one) in enumerate(found, 1)
        )
