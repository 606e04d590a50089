"""The records of a capture file: pcap by dpkt, pcapng by its blocks.

dpkt's own pcapng reader knows one interface a file only: link type and time resolution of a second one would
be taken for those of the first. A capture of several interfaces is common (``dumpcap -i eth0 -i any``).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from struct import Struct
from typing import BinaryIO, NamedTuple

import dpkt  # type: ignore[import-untyped]

from camproof.media.errors import MediaFileError

__all__ = ["Record", "is_capture", "read_records"]

_PCAPNG = b"\x0a\x0d\x0d\x0a"
_PCAP = frozenset(
    bytes.fromhex(magic) for magic in ("a1b2c3d4", "d4c3b2a1", "a1b23c4d", "4d3cb2a1", "a1b2cd34", "34cdb2a1")
)
_MAX_RECORD = 16 << 20
_SECTION, _INTERFACE, _OLD_PACKET, _PACKET = 0x0A0D0D0A, 1, 2, 6
_RESOLUTION, _OFFSET = 9, 14
_MAX_INTERFACES = 4096


class Record(NamedTuple):
    """One captured frame.

    :param at_s: seconds since 1970.
    :param link_type: of its interface (LINKTYPE_ number).
    """

    at_s: float
    link_type: int
    data: bytes


def is_capture(path: Path) -> bool:
    """Whether a file begins as pcap or pcapng; False where it cannot be read."""
    try:
        with path.open("rb") as file:
            magic = file.read(4)
    except OSError:
        return False
    return magic == _PCAPNG or magic in _PCAP


def read_records(path: Path) -> Iterator[Record]:
    """The records of a capture in their order; a file that ends inside a record ends there.

    :raises MediaFileError: it is no capture, or damaged: one sentence that names it.
    """
    try:
        with path.open("rb") as file:
            magic = file.read(4)
            file.seek(0)
            if magic == _PCAPNG:
                yield from _Blocks(file).records()
            elif magic in _PCAP:
                yield from _pcap(file)
            else:
                raise _DamagedError("it does not begin as pcap or pcapng")
    except OSError as error:
        raise MediaFileError(f"{path} cannot be read: {error.strerror}.") from error
    except _DamagedError as error:
        raise MediaFileError(f"{path} is no capture or is damaged: {error}.") from error


class _DamagedError(Exception):
    """The bytes make no sense; says why."""


class _Bounded:
    """A file that hands out no more than a record can hold."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def read(self, size: int) -> bytes:
        if not 0 <= size <= _MAX_RECORD:
            raise _DamagedError(f"a record of {size} bytes")
        return self._file.read(size)


def _pcap(file: BinaryIO) -> Iterator[Record]:
    try:
        reader = dpkt.pcap.Reader(_Bounded(file))
        link_type = reader.datalink() & 0xFFFF
        for at_s, data in reader:
            yield Record(float(at_s), link_type, data)
    except dpkt.NeedData:
        return
    except (dpkt.Error, ValueError) as error:
        raise _DamagedError(str(error)) from error


class _Interface(NamedTuple):
    link_type: int
    ticks_per_s: int
    offset_s: int


_DEFAULT = 1_000_000


class _Blocks:
    """pcapng (draft-ietf-opsawg-pcapng): sections of blocks, each in the byte order of its section."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = _Bounded(file)
        self._interfaces: list[_Interface] = []
        self._order = "<"

    def records(self) -> Iterator[Record]:
        """Every record of the file, one after the other, until it ends or is torn.

        :raises _DamagedError: a block says an impossible length.
        """
        while len(head := self._file.read(8)) == 8:
            if head[:4] == _PCAPNG:
                self._begin_section(head)
                continue
            kind, length = Struct(self._order + "II").unpack(head)
            if length < 12:
                raise _DamagedError(f"a block of {length} bytes")
            body = self._file.read(length - 8)
            if len(body) < length - 8:
                return
            if kind == _INTERFACE:
                self._add_interface(body[:-4])
            elif kind in (_PACKET, _OLD_PACKET) and (record := self._record(kind, body[:-4])) is not None:
                yield record

    def _begin_section(self, head: bytes) -> None:
        magic = self._file.read(4)
        if magic not in (b"\x4d\x3c\x2b\x1a", b"\x1a\x2b\x3c\x4d"):
            raise _DamagedError("a section without a byte order")
        self._order = "<" if magic[0] == 0x4D else ">"
        (length,) = Struct(self._order + "I").unpack(head[4:])
        if length < 28:
            raise _DamagedError(f"a section header of {length} bytes")
        self._file.read(length - 12)
        self._interfaces.clear()

    def _add_interface(self, body: bytes) -> None:
        if len(body) < 8 or len(self._interfaces) >= _MAX_INTERFACES:
            raise _DamagedError("a wrong interface block")
        (link_type,) = Struct(self._order + "H").unpack_from(body)
        ticks, offset_s = _DEFAULT, 0
        for code, value in self._options(body, 8):
            if code == _RESOLUTION and value:
                ticks = (2 if value[0] & 0x80 else 10) ** (value[0] & 0x7F)
            elif code == _OFFSET and len(value) >= 8:
                (offset_s,) = Struct(self._order + "q").unpack_from(value)
        self._interfaces.append(_Interface(link_type, ticks, offset_s))

    def _options(self, body: bytes, at: int) -> Iterator[tuple[int, bytes]]:
        header = Struct(self._order + "HH")
        while at + 4 <= len(body):
            code, length = header.unpack_from(body, at)
            if code == 0:
                return
            yield code, body[at + 4 : at + 4 + length]
            at += 4 + (length + 3 & ~3)

    def _record(self, kind: int, body: bytes) -> Record | None:
        fields = Struct(self._order + ("IIIII" if kind == _PACKET else "HxxIIII"))
        if len(body) < fields.size:
            raise _DamagedError("a packet block that is too short")
        number, high, low, size, _ = fields.unpack_from(body)
        if number >= len(self._interfaces):
            raise _DamagedError(f"a packet of interface {number}, which there is not")
        interface = self._interfaces[number]
        at_s = (high << 32 | low) / interface.ticks_per_s + interface.offset_s
        return Record(at_s, interface.link_type, body[fields.size : fields.size + size])
