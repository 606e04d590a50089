"""A stream of a capture, chosen and measured."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from camproof.domain.errors import InputError, Place
from camproof.media.plan import Container
from camproof.media.probe.capture.packets import CapturedPacket, PacketReader
from camproof.media.probe.capture.streams import CapturedStream, address_text, find_streams
from camproof.media.probe.packet_probe import PacketProbe, PacketResult
from camproof.media.receive.order import HOLD_S
from camproof.protocols.rtp import is_rtcp
from camproof.protocols.tally import DeviationCount

__all__ = ["CaptureResult", "choose_stream", "find_streams", "probe_captured"]

_ROWS = 1000


@dataclass(frozen=True, slots=True)
class CaptureResult:
    """What the chosen stream was like.

    :param framing: departures from RFC 4571, over TCP.
    :param notes: where the capture itself leaves something out, in sentences.
    """

    packets: PacketResult
    framing: tuple[DeviationCount, ...]
    notes: tuple[str, ...]


def choose_stream(streams: Sequence[CapturedStream], wanted: str) -> CapturedStream:
    """The stream that a user names: its number in the list, its SSRC (10 digits or 0x...), or where it goes
    (HOST:PORT); the largest where nothing is named.

    :param streams: as of :func:`find_streams`, not empty.
    :raises InputError: none fits.
    """
    if not wanted:
        return streams[0]
    number = _number(wanted)
    for stream in streams:
        named = number == stream.number if number is not None and number < _ROWS else number == stream.ssrc
        if named or wanted == address_text(stream.way.target):
            return stream
    raise InputError(
        f"the capture holds no stream {wanted!r}",
        Place(field="--stream"),
        f"write its number (1 to {len(streams)}), its SSRC or where it goes (HOST:PORT)",
    )


def _number(text: str) -> int | None:
    try:
        return int(text, 16 if text.lower().startswith("0x") else 10)
    except ValueError:
        return None


def probe_captured(
    path: Path,
    stream: CapturedStream,
    container: Container | None = None,
    watch: Callable[[float], bool] = lambda _: False,
) -> CaptureResult:
    """Measure one stream; its times are those of the capture.

    :param container: what it carries; None = as its bytes tell.
    :param watch: called now and then with the share that is read, 0..1; True from it ends the reading.
    :raises MediaFileError: damaged.
    """
    reader = PacketReader(path, watch)
    probe: PacketProbe | None = None
    for packet in reader.packets():
        if probe is None:
            probe = PacketProbe(
                reader.first_s or packet.at_s,
                ssrc=stream.ssrc,
                container=container,
                hold_s=HOLD_S if stream.way.transport == "UDP" else 0.0,
            )
        if _belongs(packet, stream):
            probe.packet(packet.data, packet.at_s)
    if probe is None:
        probe = PacketProbe(0.0, ssrc=stream.ssrc, container=container)
    way = stream.way
    return CaptureResult(probe.result(), reader.deviations(way), tuple(reader.notes(way)))


def _belongs(packet: CapturedPacket, stream: CapturedStream) -> bool:
    """RTP of the stream, or RTCP of its sender from the same host."""
    way, data = stream.way, packet.data
    if packet.way != way and not is_rtcp(data):
        return False
    if is_rtcp(data):
        same = packet.way.transport == way.transport and packet.way.source[0] == way.source[0]
        return same and data[4:8] == stream.ssrc.to_bytes(4)
    return data[8:12] == stream.ssrc.to_bytes(4)
