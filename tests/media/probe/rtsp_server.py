"""An RTSP server of a few lines for one client: over TCP or UDP, with a password, with habits."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from probe_wire import nal_payloads

from camproof.media import TruthStamp, stamp_access_unit
from camproof.media.clips.model import Clip
from camproof.media.clips.units import parameter_sets
from camproof.protocols.digest import Challenge, parse_credentials, verify
from camproof.protocols.nal import join_annexb, split_annexb
from camproof.protocols.rtp import Bye, SenderReport, build_rtcp, rtp_header

PACE_S = 0.01
SSRC = 5
CHALLENGE = Challenge("gate", "0a4f113b", qop=("auth",))


@dataclass
class Gate:
    """What the server has and does.

    :param sets: where parameter sets are: "both", "sdp", or "stream".
    :param codec: as the description says.
    :param password: of the user "admin"; "" asks for none.
    :param refuse: (method, status) that is refused.
    :param stay: whether the connection stays open when all frames are sent.
    :param goodbye: whether a BYE follows the last frame.
    :param drop: numbers of packets that are left out.
    :param host: where it listens; sends_from: where its RTP over UDP comes from; source: what it says
        of that.
    :param ssrc: as announced.
    :ivar heard: methods in their order; said: whole requests; reports: RTCP packets that the client sent.
    """

    clip: Clip
    frames: int = 80
    sets: str = "both"
    codec: str = "H264"
    password: str = ""
    refuse: tuple[str, str] = ("", "")
    stay: bool = True
    goodbye: bool = False
    drop: tuple[int, ...] = ()
    host: str = "127.0.0.1"
    sends_from: str = "127.0.0.1"
    source: str = ""
    ssrc: int = SSRC
    heard: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    reports: list[bytes] = field(default_factory=list)
    _target: tuple[str, int] | None = None

    @contextmanager
    def open(self, context: ssl.SSLContext | None = None) -> Iterator[str]:
        """Serve one connection; gives the address."""
        with socket.create_server((self.host, 0)) as server:
            server.settimeout(10)
            thread = threading.Thread(target=self._serve, args=(server, context))
            thread.start()
            try:
                scheme = "rtsp" if context is None else "rtsps"
                yield f"{scheme}://{self.host}:{server.getsockname()[1]}/gate"
            finally:
                thread.join(15)

    def _serve(self, server: socket.socket, context: ssl.SSLContext | None) -> None:
        with suppress(OSError), server.accept()[0] as plain:
            plain.settimeout(10)
            if context is None:
                self._talk(plain)
                return
            with context.wrap_socket(plain, server_side=True) as connection:
                self._talk(connection)

    def _talk(self, connection: socket.socket) -> None:
        heard = b""
        while True:
            while b"\r\n\r\n" not in heard and not heard.startswith(b"$"):
                data = connection.recv(4096)
                if not data:
                    return
                heard += data
            if heard.startswith(b"$"):
                size = int.from_bytes(heard[2:4])
                self.reports.append(heard[4 : 4 + size])
                heard = heard[4 + size :]
                continue
            request, _, heard = heard.partition(b"\r\n\r\n")
            connection.sendall(self._answer(request.decode()).encode())
            if self.heard[-1] == "PLAY":
                self._play(connection)
                if not self.stay:
                    return

    def _answer(self, request: str) -> str:
        method, url = request.split(" ")[:2]
        self.heard.append(method)
        self.said.append(request)
        given = dict(line.split(": ", 1) for line in request.splitlines()[1:])
        status, extra, body = "200 OK", "Session: 1\r\n", ""
        if self.password and not self._may(method, given.get("Authorization")):
            status, extra = "401 Unauthorized", f"WWW-Authenticate: {CHALLENGE.header()}\r\n"
        elif method == self.refuse[0]:
            status = self.refuse[1]
        elif method == "OPTIONS":
            extra = "Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN\r\n"
        elif method == "DESCRIBE":
            extra, body = f"Content-Type: application/sdp\r\nContent-Base: {url}/\r\n", self._description()
        elif method == "SETUP":
            extra = f"Transport: {self._transport(given['Transport'])}\r\nSession: 1\r\n"
        return (
            f"RTSP/1.0 {status}\r\nCSeq: {given['CSeq']}\r\n{extra}Content-Length: {len(body)}\r\n\r\n{body}"
        )

    def _may(self, method: str, header: str | None) -> bool:
        return header is not None and verify(parse_credentials(header), password=self.password, method=method)

    def _transport(self, wanted: str) -> str:
        if "client_port=" in wanted:
            self._target = ("127.0.0.1", int(wanted.partition("client_port=")[2].partition("-")[0]))
            wanted += ";server_port=9-10" + (f";source={self.source}" if self.source else "")
        return f"{wanted};ssrc={self.ssrc:08X}"

    def _description(self) -> str:
        sets = parameter_sets("H264", self.clip.units[0].data)
        sprop = ",".join(b64encode(nal).decode() for kind in sorted(sets) for nal in sets[kind])
        told = f"a=fmtp:96 packetization-mode=1;sprop-parameter-sets={sprop}\r\n"
        return (
            "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=gate\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
            f"m=video 0 RTP/AVP 96\r\na=rtpmap:96 {self.codec}/90000\r\na=control:track0\r\n"
            + (told if self.sets != "stream" else "")
            + "m=audio 0 RTP/AVP 8\r\na=control:track1\r\n"
        )

    def _play(self, connection: socket.socket) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            sock.bind((self.sends_from, 0))
            for sequence, packet in enumerate(self._packets()):
                if sequence in self.drop:
                    continue
                rtcp = 200 <= packet[1] <= 204
                if self._target is not None:
                    sock.sendto(packet, (self._target[0], self._target[1] + rtcp))
                else:
                    connection.sendall(bytes((0x24, rtcp)) + len(packet).to_bytes(2) + packet)

    def _packets(self) -> Iterator[bytes]:
        yield build_rtcp(SenderReport(SSRC, 1, 2, 3, 4))
        yield from self._pictures()
        if self.goodbye:
            yield build_rtcp(Bye((SSRC,)))

    def _pictures(self) -> Iterator[bytes]:
        sequence = 0
        for number in range(self.frames):
            stamp = TruthStamp(7, number, time.time_ns() // 1000)
            unit = self.clip.units[number % len(self.clip.units)].data
            if self.sets == "sdp":
                unit = join_annexb(
                    nal for nal in map(bytes, split_annexb(unit)) if nal[0] & 0x1F not in (7, 8)
                )
            payloads = nal_payloads("H264", stamp_access_unit("H264", unit, stamp))
            for place, payload in enumerate(payloads):
                yield rtp_header(96, sequence, number * 3600, SSRC, place == len(payloads) - 1) + payload
                sequence += 1
            time.sleep(PACE_S)
