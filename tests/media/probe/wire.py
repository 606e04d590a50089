"""Captures written byte by byte."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterable
from typing import Any

from camproof.protocols.nal import split_annexb
from camproof.protocols.rtp import frame_4571

Packets = list[tuple[bytes, float]]
EPOCH_S = 1_790_000_000.0
LINKS = {"ethernet": 1, "raw": 101, "sll": 113, "sll2": 276, "null": 0}


def ip4(
    carried: bytes, protocol: int = 17, *, identity: int = 0, flags: int = 0x4000, hosts: Any = None
) -> bytes:
    source, target = hosts or ("127.0.0.1", "127.0.0.2")
    head = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(carried), identity, flags, 64, protocol, 0)
    return head + socket.inet_aton(source) + socket.inet_aton(target) + carried


def ip6(carried: bytes, protocol: int = 17) -> bytes:
    ends = socket.inet_pton(socket.AF_INET6, "::1") + socket.inet_pton(socket.AF_INET6, "fe80::2")
    return struct.pack(">IHBB", 6 << 28, len(carried), protocol, 64) + ends + carried


def udp(payload: bytes, source: int = 40000, target: int = 30000) -> bytes:
    return struct.pack(">HHHH", source, target, 8 + len(payload), 0) + payload


def tcp(payload: bytes, sequence: int, flags: int = 0x18, source: int = 40000, target: int = 30000) -> bytes:
    number = sequence & 0xFFFFFFFF
    return struct.pack(">HHIIHHHH", source, target, number, 0, 5 << 12 | flags, 65535, 0, 0) + payload


def linked(packet: bytes, link: str = "ethernet", *, vlans: int = 0) -> bytes:
    """An IP packet in the frame of a link layer, behind VLAN tags."""
    kind = b"\x86\xdd" if packet[0] >> 4 == 6 else b"\x08\x00"
    tags = b"\x81\x00\x00\x05" * vlans + kind
    if link == "ethernet":
        return bytes(12) + tags + packet
    if link == "sll":
        return struct.pack(">HHH8s", 0, 772, 6, b"") + tags + packet
    if link == "sll2":
        return kind + struct.pack(">HIHBB8s", 0, 1, 772, 0, 6, b"") + packet
    return struct.pack("<I", 2) + packet if link == "null" else packet


def pcap(
    frames: Iterable[tuple[bytes, float]], link: int = 1, *, order: str = "<", nano: bool = False
) -> bytes:
    ticks = 10**9 if nano else 10**6
    parts = [struct.pack(order + "IHHiIII", 0xA1B23C4D if nano else 0xA1B2C3D4, 2, 4, 0, 0, 262144, link)]
    for data, at_s in frames:
        whole = int(at_s)
        size = len(data)
        parts.append(struct.pack(order + "IIII", whole, round((at_s - whole) * ticks), size, size) + data)
    return b"".join(parts)


def block(kind: int, body: bytes, order: str = "<") -> bytes:
    body += bytes(-len(body) % 4)
    size = struct.pack(order + "I", len(body) + 12)
    return struct.pack(order + "I", kind) + size + body + size


def section(order: str = "<") -> bytes:
    return block(0x0A0D0D0A, struct.pack(order + "IHHq", 0x1A2B3C4D, 1, 0, -1), order)


def interface(link: int = 1, resolution: int | None = None, order: str = "<") -> bytes:
    options = b"" if resolution is None else struct.pack(order + "HHBxxxHH", 9, 1, resolution, 0, 0)
    return block(1, struct.pack(order + "HHI", link, 0, 262144) + options, order)


def enhanced(data: bytes, at_s: float, number: int = 0, ticks: int = 10**6, order: str = "<") -> bytes:
    at = round(at_s * ticks)
    head = struct.pack(order + "IIIII", number, at >> 32, at & 0xFFFFFFFF, len(data), len(data))
    comment = struct.pack(order + "HH", 1, 4) + b"\xff\xfe\xfd\xfc" + struct.pack(order + "HH", 0, 0)
    return block(6, head + data + bytes(-len(data) % 4) + comment, order)


def pcapng(frames: Iterable[tuple[bytes, float]], link: int = 1, order: str = "<") -> bytes:
    parts = [section(order), interface(link, 9, order)]
    parts += [enhanced(data, at_s, 0, 10**9, order) for data, at_s in frames]
    return b"".join(parts)


def tcp_frames(packets: Packets, *, chunk: int = 700, first: int = 0xFFFFF000) -> Packets:
    """The packets framed (RFC 4571) and cut into segments of a connection, from its SYN on."""
    frames = [(linked(ip4(tcp(b"", first - 1, 0x02), 6)), packets[0][1])]
    sequence = first
    for data, at_s in packets:
        framed = frame_4571(data)
        for at in range(0, len(framed), chunk):
            piece = framed[at : at + chunk]
            frames.append((linked(ip4(tcp(piece, sequence), 6)), at_s))
            sequence += len(piece)
    return frames


def udp_frames(packets: Packets, link: str = "ethernet", **ports: int) -> Packets:
    return [(linked(ip4(udp(data, **ports)), link), at_s) for data, at_s in packets]


def nal_payloads(codec: str, unit: bytes, size: int = 1200) -> list[bytes]:
    """An access unit as single units and fragments (RFC 6184, RFC 7798)."""
    payloads = []
    for nal in map(bytes, split_annexb(unit)):
        if len(nal) <= size:
            payloads.append(nal)
            continue
        if codec == "H264":
            head, body, kind = bytes((nal[0] & 0xE0 | 28,)), nal[1:], nal[0] & 0x1F
        else:
            head, body, kind = bytes((nal[0] & 0x81 | 49 << 1, nal[1])), nal[2:], nal[0] >> 1 & 0x3F
        pieces = [body[at : at + size] for at in range(0, len(body), size)]
        for place, piece in enumerate(pieces):
            flags = (0x80 if place == 0 else 0) | (0x40 if place == len(pieces) - 1 else 0)
            payloads.append(head + bytes((flags | kind,)) + piece)
    return payloads
