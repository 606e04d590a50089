"""Bits and Exp-Golomb codes (H.264 9.1, H.265 9.2)."""

from __future__ import annotations

from camproof.protocols.errors import LocalProtocolError, NalError

__all__ = ["BitReader", "BitWriter"]

MAX_GOLOMB_ZEROS = 32


class BitReader:
    """Reads an RBSP from its first bit; every read beyond the end raises NalError."""

    __slots__ = ("_bits", "_length", "position")

    def __init__(self, rbsp: bytes) -> None:
        self._bits = int.from_bytes(rbsp)
        self._length = 8 * len(rbsp)
        self.position = 0

    @property
    def remaining(self) -> int:
        return self._length - self.position

    def u(self, count: int) -> int:
        """An unsigned number of ``count`` bits."""
        end = self.position + count
        if end > self._length:
            raise NalError("parameter set is cut off", where=f"bit {self.position}")
        self.position = end
        return self._bits >> (self._length - end) & ((1 << count) - 1)

    def flag(self) -> bool:
        """One bit. Raises NalError at the end."""
        return bool(self.u(1))

    def skip(self, count: int) -> None:
        """Pass over ``count`` bits. Raises NalError at the end."""
        self.u(count)

    def ue(self, limit: int = (1 << 32) - 2) -> int:
        """An unsigned Exp-Golomb number. Raises NalError above ``limit``."""
        zeros = 0
        while not self.u(1):
            zeros += 1
            if zeros > MAX_GOLOMB_ZEROS:
                raise NalError("Exp-Golomb code has more than 32 leading zeros", where=f"bit {self.position}")
        value = (1 << zeros) - 1 + self.u(zeros)
        if value > limit:
            raise NalError(f"{value} is above the limit {limit}", where=f"bit {self.position}")
        return value

    def se(self) -> int:
        """A signed Exp-Golomb number."""
        code = self.ue()
        return (code + 1) // 2 if code & 1 else -(code // 2)


class BitWriter:
    """Writes bits; ``rbsp()`` ends them with the trailing bits."""

    __slots__ = ("_bits", "_length")

    def __init__(self) -> None:
        self._bits = 0
        self._length = 0

    def u(self, count: int, value: int) -> BitWriter:
        """``count`` bits, the highest first.

        :raises LocalProtocolError: the value needs more.
        """
        if not 0 <= value < 1 << count:
            raise LocalProtocolError(f"{value} does not fit into {count} bits")
        self._bits = self._bits << count | value
        self._length += count
        return self

    def ue(self, value: int) -> BitWriter:
        """An unsigned Exp-Golomb number (H.264 9.1)."""
        size = (value + 1).bit_length()
        return self.u(2 * size - 1, value + 1)

    def se(self, value: int) -> BitWriter:
        """A signed Exp-Golomb number (H.264 9.1.1)."""
        return self.ue(2 * value - 1 if value > 0 else -2 * value)

    @property
    def code(self) -> tuple[int, int]:
        """(count, value) of what was written so far, for ``u`` of another writer."""
        return self._length, self._bits

    def rbsp(self) -> bytes:
        """What was written, a stop bit and zeros up to the next byte."""
        padding = -(self._length + 1) % 8
        length = self._length + 1 + padding
        return ((self._bits << 1 | 1) << padding).to_bytes(length // 8)
