"""A capture on the loopback by dumpcap, and what tshark reads in it."""

from __future__ import annotations

import re
import shutil
import socket
import struct
import subprocess
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

MEDIA_PROTOCOLS = ("SIP", "SDP", "RTP", "RTCP")
_END = b"the capture ends here"
_END_PORT = 9
_EVERY_SIP = (
    "sip.CSeq.method", "sip.CSeq.seq", "sip.Call-ID", "sip.From", "sip.from.tag", "sip.To", "sip.Via.branch",
    "sip.Content-Length",
)  # fmt: skip
_EVERY_SDP = (
    "sdp.version", "sdp.owner.address", "sdp.connection_info.address", "sdp.time.start", "sdp.media.port",
)  # fmt: skip
_FIELDS = ("frame.number", "sip.Method", "sip.Status-Code", "rtp.ssrc", "rtcp.pt", *_EVERY_SIP, *_EVERY_SDP)
_STREAM = re.compile(
    r"(\d+\.\d+\.\d+\.\d+) +(\d+) +(\d+\.\d+\.\d+\.\d+) +\d+ +(0x[0-9A-Fa-f]+) .*? (\d+) +(-?\d+) \("
)
_SECTION = re.compile(r"^(Errors|Warns|Notes|Chats) \((\d+)\)", re.MULTILINE)
_LINE = re.compile(r"^ +(\d+) +(\S+) +(\S+) +(.*)$", re.MULTILINE)


class Capture:
    """dumpcap on ``lo``, for one loopback network (its first three bytes)."""

    def __init__(self, processes: Any, network: str, path: Path) -> None:
        self.path = path
        self._address = f"{network}.254"
        words = path.with_suffix(".log")
        command = ["dumpcap", "-i", "lo", "-f", f"net {network}.0/24", "-s", "0", "-B", "32", "-w", str(path)]
        self._process: subprocess.Popen[bytes] = processes.start(command, log=words.name)
        _until(lambda: b"File: " in words.read_bytes() or self._process.poll() is not None)
        if self._process.poll() is not None:
            lines = words.read_text("utf-8", "replace").splitlines()
            why = next((line for line in lines if line.startswith("dumpcap:")), f"{lines[:3]}")
            pytest.skip(f"capturing is not possible here: {why}")

    def stop(self) -> Path:
        """End the capture once a last datagram of our own is in the file."""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            sock.bind((self._address, 0))
            sock.sendto(_END, (self._address, _END_PORT))
        _until(lambda: _END in self.path.read_bytes()[-4096:])
        self._process.terminate()
        self._process.wait(10)
        return self.path


def _until(holds: Any, timeout_s: float = 10.0) -> None:
    give_up_s = time.monotonic() + timeout_s
    while not holds():
        if time.monotonic() > give_up_s:
            raise TimeoutError("dumpcap is late")
        time.sleep(0.02)


@dataclass(frozen=True)
class Problem:
    """One line of tshark's expert information."""

    severity: str
    count: int
    group: str
    protocol: str
    summary: str


@dataclass(frozen=True)
class Dissection:
    """What tshark counted.

    :ivar methods: SIP requests by method; statuses: responses by status; cseqs: both by the method in CSeq.
    :ivar sdp: number of session descriptions.
    :ivar rtp: RTP packets by SSRC; rtcp: RTCP packets by type.
    :ivar lacking: mandatory parts that tshark did not find.
    :ivar wrong_digests: Authorization headers that do not fit the password, by tshark's own reckoning.
    """

    methods: Counter[str]
    statuses: Counter[int]
    cseqs: Counter[str]
    sdp: int
    rtp: Counter[int]
    rtcp: Counter[int]
    wrong_digests: int
    lacking: tuple[str, ...]
    malformed: tuple[str, ...]
    problems: tuple[Problem, ...]

    def complaints(self) -> list[str]:
        """Why the capture is not clean; empty when it is."""
        bad = [f"malformed: {line}" for line in self.malformed]
        bad += self.lacking
        if self.wrong_digests:
            bad.append(f"{self.wrong_digests} digests do not fit the password")
        for problem in self.problems:
            ours = problem.protocol.upper() in MEDIA_PROTOCOLS
            if problem.severity == "Errors" or (problem.severity == "Warns" and ours):
                bad.append(f"{problem.severity} {problem.protocol}: {problem.summary} ({problem.count})")
        return bad


