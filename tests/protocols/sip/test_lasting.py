"""To look at a value without its tag or branch gives the same as to look at all of it."""

import re

from hypothesis import example, given
from hypothesis import strategies as st

from camproof.protocols.errors import SipError
from camproof.protocols.sip import parse_name_addr, tag_of, user_of
from camproof.protocols.sip.checks import _GOOD_ADDRESS, _GOOD_VIA, _is_good_via, is_good_address
from camproof.protocols.sip.compose import _RECEIVED, _RPORT, reached_by
from camproof.protocols.sip.lasting import cut_branch, cut_tag, remembered
from camproof.protocols.sip.via import branch_of, sent_by_of

_ADDRESS_PIECES = st.sampled_from(
    [
        *(
            "<sip:34020000001320000001@3402000000>",
            "sip:a@b",
            "<sip:a@b;transport=TCP>",
            '"x>;tag=1" <sip:a@b>',
        ),
        *(";tag=1a", ";tag=", "; tag=2b", ";TAG=3c", ">;tag=4d", ";tag=5-e", ";expires=60", ";tag=\xb2", ";"),
        *(", <sip:c@d>", " ", "<", ">", '"', "*", "tag", "云", "\t", "=", ","),
    ]
)
_VIA_PIECES = st.sampled_from(
    [
        *("SIP/2.0/UDP 10.0.0.1:5060", "SIP/2.0/TCP [::1]:5060", "SIP/2.0/UDP host", "SIP/2.0/UDP "),
        *(
            ";rport",
            ";rport=7",
            "; RPORT = ",
            ";branch=z9hG4bK1a",
            ";branch=",
            ";Branch=x",
            ";branch=a-b",
            ";",
        ),
        *(
            ";received=10.0.0.1",
            ";branch=rport",
            ", SIP/2.0/UDP c;rport;branch=z9hG4bK2",
            " ",
            ",",
            '"q"',
            "=",
            "云",
        ),
    ]
)
_ADDRESSES = st.lists(_ADDRESS_PIECES, max_size=6).map("".join)
_VIAS = st.lists(_VIA_PIECES, max_size=6).map("".join)


@given(_ADDRESSES)
@example("<sip:a@b>;tag=1a")
@example('"x>;tag=1" <sip:a@b>;tag=2')
def test_addresses(text: str) -> None:
    whole = text == "*" or _GOOD_ADDRESS.fullmatch(text) is not None
    assert is_good_address(cut_tag(text)[0]) is whole
    found = re.search(r";\s*tag\s*=\s*([^;,\s]+)", text[text.rfind(">") + 1 :], re.IGNORECASE)
    assert tag_of(text) == (found.group(1) if found else "")
    try:
        user = parse_name_addr(text).uri.user
    except SipError:
        user = ""
    assert user_of(text) == user


@given(_VIAS)
@example("SIP/2.0/UDP 10.0.0.1:5060;rport;branch=z9hG4bK1a")
@example("SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bK1a;")
def test_vias(via: str) -> None:
    lasting, branch = cut_branch(via)
    assert _is_good_via(lasting) is (_GOOD_VIA.fullmatch(via) is not None)
    assert not branch or branch == branch_of(via)
    assert sent_by_of(lasting) == sent_by_of(via)


@given(_VIAS, st.sampled_from([("10.0.0.1", 5060), ("10.0.0.2", 7), ("::1", 9)]))
def test_where_a_via_was_reached(via: str, remote: tuple[str, int]) -> None:
    host, port = remote
    first, comma, rest = via.partition(",")
    wants = _RPORT.search(first)
    if wants is not None:
        first = f"{first[: wants.start()]};rport={port}{first[wants.end() :]}"
    sent_by = sent_by_of(first)
    named = sent_by[: sent_by.find("]") + 1] if sent_by.startswith("[") else sent_by.partition(":")[0].strip()
    if wants is not None or named != (f"[{host}]" if ":" in host else host):
        first = f"{_RECEIVED.sub('', first)};received={host}"
    assert reached_by(via, remote) == f"{first}{comma}{rest}"


def test_long_values_are_not_remembered() -> None:
    looked = []
    look = remembered(lambda value: looked.append(value) or len(value))
    assert [look("a"), look("a"), look("a" * 300), look("a" * 300)] == [1, 1, 300, 300]
    assert len(looked) == 3
