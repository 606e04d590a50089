import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.protocols.errors import LocalProtocolError, ManscdpError
from camproof.protocols.manscdp import Manscdp, Node, build_manscdp, node, parse_manscdp

CODE = "34020000001320000001"
SAMPLE = """<?xml version="1.0" encoding="GB18030"?>
<Control>
 <CmdType>DeviceControl</CmdType><SN>11</SN>
 <DeviceID>34020000001320000001</DeviceID>
 <PTZCmd>A50F010180000036</PTZCmd>
</Control>
""".encode("gb18030")

NAMES = st.from_regex(r"(?!(?i:cmdtype|sn|deviceid|xmlns)\Z)[A-Za-z_][A-Za-z0-9_.-]{0,8}", fullmatch=True)
TEXTS = st.text(
    st.characters(exclude_categories=["Cs"]).filter(
        lambda c: c in "\t\n\r" or (c >= " " and c not in "\ufffe\uffff")
    ),
    max_size=12,
) | st.sampled_from(["东门路口一号", "镕喆", "𠮷野家", "A & B <c>", "]]>", "\r\n", "&amp;"])
ATTRIBUTES = st.dictionaries(NAMES, TEXTS, max_size=2).map(lambda marks: tuple(marks.items()))
LEAVES = st.builds(Node, NAMES, TEXTS, ATTRIBUTES)
NODES = st.recursive(
    LEAVES,
    lambda below: st.builds(
        lambda name, marks, children: Node(name, "", marks, tuple(children)),
        NAMES,
        ATTRIBUTES,
        st.lists(below, min_size=1, max_size=3),
    ),
    max_leaves=6,
)
MESSAGES = st.builds(
    Manscdp,
    st.sampled_from(["Control", "Query", "Notify", "Response"]),
    st.from_regex(r"[A-Za-z]{1,20}", fullmatch=True),
    st.integers(1, 10**9),
    st.sampled_from([CODE, "34", "340200"]),
    st.lists(NODES, max_size=4).map(tuple),
)


def test_sample_of_the_sheet():
    message = parse_manscdp(SAMPLE, strict=True)
    assert message == Manscdp("Control", "DeviceControl", 11, CODE, (Node("PTZCmd", "A50F010180000036"),))
    assert message.text("ptzcmd") == "A50F010180000036"
    assert message.is_a("Control", "devicecontrol")


def test_exact_bytes():
    message = Manscdp(
        "Notify", "Keepalive", 5, CODE, (Node("Status", "OK"), Node("Empty"), node("L", [], Num=0))
    )
    assert build_manscdp(message, charset="GB2312") == (
        b'<?xml version="1.0" encoding="GB2312"?>\n<Notify>\n<CmdType>Keepalive</CmdType>\n<SN>5</SN>\n'
        b'<DeviceID>34020000001320000001</DeviceID>\n<Status>OK</Status>\n<Empty/>\n<L Num="0"/>\n</Notify>\n'
    )


@given(MESSAGES, st.sampled_from(["GB2312", "GB18030"]))
def test_round_trip(message, charset):
    assert parse_manscdp(build_manscdp(message, charset=charset), strict=True) == message


@pytest.mark.parametrize("charset", ["GB2312", "GB18030"])
def test_what_xml_cannot_hold_becomes_the_replacement_character(charset):
    body = build_manscdp(
        Manscdp("Notify", "X", 1, CODE, (Node("N", "a\x00b\ud800c\ufffe"),)), charset=charset
    )
    assert parse_manscdp(body, strict=True).text("N") == "a\ufffdb\ufffdc\ufffd"


def test_characters_outside_the_charset_become_references():
    message = Manscdp("Notify", "X", 1, CODE, (Node("N", "东镕"),))
    assert "<N>东&#38229;</N>".encode("gb2312") in build_manscdp(message, charset="GB2312")
    assert "<N>东镕</N>".encode("gb18030") in build_manscdp(message, charset="GB18030")


