"""Captured frames into UDP datagrams and TCP segments: link layers, VLAN tags, IPv4 and IPv6, fragments."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any, Literal, NamedTuple

import dpkt  # type: ignore[import-untyped]

from camproof.media.probe.capture.fragments import Fragments
from camproof.media.probe.capture.records import Record
from camproof.protocols.flow import Address

__all__ = ["DatagramReader", "Segment"]

_NO_ADDRESSES = bytes(12)
_TCP, _UDP = 6, 17
_SYN, _RST = 0x02, 0x04
_MAX_FRAME = 66_000


class Segment(NamedTuple):
    """One UDP datagram, or one TCP segment.

    :param sequence: TCP: number of the first payload byte.
    :param begins: TCP: this opens the connection, or another of the same ports.
    """

    transport: Literal["UDP", "TCP"]
    source: Address
    target: Address
    payload: bytes
    at_s: float
    sequence: int = 0
    begins: bool = False


class _Ip4Bytes(bytes):
    """An IPv4 packet as it came."""


class _Ip6Bytes(bytes):
    """An IPv6 packet as it came."""


class _Link(dpkt.ethernet.Ethernet):  # type: ignore[misc]
    """Ethernet (VLAN, QinQ, MPLS), read as far as IP."""

    _typesw = {0x0800: _Ip4Bytes, 0x86DD: _Ip6Bytes}  # noqa: RUF012  (dpkt's own table, narrowed)


class _Ip4(dpkt.ip.IP):  # type: ignore[misc]
    _protosw: dict[int, Any] = {}  # noqa: RUF012  (what it carries stays bytes)


class _Ip6(dpkt.ip6.IP6):  # type: ignore[misc]
    _protosw: dict[int, Any] = {}  # noqa: RUF012


def _raw(data: bytes) -> bytes:
    kind = b"\x86\xdd" if data[:1] and data[0] >> 4 == 6 else b"\x08\x00"
    return _NO_ADDRESSES + kind + data


def _loopback(data: bytes) -> bytes:
    return _raw(data[4:])


_FRAMES: dict[int, Callable[[bytes], bytes]] = {
    0: _loopback,
    1: bytes,
    12: _raw,
    14: _raw,
    101: _raw,
    108: _loopback,
    113: lambda data: _NO_ADDRESSES + data[14:],
    228: _raw,
    229: _raw,
    276: lambda data: _NO_ADDRESSES + data[:2] + data[20:],
}
"""Every link type as Ethernet: BSD loopback, Ethernet, raw IP, Linux cooked (SLL), SLL2."""


class DatagramReader:
    """Give it records in their order; it never raises and its memory is bounded.

    Counts: ``unknown`` frames that no known link layer or IP explains, ``cut`` datagrams of which the capture
    holds only the beginning (snap length).
    """

    def __init__(self) -> None:
        self._fragments = Fragments()
        self.unknown = 0
        self.cut = 0

    def read(self, record: Record) -> Segment | None:
        """What the frame carries; None where it is neither UDP nor TCP, or a fragment that others must
        complete.
        """
        frame = _FRAMES.get(record.link_type)
        if frame is None:
            self.unknown += 1
            return None
        try:
            packet = _Link(frame(record.data[:_MAX_FRAME])).data
            if isinstance(packet, _Ip4Bytes):
                return self._ip4(packet, record.at_s)
            if isinstance(packet, _Ip6Bytes):
                return self._ip6(packet, record.at_s)
        except (dpkt.Error, ValueError, IndexError, KeyError, AttributeError, TypeError, RecursionError):
            self.unknown += 1
        return None

    def _ip4(self, data: bytes, at_s: float) -> Segment | None:
        ip = _Ip4(data)
        hosts = socket.inet_ntop(socket.AF_INET, ip.src), socket.inet_ntop(socket.AF_INET, ip.dst)
        payload: bytes | None = bytes(ip.data)
        self.cut += ip.len > len(data)
        if ip.mf or ip.offset:
            key = (ip.src, ip.dst, ip.id, ip.p)
            payload = self._fragments.add(key, ip.offset * 8, bytes(ip.data), last=not ip.mf)
        return None if payload is None else self._carried(ip.p, hosts, payload, at_s)

    def _ip6(self, data: bytes, at_s: float) -> Segment | None:
        ip = _Ip6(data)
        hosts = socket.inet_ntop(socket.AF_INET6, ip.src), socket.inet_ntop(socket.AF_INET6, ip.dst)
        payload: bytes | None = bytes(ip.data)
        self.cut += ip.plen > len(data) - 40
        fragment = ip.extension_hdrs.get(44)
        if fragment is not None:
            key = (ip.src, ip.dst, fragment.id, ip.p)
            last = not fragment.m_flag
            payload = self._fragments.add(key, fragment.frag_off * 8, bytes(ip.data), last=last)
        return None if payload is None else self._carried(ip.p, hosts, payload, at_s)

    def _carried(self, kind: int, hosts: tuple[str, str], payload: bytes, at_s: float) -> Segment | None:
        source, target = hosts
        if kind == _UDP:
            udp = dpkt.udp.UDP(payload)
            data = bytes(udp.data)[: udp.ulen - 8] if udp.ulen >= 8 else bytes(udp.data)
            return Segment("UDP", (source, udp.sport), (target, udp.dport), data, at_s)
        if kind == _TCP:
            tcp = dpkt.tcp.TCP(payload)
            begins = bool(tcp.flags & (_SYN | _RST))
            number = tcp.seq + (1 if tcp.flags & _SYN else 0) & 0xFFFFFFFF
            ends = (source, tcp.sport), (target, tcp.dport)
            return Segment("TCP", *ends, bytes(tcp.data), at_s, number, begins)
        return None
