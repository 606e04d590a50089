from __future__ import annotations

from device_bench import CAMERA, SERVER, Bench, registered
from hypothesis import given
from hypothesis import strategies as st

from camproof.protocols.gb28181.device import CommandReceived
from camproof.protocols.manscdp import build_manscdp, query_catalog, query_device_info
from camproof.protocols.sip import DeviationsSeen, Headers, SipRequest, serialise


def test_a_command_gets_its_200_first_and_then_goes_up() -> None:
    bench = registered()
    bench.all()
    response = bench.command(query_device_info(17, CAMERA))
    assert (response.status, response.body) == (200, b"")
    event = bench.events(CommandReceived)[0]
    assert (event.message.cmd_type, event.message.sn) == ("DeviceInfo", 17)
    assert (event.target, event.source) == (CAMERA, SERVER)


def test_a_body_that_cannot_be_read_gets_400_and_is_noted() -> None:
    bench = registered()
    bench.all()
    bench.request("MESSAGE", headers=[("Content-Type", "Application/MANSCDP+xml")], body=b"rubbish")
    assert bench.response().status == 400
    assert bench.events(DeviationsSeen)[-1].summary == "MESSAGE"
    assert not bench.events(CommandReceived)


def test_departures_of_the_peer_are_handed_up() -> None:
    bench = registered()
    bench.all()
    body = build_manscdp(query_catalog(1, CAMERA)).replace(b"<SN>1</SN>", b"")
    bench.request("MESSAGE", headers=[("Content-Type", "Application/MANSCDP+xml")], body=body)
    assert bench.events(DeviationsSeen)[-1].summary == "MESSAGE Catalog"


def test_a_request_without_from_gets_400() -> None:
    bench = registered()
    bench.all()
    template = bench.request("OPTIONS")
    bench.all()
    for name in ("From", "To"):
        bare = template.headers.remove(name).set("Via", f"SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKx{name}")
        bench.machine.receive(serialise(SipRequest("INVITE", template.uri, bare)), bench.flow, 0.0)
        answers = [action.data for action in bench.machine.actions()]
        assert any(data.startswith(b"SIP/2.0 400") for data in answers)


def ready() -> Bench:
    bench = registered(keepalive_interval_s=1e6)
    bench.all()
    return bench


def still_obeys(bench: Bench) -> None:
    """The machine takes the next command."""
    bench.all()
    assert bench.command(query_device_info(99, CAMERA)).status == 200


@given(st.binary(max_size=2048))
def test_any_bytes_are_survived(data: bytes) -> None:
    bench = ready()
    bench.machine.receive(data, bench.flow, 1.0)
    still_obeys(bench)


@given(
    st.sampled_from(["MESSAGE", "INVITE", "INFO", "SUBSCRIBE", "BYE", "ACK", "CANCEL", "NOTIFY"]),
    st.binary(max_size=512),
    st.lists(
        st.tuples(
            st.sampled_from(["Event", "Expires", "Subject", "Content-Type", "Contact", "Require"]),
            st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40),
        ),
        max_size=4,
    ),
)
def test_any_request_is_survived(method: str, body: bytes, headers: list[tuple[str, str]]) -> None:
    bench = ready()
    request = SipRequest(method, f"sip:{CAMERA}@192.0.2.10", _headers(method, headers), body)
    bench.machine.receive(serialise(request), bench.flow, 1.0)
    bench.machine.actions()
    bench.machine.advance(100.0)
    still_obeys(bench)


def _headers(method: str, extra: list[tuple[str, str]]) -> Headers:
    basic = (
        ("Via", "SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKf"),
        ("From", "<sip:a@b>;tag=x"),
        ("To", f"<sip:{CAMERA}@b>"),
        ("Call-ID", "f"),
        ("CSeq", f"1 {method}"),
    )
    return Headers((*basic, *extra))