@pytest.mark.parametrize(
    "message",
    [
        Manscdp("Answer", "X", 1, CODE),
        Manscdp("Notify", "X", 1, CODE, (Node("a b"),)),
        Manscdp("Notify", "X", 1, CODE, (Node("a><b"),)),
        Manscdp("Notify", "X", 1, CODE, (Node("名"),)),
        Manscdp("Notify", "X", 1, CODE, (Node("a", "", (("x y", "1"),)),)),
    ],
)
def test_our_own_impossible_messages_are_refused(message):
    with pytest.raises(LocalProtocolError):
        build_manscdp(message)


def test_our_own_deep_messages_are_refused():
    deep = Node("a")
    for _ in range(40):
        deep = Node("a", children=(deep,))
    with pytest.raises(LocalProtocolError):
        build_manscdp(Manscdp("Notify", "X", 1, CODE, (deep,)))


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("<?xml version=\"1.0\" encoding=\"GB18030\"?>\n", "", "no XML prolog"),
        ("encoding=\"GB18030\"", "", "names no charset"),
        ("GB18030", "UTF-8", "charset other than"),
        ("GB18030", "windows-1252", "charset other than"),
        ("<SN>11</SN>", "", "no SN"),
        ("<SN>11</SN>", "<SN>x</SN>", "not a number"),
        ("<SN>11</SN>", "<SN>0</SN>", "not a number"),
        ("<SN>11</SN>", "<SN>" + "9" * 5000 + "</SN>", "not a number"),
        ("34020000001320000001", "3402", "") ,
        ("34020000001320000001", "34020000", ""),
        ("34020000001320000001", "34020000001320000001x", "not 20 digits"),
        ("<CmdType>DeviceControl</CmdType>", "<X/><CmdType>DeviceControl</CmdType>", "begin with"),
        ("CmdType>", "cmdtype>", "capital letters"),
        ("Control>\n", "control>\n", "capital letters"),
        ("</Control>", "", "not well-formed"),
        ("A50F", "A&50F", "bare &"),
        ("A50F", "A\x0150F", "control characters"),
        ("</Control>\n", "</Control>\x00", "NUL"),
    ],
)  # fmt: skip
def test_departures_are_noted_and_errors_when_strict(old, new, what):
    text = SAMPLE.decode()
    assert old in text
    body = text.replace(old, new).encode()
    found = [deviation.what for deviation in parse_manscdp(body).deviations]
    assert any(what in entry for entry in found) if what else not found
    if what:
        with pytest.raises(ManscdpError):
            parse_manscdp(body, strict=True)


@pytest.mark.parametrize(
    "body", [b"", b"   ", b"hello", b"<Foo><CmdType>X</CmdType></Foo>", b"<Notify><SN>1</SN></Notify>"]
)
def test_what_is_no_manscdp_is_an_error(body):
    with pytest.raises(ManscdpError):
        parse_manscdp(body)


def test_names_are_found_in_any_capital_letters():
    message = parse_manscdp(SAMPLE.replace(b"PTZCmd", b"ptzCMD"))
    assert message.field("PTZCmd") is not None
    assert [found.name for found in message.all("PtzCmd")] == ["ptzCMD"]
    assert message.text("Missing", "none") == "none"


def test_node_access():
    entry = node("DeviceList", [Node("Item", " a "), Node("item", "b")], Num=2)
    assert (entry.attribute("num"), entry.text_of("ITEM"), len(entry.all("Item"))) == ("2", "a", 2)
    assert entry.find("Other") is None


def test_comments_namespaces_and_instructions_are_passed_over():
    body = SAMPLE.replace(b"<Control>", b'<Control xmlns="urn:x"><!-- c --><?pi x?>').replace(
        b"A50F01", b"A50F<!-- -->01"
    )
    assert parse_manscdp(body).text("PTZCmd") == "A50F010180000036"


def test_broadcast_needs_no_device_id():
    body = b'<?xml version="1.0" encoding="GB2312"?><Notify><CmdType>Broadcast</CmdType><SN>1</SN></Notify>'
    assert parse_manscdp(body, strict=True).device_id == ""
