"""Key frames by a cheap look at payloads: nothing is decoded, nothing is joined.

Program streams: a system header or a program stream map behind the pack header that begins a frame; for
streams that were never seen with one, a sequence parameter set in the frame's first 160 bytes. Raw H.264 and
H.265: the NAL type at the front of each payload (RFC 6184 5.2, RFC 7798 4.4), of the first unit in an
aggregate and of fragments that begin a unit. As long as it is not known what a stream carries, all of these
are looked for, and what counts is settled later.
"""

from __future__ import annotations

import numpy as np

from camproof.media.bulk.receive.burst import Bools, Bytes, Floats, Groups, Ints, behind, changes
from camproof.media.bulk.receive.early_keys import EarlyKeys
from camproof.media.bulk.receive.frames import FramePlaces
from camproof.media.bulk.receive.headers import Headers
from camproof.media.bulk.receive.spreads import SpreadAccount
from camproof.media.plan import Container

__all__ = ["CONTAINER_CODES", "KeyAccount"]

CONTAINER_CODES: dict[Container, int] = {"PS": 0, "H264": 1, "H265": 2, "PCMA": 3}
_PACK_SIZE = 14
_SYSTEM_HEADER, _PSM = 0xBB, 0xBC
_SPS_MARKS = (b"\0\0\1\x67", b"\0\0\1\x27", b"\0\0\1\x47", b"\0\0\1\x42\1")
_ROOM = 24
_UNIT_ROOM = 6
_FRONT = 160