def dissect(path: Path, decode_as: Iterable[str], users: Iterable[tuple[str, str, str]] = ()) -> Dissection:
    """Let tshark read a capture.

    :param decode_as: rules such as ``udp.port==5060,sip``.
    :param users: (user, realm, password) whose digests are checked.
    """
    rules = [word for rule in decode_as for word in ("-d", rule)]
    rules += ["-o", "sip.validate_authorization:TRUE"]
    for user in users:
        rules += ["-o", "uat:authorization_users_sip:" + ",".join(f'"{part}"' for part in user)]
    columns = [word for field in _FIELDS for word in ("-e", field)]
    rows = _tshark(
        path, rules, ["-Y", "!icmp", "-T", "fields", "-E", "occurrence=a", "-E", "aggregator=|", *columns]
    )
    malformed = _tshark(path, rules, ["-Y", "_ws.malformed"]).splitlines()
    digests = _tshark(path, rules, ["-Y", "sip.authorization.invalid"]).splitlines()
    experts = _tshark(path, rules, ["-q", "-z", "expert,note"])
    methods, statuses, named = Counter[str](), Counter[int](), Counter[str]()
    rtp, rtcp, sdp, lacking = Counter[int](), Counter[int](), 0, list[str]()
    for line in rows.splitlines():
        row = _row(line)
        methods.update(row["sip.Method"])
        statuses.update(map(int, row["sip.Status-Code"]))
        named.update(row["sip.CSeq.method"])
        rtp.update(int(number, 16) for number in row["rtp.ssrc"])
        rtcp.update(map(int, row["rtcp.pt"]))
        sdp += len(row["sdp.version"])
        lacking += _lacking(row)
    problems = tuple(_problems(experts))
    return Dissection(
        methods, statuses, named, sdp, rtp, rtcp, len(digests), tuple(lacking), tuple(malformed), problems
    )


def _row(line: str) -> dict[str, list[str]]:
    """The values of each field in one frame."""
    cells = line.split("\t")
    cells += [""] * (len(_FIELDS) - len(cells))
    return {name: cell.split("|") if cell else [] for name, cell in zip(_FIELDS, cells, strict=True)}


def _lacking(row: dict[str, list[str]]) -> Iterable[str]:
    """What tshark did not find in each SIP message and session description of a frame."""
    messages, descriptions = len(row["sip.Method"]) + len(row["sip.Status-Code"]), len(row["sdp.version"])
    wanted = [(name, messages) for name in _EVERY_SIP] + [(name, descriptions) for name in _EVERY_SDP]
    for name, count in wanted:
        if len(row[name]) != count:
            yield f"frame {row['frame.number'][0]}: {len(row[name])} of {count} {name}"


def _tshark(path: Path, rules: Sequence[str], options: Sequence[str]) -> str:
    program = shutil.which("tshark") or "tshark"
    done = subprocess.run(
        [program, "-n", "-r", str(path), *rules, *options], capture_output=True, timeout=60, text=True
    )
    if done.returncode != 0:
        raise RuntimeError(f"tshark failed: {done.stderr[-500:]}")
    return done.stdout


def _problems(text: str) -> Iterable[Problem]:
    places = [*_SECTION.finditer(text)]
    for place, following in zip(places, [*places[1:], None], strict=True):
        part = text[place.end() : following.start() if following else len(text)]
        for count, group, protocol, summary in _LINE.findall(part):
            yield Problem(place[1], int(count), group, protocol, summary.strip())


def write_pcap(path: Path, datagrams: Iterable[tuple[int, int, bytes]]) -> Path:
    """A capture file of made-up UDP datagrams: (source port, destination port, payload)."""
    out = [struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 101)]
    for number, (source, target, payload) in enumerate(datagrams):
        udp = struct.pack(">HHHH", source, target, 8 + len(payload), 0) + payload
        ip = struct.pack(
            ">BBHHHBBH4s4s",
            0x45,
            0,
            20 + len(udp),
            number & 0xFFFF,
            0,
            64,
            17,
            0,
            b"\x7f\0\0\1",
            b"\x7f\0\0\2",
        )
        size = len(ip) + len(udp)
        out += [struct.pack("<IIII", number // 1000, number % 1000 * 1000, size, size), ip, udp]
    path.write_bytes(b"".join(out))
    return path


@dataclass(frozen=True)
class RtpStream:
    """A line of tshark's table of RTP streams."""

    source: str
    source_port: int
    target: str
    ssrc: int
    packets: int
    lost: int


def rtp_streams(path: Path, source_port: int) -> list[RtpStream]:
    """The streams that leave a port, by tshark's own accounts."""
    table = _tshark(path, ["-d", f"udp.port=={source_port},rtp"], ["-q", "-z", "rtp,streams"])
    found = _STREAM.findall(table)
    return [
        RtpStream(source, int(port), target, int(ssrc, 16), int(packets), int(lost))
        for source, port, target, ssrc, packets, lost in found
        if int(port) == source_port
    ]
