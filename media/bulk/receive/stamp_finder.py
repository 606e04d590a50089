"""Where truth stamps lie in the packets of many streams.

Theory of operation. All frames of a clip carry their stamp at one of few places: one in key frames, one in
the others. A stream learns up to two such places (packet of the frame, offset in its payload) and looks there
at all its frames at once. Frames that have none there are searched packet by packet, up to the eighth, with
``bytes.find``; a stamp that is cut in two is read across the next packet where that follows in the same
burst, and counted as cut where it does not. A stream whose frames have no stamp for long is searched only at
each 32nd frame.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from camproof.media.bulk.receive.burst import Bools, Bytes, Groups, Ints
from camproof.media.bulk.receive.frames import FramePlaces
from camproof.media.bulk.receive.headers import Headers, peek
from camproof.media.stamp import STAMP_MARK, STAMP_TEXT_SIZE

__all__ = ["FoundStamps", "StampFinder"]

_LOOK_PACKETS = 8
_PATIENCE = 64
_REST = 31
_HINTS = 2
_WORD = np.dtype(np.uint64)
_TAIL = np.frombuffer(STAMP_MARK[-8:], np.uint64)[0]
_SIZE = len(STAMP_MARK) + STAMP_TEXT_SIZE


@dataclass(frozen=True, slots=True)
class FoundStamps:
    """:param row: int64[m], ascending places in the burst; :param text: uint8[m, 40]."""

    row: Ints
    text: Bytes


class StampFinder:
    """:ivar cut: int64[streams], stamps that ran over a packet's end and could not be read."""

    def __init__(self, streams: int) -> None:
        self._rank = np.full((_HINTS, streams), -1, np.int64)
        self._at = np.zeros((_HINTS, streams), np.int64)
        self._turn = np.zeros(streams, np.int64)
        self._misses = np.zeros(streams, np.int64)
        self._stamped = np.full(streams, -1, np.int64)
        self.cut = np.zeros(streams, np.int64)

    def find(self, arena: Bytes, rtp: Headers, groups: Groups, places: FramePlaces) -> FoundStamps:
        """At most one stamp of each frame in a burst that is sorted by stream."""
        rows, text_at = self._at_known_places(arena, rtp, groups, places)
        hit = np.zeros(int(places.run[-1]) + 1, np.bool_)
        hit[places.run[rows]] = True
        self._carry(groups, places, hit)
        texts = _text_rows(arena, text_at)
        more_rows, more_texts = self._search(arena, rtp, groups, places, hit)
        if more_rows:
            rows = np.concatenate([rows, np.array(more_rows, np.int64)])
            extra = np.frombuffer(b"".join(more_texts), np.uint8).reshape(-1, STAMP_TEXT_SIZE)
            texts = np.concatenate([texts, extra])
            order = np.argsort(rows, kind="stable")
            rows, texts = rows[order], texts[order]
        stream = groups.stream[groups.of[rows]]
        self._stamped[stream] = places.ordinal[rows]
        self._misses[stream] = 0
        return FoundStamps(rows, texts)

    def _at_known_places(
        self, arena: Bytes, rtp: Headers, groups: Groups, places: FramePlaces
    ) -> tuple[Ints, Ints]:
        tails = peek(arena, _WORD)
        found_rows, found_at = [], []
        for hint in range(_HINTS):
            wanted = self._rank[hint][groups.stream][groups.of]
            rows = np.flatnonzero((places.rank == wanted) & places.current)
            inside = self._at[hint][groups.stream[groups.of[rows]]]
            fits = inside + STAMP_TEXT_SIZE <= rtp.size[rows]
            rows, text_at = rows[fits], (rtp.at[rows] + inside)[fits]
            right = tails[text_at - 8] == _TAIL
            found_rows.append(rows[right])
            found_at.append(text_at[right])
        rows, text_at = np.concatenate(found_rows), np.concatenate(found_at)
        _, first = np.unique(places.run[rows], return_index=True)
        return rows[first], text_at[first]

    def _carry(self, groups: Groups, places: FramePlaces, hit: Bools) -> None:
        """Frames that go on from the burst before may have had their stamp there."""
        ordinal = places.ordinal[groups.start]
        done = self._stamped[groups.stream] == ordinal
        hit[places.run[groups.start[done]]] = True

    def _search(
        self, arena: Bytes, rtp: Headers, groups: Groups, places: FramePlaces, hit: Bools
    ) -> tuple[list[int], list[bytes]]:
        rows: list[int] = []
        texts: list[bytes] = []
        for row in self._candidates(rtp, groups, places, hit).tolist():
            run, stream = int(places.run[row]), int(groups.stream[groups.of[row]])
            if hit[run]:
                continue
            at, text = self._look(arena, rtp, groups, row, stream)
            if text:
                hit[run] = True
                rows.append(row)
                texts.append(text)
                self._misses[stream] = 0
                if at >= 0:
                    self._learn(stream, int(places.rank[row]), at)
            else:
                self._miss(stream)
        return rows, texts

    def _candidates(self, rtp: Headers, groups: Groups, places: FramePlaces, hit: Bools) -> Ints:
        missing = np.flatnonzero(~hit[places.run])
        stream = groups.stream[groups.of[missing]]
        rank = places.rank[missing]
        known = np.where(self._rank.min(axis=0) < 0, -1, self._rank.max(axis=0))[stream]
        resting = (self._misses[stream] > _PATIENCE) & (places.ordinal[missing] & _REST != 0)
        worth = (rank < _LOOK_PACKETS) & (rank >= known) & places.current[missing] & ~resting
        worth &= rtp.size[missing] > 0
        rows: Ints = missing[worth]
        return rows

    def _look(self, arena: Bytes, rtp: Headers, groups: Groups, row: int, stream: int) -> tuple[int, bytes]:
        """Offset of the text in the payload (-1 where it is cut) and the text; empty where there is none."""
        data = _payload(arena, rtp, row)
        at = data.find(STAMP_MARK) + len(STAMP_MARK)
        if at >= len(STAMP_MARK) and at + STAMP_TEXT_SIZE <= len(data):
            return at, data[at : at + STAMP_TEXT_SIZE]
        front = data[-_SIZE + 1 :]
        text = _split_text(front, self._following(arena, rtp, groups, row))
        if text is None:
            return -1, b""
        self.cut[stream] += len(text) < STAMP_TEXT_SIZE
        return -1, text if len(text) == STAMP_TEXT_SIZE else b""

    @staticmethod
    def _following(arena: Bytes, rtp: Headers, groups: Groups, row: int) -> bytes:
        """The front of the next packet; empty where that did not come in this burst."""
        follows = (
            row + 1 < len(rtp)
            and groups.of[row + 1] == groups.of[row]
            and (rtp.sequence[row + 1] - rtp.sequence[row]) & 0xFFFF == 1
        )
        return _payload(arena, rtp, row + 1)[: _SIZE - 1] if follows else b""

    def _learn(self, stream: int, rank: int, at: int) -> None:
        hint = int(self._turn[stream])
        self._turn[stream] = (hint + 1) % _HINTS
        self._rank[hint, stream], self._at[hint, stream] = rank, at

    def _miss(self, stream: int) -> None:
        self._misses[stream] += 1
        if self._misses[stream] == _PATIENCE:
            self._rank[:, stream] = -1


def _split_text(front: bytes, following: bytes) -> bytes | None:
    """The text, perhaps short, of a stamp that begins in ``front``; None where none does."""
    at = (front + following).find(STAMP_MARK)
    if not 0 <= at < len(front):
        return None
    at += len(STAMP_MARK)
    return (front + following)[at : at + STAMP_TEXT_SIZE]


def _payload(arena: Bytes, rtp: Headers, row: int) -> bytes:
    at = int(rtp.at[row])
    return arena[at : at + int(rtp.size[row])].tobytes()


def _text_rows(arena: Bytes, text_at: Ints) -> Bytes:
    if not len(text_at):
        return np.empty((0, STAMP_TEXT_SIZE), np.uint8)
    words = peek(arena, _WORD)
    row = np.stack([words[text_at + at] for at in range(0, STAMP_TEXT_SIZE, 8)], axis=1)
    return row.view(np.uint8)
