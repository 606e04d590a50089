from __future__ import annotations

from collections.abc import Callable

import pytest

from camproof.protocols.errors import LocalProtocolError, SipError
from camproof.protocols.sip import Dialog, Headers, SipRequest, SipResponse, make_response

RequestOf = Callable[..., SipRequest]
CONTACT = ("Contact", "<sip:34020000002000000001@192.0.2.1:5061>")


@pytest.fixture
def both(request_of: RequestOf) -> tuple[Dialog, Dialog]:
    """The dialog of one INVITE as the caller and as the called sees it."""
    invite = request_of("INVITE", cseq=20)
    response = make_response(invite, 200, to_tag="p1", headers=[CONTACT])
    return Dialog.from_uac(invite, response), Dialog.from_uas(invite, response)


def test_both_ends_see_the_same_dialog(both: tuple[Dialog, Dialog]) -> None:
    caller, called = both
    assert caller.key == ("call-1@192.0.2.10", "a1", "p1")
    assert called.key == ("call-1@192.0.2.10", "p1", "a1")


def test_requests_of_the_caller(both: tuple[Dialog, Dialog]) -> None:
    caller, called = both
    bye = caller.request("BYE")
    assert bye.uri == "sip:34020000002000000001@192.0.2.1:5061"
    assert (bye.cseq.number, bye.from_tag, bye.to_tag) == (21, "a1", "p1")
    assert "Contact" not in bye.headers
    assert called.matches(bye)
    assert not caller.matches(bye)
    assert called.accept(bye)
    assert not called.accept(bye)


def test_requests_of_the_called(both: tuple[Dialog, Dialog]) -> None:
    caller, called = both
    bye = called.request("BYE")
    assert bye.uri == "sip:34020000001320000001@192.0.2.10:5060"
    assert bye.cseq.number == 1
    assert caller.matches(bye)
    assert caller.accept(bye)


def test_ack_repeats_the_number_of_its_invite(both: tuple[Dialog, Dialog]) -> None:
    caller, _ = both
    caller.request("INFO")
    assert str(caller.ack().cseq) == "20 ACK"
    again = caller.request("INVITE")
    assert str(again.cseq) == "22 INVITE"
    assert again.headers.get("Contact") == "<sip:34020000001320000001@192.0.2.10:5060>"
    assert str(caller.ack(body=b"v=0").cseq) == "22 ACK"
    assert str(caller.ack(20).cseq) == "20 ACK"


def test_a_given_number_does_not_count(both: tuple[Dialog, Dialog]) -> None:
    caller, _ = both
    assert caller.request("BYE", cseq=1).cseq.number == 1
    assert caller.request("BYE").cseq.number == 21


def test_headers_and_body_are_taken_over(both: tuple[Dialog, Dialog]) -> None:
    info = both[0].request("INFO", headers=[("Content-Type", "Application/MANSRTSP")], body=b"x")
    assert (info.content_type, info.body) == ("application/mansrtsp", b"x")
    notify = both[1].request("NOTIFY", headers=[("Contact", "<sip:own@h>")])
    assert notify.headers.all("Contact") == ("<sip:own@h>",)


@pytest.mark.parametrize(
    "options",
    [{"call_id": "other"}, {"from_tag": "other"}, {"to_tag": ""}, {"to_tag": "other"}, {"from_tag": ""}],
)
def test_requests_of_other_dialogs(
    both: tuple[Dialog, Dialog], request_of: RequestOf, options: dict[str, str]
) -> None:
    good = {"from_tag": "a1", "to_tag": "p1"}
    assert both[1].matches(request_of("BYE", **good))
    assert not both[1].matches(request_of("BYE", **(good | options)))


def test_routes_are_reversed_for_the_caller(request_of: RequestOf) -> None:
    recorded = [("Record-Route", "<sip:p2;lr>, <sip:p1;lr>"), ("Record-Route", "<sip:p0;lr>")]
    invite = request_of("INVITE", headers=recorded)
    response = make_response(invite, 200, to_tag="p1", headers=[CONTACT, *recorded])
    caller, called = Dialog.from_uac(invite, response), Dialog.from_uas(invite, response)
    assert caller.request("BYE").headers.all("Route") == ("<sip:p0;lr>", "<sip:p1;lr>", "<sip:p2;lr>")
    assert called.request("BYE").headers.all("Route") == ("<sip:p2;lr>", "<sip:p1;lr>", "<sip:p0;lr>")


def test_peers_without_contact(request_of: RequestOf) -> None:
    invite = request_of("INVITE")
    bare = SipRequest(invite.method, invite.uri, invite.headers.remove("Contact"))
    response = make_response(bare, 200, to_tag="p1")
    assert Dialog.from_uac(bare, response).target == bare.uri
    assert Dialog.from_uas(bare, response).target == "sip:34020000001320000001@3402000000"


def test_a_new_target(both: tuple[Dialog, Dialog]) -> None:
    caller, _ = both
    caller.refresh_target(SipResponse(200, headers=Headers([("Contact", "<sip:new@h>")])))
    assert caller.request("BYE").uri == "sip:new@h"
    caller.refresh_target(SipResponse(200, headers=Headers([("Contact", "<>")])))
    assert caller.target == "sip:new@h"


def test_what_makes_no_dialog(request_of: RequestOf) -> None:
    invite = request_of("INVITE")
    with pytest.raises(LocalProtocolError):
        Dialog.from_uas(invite, make_response(invite, 200))
    with pytest.raises(SipError):
        Dialog.from_uac(invite, SipResponse(200))
    nobody = SipRequest("INVITE", "sip:a", invite.headers.remove("From"))
    with pytest.raises(SipError):
        Dialog.from_uas(nobody, make_response(nobody, 200, to_tag="x"))


def test_a_cseq_that_cannot_be_read_is_out_of_order(both: tuple[Dialog, Dialog]) -> None:
    assert not both[0].accept(SipRequest("BYE", "sip:a"))
