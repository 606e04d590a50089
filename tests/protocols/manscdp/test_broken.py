"""XML as the field breaks it: what can be read is read, and the break is noted."""

import pytest

from camproof.protocols.manscdp import catalog_items, parse_manscdp
from camproof.protocols.manscdp.repair import rebalance

HEAD = '<?xml version="1.0" encoding="GB2312"?><Response><CmdType>Catalog</CmdType><SN>1</SN>'
HEAD += "<DeviceID>34020000001320000001</DeviceID><SumNum>2</SumNum>"
TAIL = "</DeviceList><Last>1</Last></Response>"
ONE, TWO = (f"<Item><DeviceID>3402000000132000000{n}</DeviceID><Name>{n}</Name></Item>" for n in (1, 2))


@pytest.mark.parametrize(
    ("middle", "names"),
    [
        (f'<DeviceList Num="2">{ONE}</Item>{TWO}', ["1", "2"]),
        (f'<DeviceList Num="2">{ONE.removesuffix("</Item>")}{TWO}', ["1", "2"]),
        (f'<DeviceList Num="2">{ONE.replace("</Name>", "</Nmae>")}{TWO}', ["1", "2"]),
        (f'<DeviceList Num="2">{ONE.replace(">1<", ">a<b<")}{TWO}', ["a<b", "2"]),
        (f'<DeviceList Num="2">{ONE.replace(">1<", ">a<1<")}{TWO}', ["a<1", "2"]),
        (f"<DeviceList Num=2>{ONE}{TWO}", ["1", "2"]),
        (f"<DeviceList Num='2' Num='2'>{ONE}{TWO}", ["1", "2"]),
        (f'<DeviceList Num="2">{ONE.replace(">1<", ">a & b<")}{TWO}', ["a & b", "2"]),
        (f'<DeviceList Num="2">{ONE.replace(">1<", ">&unknown;<")}{TWO}', ["&unknown;", "2"]),
        (f'<DeviceList Num="2">{ONE.replace(">1<", ">&#0;x&#x1F;<")}{TWO}', ["x", "2"]),
        (f'<DeviceList Num="2">{ONE.replace(">1<", "><![CDATA[a & <b>]]><")}{TWO}', ["a & <b>", "2"]),
        (f'<DeviceList Num="2">{ONE.replace(">1<", chr(0) + ">x" + chr(7) + "<")}{TWO}', ["x", "2"]),
    ],
)
def test_items_survive(middle, names):
    message = parse_manscdp((HEAD + middle + TAIL).encode("gb2312"))
    items = catalog_items(message)
    assert [item.name for item in items] == names
    assert all(len(item.device_id) == 20 for item in items)
    assert message.text("Last") == "1"
    assert bool(message.deviations) is ("CDATA" not in middle)


@pytest.mark.parametrize("cut", [5, 40, 90, 120, 170])
def test_a_body_that_ends_early(cut):
    text = HEAD + f'<DeviceList Num="2">{ONE}{TWO}{TAIL}'
    message = parse_manscdp(text.encode()[: len(HEAD) + cut])
    assert message.sn == 1
    assert "MANSCDP body is not well-formed XML" in [deviation.what for deviation in message.deviations]


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("junk<a>x</a>", "<a>x</a>"),
        ("<a><b>1</a>", "<a><b>1</b></a>"),
        ("<a>1</c>", "<a>1</a>"),
        ("<a><b/></c><d>", "<a><b/><d></d></a>"),
        ("<a x=1 y='2' z>t</a></a>end", '<a x="1" y="2">t</a>'),
        ("<a><!-- <b> -->1</a", "<a>1&lt;/a</a>"),
        ("<a><!-- x", "<a>&lt;!-- x</a>"),
        ("", ""),
    ],
)
def test_rebalance(broken, whole):
    assert rebalance(broken) == whole


def test_leaves_without_end_tags_keep_their_order():
    text = "<Notify><CmdType>X<SN>3<DeviceID>34020000001320000001</Notify>"
    message = parse_manscdp(text.encode())
    assert (message.cmd_type, message.sn, message.device_id) == ("X", 3, "34020000001320000001")
