"""IP fragments put together (RFC 791 3.2, RFC 8200 4.5), in bounded memory."""

from __future__ import annotations

from collections.abc import Hashable

__all__ = ["Fragments"]

_MAX_PACKETS = 64
_MAX_PIECES = 256
_MAX_BYTES = 65_535


class Fragments:
    """Holds the pieces of at most 64 packets; the one that waited longest goes first."""

    def __init__(self) -> None:
        self._waiting: dict[Hashable, dict[int, bytes]] = {}
        self._ends: dict[Hashable, int] = {}
        self.given_up = 0

    def add(self, key: Hashable, offset: int, piece: bytes, *, last: bool) -> bytes | None:
        """The whole payload once no piece is missing any more, else None.

        :param key: addresses, identification and protocol.
        :param offset: of the piece, in bytes.
        """
        pieces = self._waiting.setdefault(key, {})
        if offset + len(piece) > _MAX_BYTES or len(pieces) >= _MAX_PIECES:
            self._drop(key)
            return None
        pieces[offset] = piece
        if last:
            self._ends[key] = offset + len(piece)
        whole = self._whole(key, pieces)
        if whole is None and len(self._waiting) > _MAX_PACKETS:
            self._drop(next(iter(self._waiting)))
        return whole

    def _whole(self, key: Hashable, pieces: dict[int, bytes]) -> bytes | None:
        end, data = self._ends.get(key), bytearray()
        while end is not None and len(data) < end:
            piece = pieces.get(len(data))
            if not piece:
                return None
            data += piece
        if end is None:
            return None
        del self._waiting[key], self._ends[key]
        return bytes(data)

    def _drop(self, key: Hashable) -> None:
        self._waiting.pop(key, None)
        self._ends.pop(key, None)
        self.given_up += 1
