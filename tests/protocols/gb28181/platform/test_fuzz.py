"""Whatever bytes come in, the machine goes on, says what was wrong, and still serves the next device."""

from __future__ import annotations

import random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from camproof.protocols.flow import Flow
from camproof.protocols.gb28181.platform import CallOffer, PlatformConfig, PlatformMachine
from camproof.protocols.manscdp import query_catalog

DEVICE = "34020000001320000001"
METHODS = ["REGISTER", "MESSAGE", "INVITE", "ACK", "BYE", "CANCEL", "INFO", "NOTIFY", "SUBSCRIBE", "OPTIONS"]
REGISTER = f"""REGISTER sip:34020000002000000001@3402000000 SIP/2.0
Via: SIP/2.0/UDP 192.0.2.10:5060;rport;branch=z9hG4bK-b1
From: <sip:{DEVICE}@3402000000>;tag=a1
To: <sip:{DEVICE}@3402000000>
Call-ID: reg-1@192.0.2.10
CSeq: 1 REGISTER
Contact: <sip:{DEVICE}@192.0.2.10:5060>
Max-Forwards: 70
Expires: 3600
Authorization: Digest username="{DEVICE}", realm="3402000000", nonce="0a4f113b", uri="sip:x", response="00"
Content-Type: Application/MANSCDP+xml
Content-Length: 0

""".replace("\n", "\r\n").encode()
BODIES = st.sampled_from(
    [
        b"",
        b"<Notify><CmdType>Keepalive</CmdType><SN>1</SN><DeviceID>34020000001320000001</DeviceID></Notify>",
        b"<Response><CmdType>Catalog</CmdType><SN>1</SN><SumNum>-9</SumNum><DeviceList/></Response>",
        b"<Notify><CmdType>MediaStatus</CmdType><SN>x</SN><NotifyType>121</NotifyType></Notify>",
        b"v=0\r\ny=99999999999\r\nm=audio 70000 RTP/AVP\r\n",
    ]
)


def machine() -> PlatformMachine:
    return PlatformMachine(PlatformConfig(strict_codes=False), random.Random(1), lambda now_s: now_s)


def flow(transport: str) -> Flow:
    return Flow(transport, ("127.0.0.1", 5060), ("192.0.2.10", 5060), int(transport == "TCP"))  # type: ignore[arg-type]


def live(under_test: PlatformMachine) -> None:
    """The machine still challenges a fresh device."""
    under_test.actions()
    fresh = REGISTER.replace(b"b1", b"fresh").replace(b"Authorization", b"X-None").replace(b"reg-1", b"reg-9")
    under_test.receive(fresh, Flow("UDP", ("127.0.0.1", 5060), ("192.0.2.77", 5060)), 100.0)
    assert any(b"401" in getattr(action, "data", b"") for action in under_test.actions())
    under_test.advance(1e6)
    under_test.events()


@given(st.binary(max_size=300), st.sampled_from(["UDP", "TCP"]))
def test_any_bytes(data: bytes, transport: str) -> None:
    under_test = machine()
    under_test.receive(data, flow(transport), 1.0)
    live(under_test)


@given(
    st.lists(st.tuples(st.integers(0, len(REGISTER) - 1), st.binary(min_size=0, max_size=6)), max_size=6),
    st.sampled_from(METHODS),
    BODIES,
    st.sampled_from(["UDP", "TCP"]),
)
def test_mutated_requests(cuts: list[tuple[int, bytes]], method: str, body: bytes, transport: str) -> None:
    data = bytearray(REGISTER.replace(b"REGISTER", method.encode()))
    for at, piece in cuts:
        data[at : at + max(1, len(piece))] = piece
    data[:] = bytes(data).replace(b"Content-Length: 0", b"Content-Length: %d" % len(body)) + body
    under_test = machine()
    under_test.receive(bytes(data), flow(transport), 1.0)
    under_test.advance(2.0)
    live(under_test)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(status=st.integers(100, 699), cuts=st.binary(max_size=40), at=st.integers(0, 400))
def test_mutated_answers(make_bench: Any, status: int, cuts: bytes, at: int) -> None:
    """Answers to INVITE, SUBSCRIBE and MESSAGE, bent."""
    bench = make_bench()
    device = bench.device()
    device.register()
    offer = CallOffer(kind="live", channel=DEVICE, media=("127.0.0.1", 30000))
    bench.machine.invite(DEVICE, offer, bench.now_s)
    bench.machine.subscribe(DEVICE, "catalog", lambda sn: query_catalog(sn, DEVICE), bench.now_s)
    bench.machine.request(DEVICE, lambda sn: query_catalog(sn, DEVICE), bench.now_s)
    from camproof.protocols.sip import make_response, serialise

    for request in bench.requests(bench.drain()):
        data = bytearray(serialise(make_response(request, status, to_tag="x", body=b"v=0\r\n")))
        data[at : at + len(cuts)] = cuts
        bench.machine.receive(bytes(data), device.flow, bench.now_s)
    bench.machine.events()
    bench.machine.actions()
    bench.machine.advance(1e6)
    live(bench.machine)
