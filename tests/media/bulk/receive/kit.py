"""Bursts out of packets, and the same packets through the account of one stream."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from camproof.media.bulk.receive.burst import Burst
from camproof.media.bulk.receive.meter import BulkMeter

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
    for start, end in zip(edges, edges[1:], strict=False):
        meter.take(burst_of(packets[start:end]))
    return meter
