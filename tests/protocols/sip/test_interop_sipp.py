"""Calls between our endpoint and sipp, over loopback."""

from __future__ import annotations

import random
import select
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from camproof.protocols.flow import Flow, Transmit
from camproof.protocols.sip import (
    AckReceived,
    DeviationsSeen,
    Dialog,
    Headers,
    RequestReceived,
    ResponseReceived,
    SipEndpoint,
    SipEvent,
    SipRequest,
    TransactionTimedOut,
    make_response,
)

pytestmark = [
    pytest.mark.interop,
    pytest.mark.skipif(shutil.which("sipp") is None, reason="sipp is not installed"),
]
CALLS = 5
PATIENCE_S = 20.0


class Host:
    """An endpoint on a UDP socket."""

    def __init__(self, react: Callable[[Host, SipEvent], None]) -> None:
        self.endpoint = SipEndpoint(rng=random.Random(1))
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.address: tuple[str, int] = self.socket.getsockname()
        self.seen: list[SipEvent] = []
        self.react = react

    def flow_to(self, port: int) -> Flow:
        return Flow("UDP", self.address, ("127.0.0.1", port))

    def count(self, kind: type) -> int:
        return sum(isinstance(event, kind) for event in self.seen)

    def run(self, until: Callable[[], bool]) -> None:
        give_up_s = time.monotonic() + PATIENCE_S
        while not until() and time.monotonic() < give_up_s:
            self.pump()
            if select.select([self.socket], [], [], 0.02)[0]:
                data, remote = self.socket.recvfrom(65_535)
                self.endpoint.receive(data, Flow("UDP", self.address, remote), time.monotonic())
            self.endpoint.advance(time.monotonic())
        self.pump()

    def pump(self) -> None:
        for event in self.endpoint.events():
            self.seen.append(event)
            self.react(self, event)
        for action in self.endpoint.actions():
            if isinstance(action, Transmit):
                self.socket.sendto(action.data, action.flow.remote)


@pytest.fixture
def start_sipp(tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    started: list[subprocess.Popen[bytes]] = []

    def start(*options: str) -> subprocess.Popen[bytes]:
        command = ["sipp", "-i", "127.0.0.1", "-m", str(CALLS), "-nostdin", *options]
        quiet = subprocess.DEVNULL
        process = subprocess.Popen(command, cwd=tmp_path, stdin=quiet, stdout=quiet, stderr=quiet)
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.wait()


def free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def take_calls(host: Host, event: SipEvent) -> None:
    if isinstance(event, RequestReceived):
        now_s = time.monotonic()
        contact = [("Contact", f"<sip:camera@127.0.0.1:{host.address[1]}>")]
        tag = event.request.to_tag or host.endpoint.new_tag()
        statuses = (180, 200) if event.request.method == "INVITE" else (200,)
        for status in statuses:
            response = make_response(event.request, status, to_tag=tag, headers=contact)
            host.endpoint.respond(event.transaction, response, now_s)


def make_calls(host: Host, event: SipEvent) -> None:
    if (
        isinstance(event, ResponseReceived)
        and event.response.status == 200
        and event.request.method == "INVITE"
    ):
        now_s = time.monotonic()
        dialog = Dialog.from_uac(event.request, event.response)
        host.endpoint.send_ack(event.transaction, dialog.ack(), event.flow, now_s)
        host.endpoint.send_request(dialog.request("BYE"), event.flow, now_s)


def test_sipp_calls_us(start_sipp: Callable[..., subprocess.Popen[bytes]]) -> None:
    host = Host(take_calls)
    with host.socket:
        sipp = start_sipp("-sn", "uac", f"127.0.0.1:{host.address[1]}")
        host.run(lambda: sipp.poll() is not None)
    assert sipp.returncode == 0
    assert host.count(AckReceived) == CALLS
    assert host.count(RequestReceived) == 2 * CALLS


def test_we_call_sipp(start_sipp: Callable[..., subprocess.Popen[bytes]]) -> None:
    port = free_port()
    host = Host(make_calls)
    with host.socket:
        start_sipp("-sn", "uas", "-p", str(port))
        own = f"<sip:platform@127.0.0.1:{host.address[1]}>"
        for number in range(CALLS):
            items = [
                ("From", f"{own};tag={host.endpoint.new_tag()}"),
                ("To", f"<sip:camera@127.0.0.1:{port}>"),
                ("Call-ID", f"{number}@127.0.0.1"),
                ("CSeq", "20 INVITE"),
                ("Contact", own),
            ]
            invite = SipRequest("INVITE", f"sip:camera@127.0.0.1:{port}", Headers(items))
            host.endpoint.send_request(invite, host.flow_to(port), time.monotonic())
        host.run(lambda: len(byes(host)) == CALLS or host.count(TransactionTimedOut) > 0)
    assert [event.response.status for event in byes(host)] == [200] * CALLS
    assert host.count(TransactionTimedOut) == 0
    assert host.count(DeviationsSeen) == 0


def byes(host: Host) -> list[ResponseReceived]:
    answers = [event for event in host.seen if isinstance(event, ResponseReceived)]
    return [event for event in answers if event.request.method == "BYE"]
