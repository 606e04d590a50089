"""Plain documents give the same, read with and without an XML parser."""

from hypothesis import example, given
from hypothesis import strategies as st

from camproof.protocols.errors import ManscdpError
from camproof.protocols.manscdp import build_manscdp, notify_keepalive
from camproof.protocols.manscdp.charset import clean, decode
from camproof.protocols.manscdp.node import Node
from camproof.protocols.manscdp.parse import MAX_DEPTH, _node, _parse
from camproof.protocols.manscdp.plain import read_plain

_PIECES = st.sampled_from(
    [
        *("<Notify>", "</Notify>", "<Info>", "</Info>", "<A>1</A>", "<A></A>", "<A/>", "<A />", "<A b='1'/>"),
        *("<A>", "</A>", "<a>", "</a>", "<A.b-c_1>x</A.b-c_1>", "<x:A>1</x:A>", "<Xml>1</Xml>", "<Ä>1</Ä>"),
        *(" ", "\n", "\r\n", "\t", "words", "多云", "]]>", ">", "<", "&amp;", "&", "\r", "\ufeff", "\x85"),
        *("<!-- c -->", "<![CDATA[x]]>", "<?p i?>", "<A>1</B>", "<A>\r\n</A>", "<A> 1\n</A>", "<1>", "</>"),
    ]
)
_NAMES = st.sampled_from(["Notify", "Info", "DeviceID", "A", "Item", "a.b", "n_1"])
_WORDS = st.text(st.characters(codec="utf-8"), max_size=12)


@st.composite
def _documents(draw: st.DrawFn, depth: int = 0) -> str:
    """Well-formed elements for the most part, with any words and blanks in them."""
    name = draw(_NAMES)
    blank = draw(st.sampled_from(["", "\n", "\r\n", "  "]))
    if depth > 3 or draw(st.booleans()):
        return f"{blank}<{name}>{draw(_WORDS)}</{name}>{blank}"
    children = "".join(draw(st.lists(_documents(depth + 1), max_size=4)))
    return f"{blank}<{name}>{blank}{children}</{name}>{blank}"


def _by_parser(text: str) -> tuple[Node, str] | None:
    try:
        element, error = _parse(text)
        return _node(element, 1), error
    except ManscdpError:
        return None


def _same(text: str) -> None:
    text, _ = clean(text)
    plain = read_plain(text, MAX_DEPTH)
    if plain is not None:
        assert _by_parser(text) == (plain, "")


@given(st.lists(_PIECES, max_size=14).map("".join))
@example("<Notify>words<A>1</A></Notify>")
@example("<A>1</A><A>1</A>")
@example("<Notify></Notify>")
@example("<A>1</A>words")
def test_same_for_pieces_of_any_kind(text: str) -> None:
    _same(text)


@given(st.lists(_PIECES, max_size=10).map("".join), _documents())
def test_same_for_documents_with_pieces_in_them(pieces: str, document: str) -> None:
    _same(document)
    _same(f"<Notify>{pieces}{document}</Notify>")


def test_same_at_the_depth_that_is_the_limit() -> None:
    for depth in (MAX_DEPTH - 1, MAX_DEPTH, MAX_DEPTH + 1):
        text = "<A>" * depth + "</A>" * depth
        _same(text)
        _same(text.replace("</A>", "1</A>", 1))


def test_reads_what_cameras_send() -> None:
    text, _ = decode(build_manscdp(notify_keepalive(3, "34020000001320000001", faulty=["1" * 20])))
    read = read_plain(text, MAX_DEPTH)
    assert read is not None
    assert [child.name for child in read.children] == ["CmdType", "SN", "DeviceID", "Status", "Info"]
    assert read.children[-1] == Node("Info", children=(Node("DeviceID", "1" * 20),))
