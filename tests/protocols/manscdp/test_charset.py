import pytest

from camproof.protocols.manscdp import parse_manscdp

TEXT = "<Notify><CmdType>X</CmdType><SN>1</SN><DeviceID>34020000001320000001</DeviceID><N>{}</N></Notify>"
PLAIN = "中国安徽省芜湖市东门路口"
RARE = "镕喆路口"


def body(declared: str, actual: str, words: str) -> bytes:
    prolog = f'<?xml version="1.0" encoding="{declared}"?>\n' if declared else ""
    return (prolog + TEXT.format(words)).encode(actual)


@pytest.mark.parametrize("words", [PLAIN, RARE, "路口"])
@pytest.mark.parametrize("actual", ["gb18030", "utf-8"])
@pytest.mark.parametrize("declared", ["GB2312", "gb2312", "GBK", "GB18030", "UTF-8", "", "latin-9"])
def test_every_declared_charset_against_every_actual_one(declared, actual, words):
    assert parse_manscdp(body(declared, actual, words)).text("N") == words


@pytest.mark.parametrize(
    ("declared", "actual", "words", "what"),
    [
        ("GB2312", "utf-8", PLAIN, "declares gb2312 but is utf-8"),
        ("GB18030", "utf-8", PLAIN, "declares gb18030 but is utf-8"),
        ("GB2312", "gb18030", RARE, "declares gb2312 but is gb18030"),
        ("UTF-8", "gb18030", PLAIN, "declares utf-8 but is gb18030"),
    ],
)
def test_the_wrong_declaration_is_noted(declared, actual, words, what):
    found = parse_manscdp(body(declared, actual, words)).deviations
    note = next(deviation for deviation in found if what in deviation.what)
    assert note.evidence[0] >= 0x80


@pytest.mark.parametrize(("declared", "actual"), [("GB2312", "gb2312"), ("GB18030", "gb18030")])
def test_the_right_declaration_is_not(declared, actual):
    assert parse_manscdp(body(declared, actual, PLAIN)).deviations == ()


@pytest.mark.parametrize("cut", [1, 2, 3])
def test_a_truncated_character_is_replaced_and_the_rest_read(cut):
    data = body("GB18030", "gb18030", "东门𠮷")
    at = data.index("𠮷".encode("gb18030"))
    message = parse_manscdp(data[: at + cut] + data[at + 4 :])
    assert message.text("N").startswith("东门")
    assert message.text("N") != "东门"
    assert message.deviations


@pytest.mark.parametrize(
    ("mark", "codec"), [(b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")]
)
def test_byte_order_marks(mark, codec):
    data = mark + ('<?xml version="1.0" encoding="UTF-8"?>' + TEXT.format(PLAIN)).encode(codec)
    message = parse_manscdp(data)
    assert message.text("N") == PLAIN
    assert any("byte order mark" in deviation.what for deviation in message.deviations)