class KeyAccount:
    """:param known: False where streams' containers are told by ``carries``, and are PS up to then.

    :ivar key_frames: int64[streams]; ``first_s`` arrival of the first one's first packet, NaN before;
    ``gop_frames``, ``gop_s`` from key frame to key frame.
    """

    def __init__(self, container: Ints, *, known: bool = True) -> None:
        streams = len(container)
        self._container = container
        self._marked = np.zeros(streams, np.bool_)
        self._last = np.full(streams, -1, np.int64)
        self.key_frames = np.zeros(streams, np.int64)
        self.first_s = np.full(streams, np.nan)
        self.gop_frames = SpreadAccount(streams)
        self.gop_s = SpreadAccount(streams)
        self._last_s = np.full(streams, np.nan)
        self._early = EarlyKeys(streams, [code for code, _ in _RAW], known=known)

    def carries(self, stream: int, container: Container) -> None:
        """What a stream carries is known from now on; key pictures that came before are booked."""
        code = CONTAINER_CODES[container]
        self._container[stream] = code
        ordinal, at_s, whole = self._early.settle(stream, code)
        self._enter(np.full(len(ordinal), stream), ordinal, at_s)
        if not whole:
            self._last[stream] = -1

    def take(self, arena: Bytes, rtp: Headers, groups: Groups, places: FramePlaces) -> None:
        """Find the key frames of a burst, sorted by stream, and book them."""
        kind = self._container[groups.stream]
        found = np.zeros(len(rtp), np.bool_)
        if (kind == 0).any():
            starts = places.starts[kind[groups.of[places.starts]] == 0]
            found[starts[self._packs(arena, rtp, starts, groups.stream[groups.of[starts]])]] = True
        if ((kind == 1) | (kind == 2)).any():
            self._units(arena, rtp, kind[groups.of], found)
        found &= places.current
        self._enter(*self._pictures(np.flatnonzero(found), rtp, groups, places))
        if (unknown := self._early.open[groups.stream]).any():
            self._look_ahead(unknown[groups.of] & places.current, arena, rtp, groups, places)

    def _packs(self, arena: Bytes, rtp: Headers, starts: Ints, stream: Ints) -> Bools:
        at = rtp.at[starts]
        fits = (rtp.size[starts] >= _ROOM) & (at + _ROOM <= len(arena))
        at = np.where(fits, at, 0)
        fits &= self._code(arena, at) == 0xBA
        behind = np.where(fits, at + _PACK_SIZE + (arena[at + np.where(fits, 13, 0)] & 7), 0)
        fits &= behind + 4 <= len(arena)
        code = np.where(fits, self._code(arena, np.where(fits, behind, 0)), -1)
        key: Bools = (code == _SYSTEM_HEADER) | (code == _PSM)
        self._marked[stream[key]] = True
        for index in np.flatnonzero((code == 0xE0) & ~self._marked[stream]):
            start = int(at[index])
            data = arena[start : start + min(_FRONT, int(rtp.size[starts[index]]))].tobytes()
            key[index] = any(mark in data for mark in _SPS_MARKS)
        return key

    @staticmethod
    def _code(arena: Bytes, at: Ints) -> Ints:
        """The start code's last byte at each place, -1 where there is no start code."""
        if len(arena) < 4:
            return np.full(len(at), -1, np.int64)
        prefix = (arena[at] == 0) & (arena[at + 1] == 0) & (arena[at + 2] == 1)
        code: Ints = np.where(prefix, arena[at + 3].astype(np.int64), -1)
        return code

    @staticmethod
    def _units(arena: Bytes, rtp: Headers, kind: Ints, found: Bools) -> None:
        for code, look in _RAW:
            rows = np.flatnonzero((kind == code) & (rtp.size >= _UNIT_ROOM))
            if len(rows):
                found[rows] = look(arena, rtp.at[rows])

    def _look_ahead(
        self, chosen: Bools, arena: Bytes, rtp: Headers, groups: Groups, places: FramePlaces
    ) -> None:
        rows = np.flatnonzero(chosen & (rtp.size >= _UNIT_ROOM))
        for code, look in _RAW:
            keys = rows[look(arena, rtp.at[rows])]
            self._early.note(code, *self._pictures(keys, rtp, groups, places))

    @staticmethod
    def _pictures(rows: Ints, rtp: Headers, groups: Groups, places: FramePlaces) -> tuple[Ints, Ints, Floats]:
        """(stream, ordinal, arrival) of the pictures of packets."""
        return groups.stream[groups.of[rows]], places.ordinal[rows], rtp.arrival_s[rows]

    def _enter(self, stream: Ints, ordinal: Ints, at_s: Floats) -> None:
        """Book packets of key pictures, sorted by stream; a picture counts once."""
        fresh = changes(stream)
        new = ordinal != behind(ordinal, fresh, self._last[stream])
        stream, ordinal, at_s = stream[new], ordinal[new], at_s[new]
        fresh = changes(stream)
        before = behind(ordinal, fresh, self._last[stream])
        before_s = behind(at_s, fresh, self._last_s[stream])
        known = before >= 0
        self.gop_frames.take(stream[known], (ordinal - before)[known].astype(np.float64))
        self.gop_s.take(stream[known], (at_s - before_s)[known])
        np.add.at(self.key_frames, stream, 1)
        first = fresh & np.isnan(self.first_s[stream])
        self.first_s[stream[first]] = at_s[first]
        self._last[stream], self._last_s[stream] = ordinal, at_s


def _type_at(arena: Bytes, at: Ints, kind: Ints, aggregate: int, fragment: int, header: int) -> Ints:
    """NAL type of the unit that begins at each place; -1 for a fragment that begins none."""
    mask, shift = (0x1F, 0) if header == 1 else (0x3F, 1)
    inner = (arena[at + header + 2] >> shift & mask).astype(np.int64)
    piece = arena[at + header].astype(np.int64)
    unit = np.where(kind == aggregate, inner, kind)
    return np.where(kind == fragment, np.where(piece & 0x80 > 0, piece & mask, -1), unit)


def _key_h264(arena: Bytes, at: Ints) -> Bools:
    unit = _type_at(arena, at, (arena[at] & 0x1F).astype(np.int64), 24, 28, 1)
    key: Bools = (unit == 5) | (unit == 7)
    return key


def _key_h265(arena: Bytes, at: Ints) -> Bools:
    unit = _type_at(arena, at, (arena[at] >> 1 & 0x3F).astype(np.int64), 48, 49, 2)
    key: Bools = ((unit >= 16) & (unit <= 21)) | ((unit >= 32) & (unit <= 34))
    return key


_RAW = ((CONTAINER_CODES["H264"], _key_h264), (CONTAINER_CODES["H265"], _key_h265))
