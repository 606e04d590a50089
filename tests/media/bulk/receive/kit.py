"""Bursts out of packets, and the same packets through the account of one stream."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from camproof.media.bulk.receive.burst import Burst
from camproof.media.bulk.receive.meter import BulkMeter
from camproof.protocols.rtp import rtp_header

Packets = Sequence[tuple[bytes, float]]


def burst_of(packets: Packets, ports: Sequence[int] | None = None, gap: int = 3) -> Burst:
    """Packets laid into an arena with ``gap`` bytes of noise between them."""
    offsets, data = [], bytearray(b"\xa5" * gap)
    for packet, _ in packets:
        offsets.append(len(data))
        data += packet + b"\xa5" * gap
    return Burst(
        np.frombuffer(bytes(data), np.uint8),
        np.array(offsets, np.int64),
        np.array([len(packet) for packet, _ in packets], np.int64),
        np.array([at_s for _, at_s in packets], np.float64),
        np.array(ports or [0] * len(packets), np.int64),
    )


def feed(meter: BulkMeter, packets: Packets, cuts: Sequence[int] = ()) -> BulkMeter:
    """Give packets in bursts that end at these places."""
    edges = [0, *sorted({cut for cut in cuts if 0 < cut < len(packets)}), len(packets)]
    for start, end in pairwise(edges):
        meter.take(burst_of(packets[start:end]))
    return meter


def raw_packets(
    units: Sequence[Sequence[bytes]], codec: str, ssrc: int, *, size: int = 100, start_s: float = 100.0
) -> list[tuple[bytes, float]]:
    """Access units (NAL units without start codes) as RTP: whole units and FU-A or FU, 40 ms a picture."""
    packets: list[tuple[bytes, float]] = []
    for number, unit in enumerate(units):
        payloads = [payload for nal in unit for payload in _fragments(nal, codec, size)]
        for place, payload in enumerate(payloads):
            last = place == len(payloads) - 1
            header = rtp_header(96, len(packets), number * 3600, ssrc, last)
            packets.append((header + payload, start_s + number * 0.04))
    return packets


def _fragments(nal: bytes, codec: str, size: int) -> list[bytes]:
    if len(nal) <= size:
        return [nal]
    if codec == "H264":
        head, kind, body = bytes((nal[0] & 0xE0 | 28,)), nal[0] & 0x1F, nal[1:]
    else:
        head, kind, body = bytes((nal[0] & 0x81 | 49 << 1, nal[1])), nal[0] >> 1 & 0x3F, nal[2:]
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    flags = [(n == 0) << 7 | (n == len(pieces) - 1) << 6 for n in range(len(pieces))]
    return [head + bytes((flag | kind,)) + piece for flag, piece in zip(flags, pieces, strict=True)]
