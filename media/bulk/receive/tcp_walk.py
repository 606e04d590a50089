"""Cutting the bytes of many TCP connections into RTP packets at once (RFC 4571 2)."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from camproof.media.bulk.receive.burst import Bools, Bytes, Ints

__all__ = ["Walked", "walk_frames"]

_LENGTH_BYTES = 2
_RTP_BYTES, _RTCP_BYTES = 12, 8
_MAX_ROUNDS = 128


@dataclass(frozen=True, slots=True)
class Walked:
    """What was found in the bytes of ``k`` connections.

    :param offset, size, owner: int64[n], each packet and the place of its connection; each connection's
        packets are in order.
    :param stop: int64[k], where the walk ended: at a frame that is not complete, or at one that is no packet.
    :param lost: bool[k], the walk did not understand what is at ``stop``.
    """

    offset: Ints = field(repr=False)
    size: Ints = field(repr=False)
    owner: Ints = field(repr=False)
    stop: Ints = field(repr=False)
    lost: Bools = field(repr=False)


def walk_frames(arena: Bytes, start: Ints, end: Ints, ssrc: Ints) -> Walked:
    """Walk from length to length, all connections a frame further each round.

    A frame is believed when it is RTCP, or RTP of the connection's SSRC; a connection with more than 128
    frames here counts as lost, as video has no such small packets.

    :param start, end: int64[k], the span of each connection's bytes in the arena.
    :param ssrc: int64[k], SSRC of each connection; -1 takes that of the first packet and is changed in place.
    """
    stop, lost = start.copy(), np.zeros(len(start), np.bool_)
    active = np.arange(len(start))
    found: list[tuple[Ints, Ints, Ints]] = []
    for _ in range(_MAX_ROUNDS):
        at, room = stop[active], end[active] - stop[active]
        ready = room >= _LENGTH_BYTES + _RTP_BYTES
        few = np.flatnonzero(~ready & (room >= _LENGTH_BYTES + _RTCP_BYTES))
        ready[few] = arena[at[few] + 1].astype(np.int64) + (arena[at[few]].astype(np.int64) << 8) < _RTP_BYTES
        active, at, room = active[ready], at[ready], room[ready]
        if not len(active):
            break
        size = arena[at].astype(np.int64) << 8 | arena[at + 1]
        good = _believed(arena, at + _LENGTH_BYTES, size, room - _LENGTH_BYTES, ssrc, active)
        lost[active[~good]] = True
        whole = good & (size + _LENGTH_BYTES <= room)
        active, at, size = active[whole], at[whole] + _LENGTH_BYTES, size[whole]
        found.append((at, size, active))
        stop[active] = at + size
    else:
        lost[active] = True
    rows = [np.concatenate(row) for row in zip(*found, strict=True)] if found else [start[:0]] * 3
    return Walked(rows[0], rows[1], rows[2], stop, lost)


def _believed(arena: Bytes, at: Ints, size: Ints, room: Ints, ssrc: Ints, active: Ints) -> Bools:
    first, second = arena[at], arena[at + 1]
    rtcp = (second >= 200) & (second <= 207) & (size >= _RTCP_BYTES)
    rtp = ~((second >= 192) & (second <= 223)) & (size >= _RTP_BYTES) & (room >= _RTP_BYTES)
    where = np.where(rtp, at + 8, at)
    told = np.zeros(len(at), np.int64)
    for place in range(4):
        told = told << 8 | arena[where + place]
    known = ssrc[active]
    rtp &= (known < 0) | (known == told)
    good: Bools = (first >> 6 == 2) & (rtp | rtcp)
    new = good & rtp & (known < 0)
    ssrc[active[new]] = told[new]
    return good
