"""From units that were sent to units as they came in: over perfect ways at once, else packet by packet."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from camproof.media.packets import PAYLOAD_SIZE
from camproof.media.virtual.flights import Rows, spread
from camproof.media.virtual.links import Crossing, Links
from camproof.media.virtual.tables import Library
from camproof.media.virtual.units import Units

__all__ = ["REPEAT_NS", "RTP_HEADER", "SHRINK", "added_up", "crossed", "landed", "over_links", "smooth"]

Ints = NDArray[np.int64]
REPEAT_NS = 200_000_000
"""What TCP needs to send again what a link has lost, as the sender on sockets has it."""
SHRINK = 15 / 16
"""What a packet leaves of the RFC 3550 jitter before it."""
RTP_HEADER = 12
_FRAMING = 2
_DEEPEST = 300
"""Beyond so many packets of a unit the sums would lose their digits; what fades then is below 1e-8."""
_APART = 1 << 44
"""More ns than anything is under way, so that streams do not mix where they are joined."""
_FADED = SHRINK ** np.arange(1024.0)


def smooth(units: Units, flights: Rows, library: Library) -> Units:
    """Units over ways that do no more than delay: all packets come at once. Writes into them."""
    arrived, flight = units, units["flight"]
    at_ns = np.maximum(units["due_ns"] + flights["delay_ns"][flight], flights["floor_ns"][flight])
    arrived["got"] = arrived["run"] = units["packets"]
    arrived["last"] = units["packets"] - 1
    arrived["octets"] = library.columns["octets"][units["place"]]
    for name in ("first_ns", "end_ns", "last_ns"):
        arrived[name] = at_ns
    return arrived


def crossed(units: Units, flights: Rows, library: Library, links: Links, flight_ns: int) -> Crossing:
    """Send units over their links, TCP in one piece."""
    flight = units["flight"]
    tcp = flights["tcp"][flight]
    pieces = np.where(tcp, 1, units["packets"])
    unit = np.repeat(np.arange(len(units)), pieces)
    number = spread(np.zeros(len(units), np.int64), pieces)
    size = np.full(len(unit), PAYLOAD_SIZE + RTP_HEADER, np.int64)
    ends = np.cumsum(pieces) - 1
    whole = library.columns["octets"][units["place"]] + units["packets"] * (RTP_HEADER + _FRAMING)
    size[ends] = np.where(tcp, whole, library.columns["last"][units["place"]] + RTP_HEADER)
    sent = units["due_ns"][unit]
    packets = Crossing(unit, number, size, sent, sent.copy(), np.zeros(len(unit), np.bool_))
    return over_links(units, packets, flights, links, flight_ns)


def over_links(units: Units, packets: Crossing, flights: Rows, links: Links, flight_ns: int) -> Crossing:
    """Send packets of units over their links; those that are lost are left out, and over TCP late instead."""
    flight = units["flight"]
    tcp = flights["tcp"][flight]
    packets = links.cross(packets, flights["hops"][flight])
    packets.at_ns += flight_ns
    late = packets.lost & tcp[packets.unit]
    packets.at_ns[late] = packets.sent_ns[late] + REPEAT_NS + flight_ns
    packets.lost &= ~late
    np.add.at(flights["lost"], flight[packets.unit[packets.lost]], 1)
    packets = packets.take(np.flatnonzero(~packets.lost))
    return _in_turn(packets, flight, tcp, flights)


def _in_turn(packets: Crossing, flight: Ints, tcp: NDArray[np.bool_], flights: Rows) -> Crossing:
    """Over TCP nothing overtakes; nor does it anywhere just because a link was set anew."""
    mine = flight[packets.unit]
    shuffled = flights["shuffled"][mine] & ~tcp[packets.unit]
    which = np.flatnonzero(~shuffled)
    at, mine = packets.at_ns[which], mine[which]
    if not len(at):
        return packets
    low = int(at.min())
    opens = np.append(True, mine[1:] != mine[:-1])
    lift = (np.cumsum(opens) - 1) * _APART
    lead = np.maximum(at, flights["floor_ns"][mine]) - low
    lead = np.maximum.accumulate(lead + lift) - lift + low
    packets.at_ns[which] = lead
    ends = np.append(np.flatnonzero(opens)[1:], len(mine)) - 1
    flights["floor_ns"][mine[ends]] = lead[ends]
    return packets


def landed(units: Units, packets: Crossing, flights: Rows, library: Library) -> Units:
    """As :func:`added_up`, for units that crossed in one piece over TCP, too."""
    arrived = added_up(units, packets)
    if len(arrived):
        _tcp_whole(arrived, flights["tcp"][arrived["flight"]], library)
    return arrived


def added_up(units: Units, packets: Crossing) -> Units:
    """Add up the packets that came of each unit; units of which none came are left out.

    :param packets: of these units in their order, none twice, none overtaken.
    """
    got = np.bincount(packets.unit, minlength=len(units))
    there = np.flatnonzero(got)
    arrived = units[there]
    if not len(there):
        return arrived
    counts = got[there]
    starts, ends = np.cumsum(counts) - counts, np.cumsum(counts) - 1
    at, number = packets.at_ns, packets.number
    steps = np.diff(at, prepend=at[0])
    steps[starts] = 0
    rank = spread(np.zeros(len(there), np.int64), counts)
    run = np.add.reduceat((number == rank).astype(np.int64), starts)
    fading = _FADED[np.minimum(np.repeat(counts, counts) - 1 - rank, len(_FADED) - 1)]
    arrived["spread"] = np.add.reduceat(steps * fading, starts) / 16
    arrived["inner_ns"] = np.maximum.reduceat(steps, starts)
    _peaks(arrived, steps, rank, starts, counts)
    arrived["first_ns"], arrived["last_ns"] = at[starts], at[ends]
    arrived["end_ns"] = np.where(run > 0, at[starts + np.maximum(run, 1) - 1], 0)
    arrived["got"], arrived["run"], arrived["last"] = counts, run, number[ends]
    arrived["octets"] = np.add.reduceat(packets.size - RTP_HEADER, starts)
    return arrived


def _peaks(arrived: Units, steps: Ints, rank: Ints, starts: Ints, counts: Ints) -> None:
    """Where inside each unit the jitter is highest."""
    fading = _FADED[np.minimum(rank, _DEEPEST)]
    summed = np.cumsum(steps / fading)
    inside = fading * (summed - np.repeat(summed[starts], counts)) / 16
    peak = np.maximum.reduceat(inside, starts)
    at_peak = np.where(inside == np.repeat(peak, counts), rank, 0)
    arrived["peak"], arrived["peak_at"] = peak, np.maximum.reduceat(at_peak, starts)


def _tcp_whole(arrived: Units, tcp: NDArray[np.bool_], library: Library) -> None:
    """A unit over TCP crossed in one piece, but is made of packets."""
    packets = arrived["packets"][tcp]
    arrived["got"][tcp], arrived["run"][tcp], arrived["last"][tcp] = packets, packets, packets - 1
    arrived["octets"][tcp] = library.columns["octets"][arrived["place"][tcp]]
