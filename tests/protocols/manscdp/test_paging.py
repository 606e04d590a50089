import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.protocols.errors import LocalProtocolError
from camproof.protocols.gb28181.edition import Edition
from camproof.protocols.manscdp import (
    CatalogItem,
    Manscdp,
    Node,
    PageCollector,
    PresetItem,
    PresetList,
    RecordItem,
    catalog_items,
    catalog_pages,
    node,
    record_items,
    record_pages,
    response_result,
)

CODE = "34020000002000000001"


def cameras(count: int) -> list[CatalogItem]:
    return [CatalogItem(device_id=f"34020000001320{n:06d}", name=f"相机{n}") for n in range(count)]


def gather(messages, sn=1, cmd_type="Catalog", **options) -> PageCollector:
    collector = PageCollector(sn, cmd_type, **options)
    for message in messages:
        collector.add(message)
    return collector


def notes(collector: PageCollector) -> list[str]:
    return [deviation.what.partition(": ")[2] for deviation in collector.deviations]


def page(sum_num, *ids, num=None) -> Manscdp:
    items = [
        Node("Item", children=(Node("DeviceID", text),) if text else (Node("Name", "x"),)) for text in ids
    ]
    fields = () if sum_num is None else (node("SumNum", sum_num),)
    return Manscdp("Response", "Catalog", 1, CODE, (*fields, node("DeviceList", items, Num=num or len(ids))))


@given(st.integers(0, 40), st.integers(1, 50), st.sampled_from(list(Edition)))
def test_pages_come_together_again(count, per_page, edition):
    items = cameras(count)
    pages = catalog_pages(items, 1, CODE, per_page, edition)
    collector = PageCollector(1)
    assert [collector.add(part) for part in pages] == [False] * (len(pages) - 1) + [True]
    assert [CatalogItem.from_node(each) for each in collector.nodes] == items
    assert (collector.missing, collector.deviations, collector.sum_num) == (0, (), count)
    assert [item for part in pages for item in catalog_items(part)] == items


@given(st.integers(0, 20), st.integers(1, 8))
def test_record_pages_come_together_again(count, per_page):
    items = [
        RecordItem(device_id=CODE, name="一", start_time=f"2026-01-01T00:{n:02d}:00") for n in range(count)
    ]
    pages = record_pages(items, 1, CODE, per_page, name="东门")
    collector = gather(pages, cmd_type="RecordInfo")
    assert collector.complete
    assert list(collector.record_items()) == items
    assert [item for part in pages for item in record_items(part)] == items
    assert pages[0].text("Name") == "东门"


def test_nothing_found_is_one_part_without_a_list():
    (empty,) = catalog_pages([], 1, CODE, 4)
    assert empty.fields == (Node("SumNum", "0"),)


@pytest.mark.parametrize("per_page", [0, 10_001])
def test_part_sizes_are_bounded(per_page):
    with pytest.raises(LocalProtocolError):
        catalog_pages([], 1, CODE, per_page)


def test_parts_in_any_order():
    items = cameras(9)
    collector = gather(reversed(catalog_pages(items, 1, CODE, 2)))
    assert collector.complete
    assert sorted(each.text_of("DeviceID") for each in collector.nodes) == [item.device_id for item in items]


def test_other_messages_are_left_alone():
    collector = PageCollector(1)
    others = [
        Manscdp("Response", "Catalog", 2, CODE, page(1, "1").fields),
        Manscdp("Notify", "Catalog", 1, CODE, page(1, "1").fields),
        Manscdp("Response", "RecordInfo", 1, CODE),
    ]
    assert not any(collector.add(message) for message in others)
    assert (collector.parts, collector.deviations) == (0, ())


def test_answer_of_another_device_id_is_matched_by_sn():
    assert gather([Manscdp("Response", "Catalog", 1, "34020000001320000009", page(1, "1").fields)]).complete


@pytest.mark.parametrize(
    ("messages", "complete", "missing", "said"),
    [
        ([page(3, "1"), page(3, "2")], False, 1, []),
        ([page(3, "1"), page(2, "2")], True, 0, ["SumNum changes between parts"]),
        ([page(2, "1"), page(2, "1")], False, 1, ["a part came twice"]),
        ([page(2, "1", "1")], True, 1, ["an item came twice"]),
        ([page(2, "1", "")], True, 1, ["an item has no DeviceID"]),
        ([page(1, "1", "2")], True, 0, ["more items than SumNum"]),
        ([page(1, "1"), page(1, "2")], True, 0, ["more items than SumNum"]),
        ([page(1, "1"), page(1, "1")], True, 0, ["a part came twice"]),
        ([page(2, "1", "2", num=3)], True, 0, ["Num is not the number of items"]),
        ([page(None, "1")], True, 0, ["SumNum is missing or no number"]),
        ([page("x", "1")], True, 0, ["SumNum is missing or no number"]),
        ([page("9" * 5000, "1")], True, 0, ["SumNum is missing or no number"]),
    ],
)
def test_what_goes_wrong_with_parts(messages, complete, missing, said):
    collector = gather(messages)
    assert (collector.complete, collector.missing, notes(collector)) == (complete, missing, said)


def test_a_refusal_ends_the_wait():
    collector = gather([response_result("Catalog", 1, CODE, "ERROR")])
    assert (collector.complete, collector.failed, collector.nodes, collector.deviations) == (
        True,
        True,
        (),
        (),
    )


def test_presets_of_2016_have_no_sum():
    presets = PresetList(presets=(PresetItem(preset_id=1, name="门"), PresetItem(preset_id=2)))
    message = presets.to_message(1, CODE, Edition.GB2016)
    assert message.field("SumNum") is None
    collector = gather([message], cmd_type="PresetQuery")
    assert (collector.complete, len(collector.nodes), collector.deviations) == (True, 2, ())


def test_memory_is_bounded():
    collector = gather([page(10**9 - 1, *map(str, range(50)))], limit=10)
    assert collector.complete
    assert len(collector.nodes) == 10
    collector = gather(page(5, "1", "1", num=n) for n in range(2, 500))
    assert len(collector.deviations) <= 64


def test_a_command_without_parts_is_refused():
    with pytest.raises(LocalProtocolError):
        PageCollector(1, "DeviceInfo")


_NODES = st.builds(
    lambda name, text, num, kids: Node(name, text, (("Num", num),), kids),
    st.sampled_from(["SumNum", "DeviceList", "Result"]),
    st.sampled_from(["", "1", "2", "-1", "x", "ERROR"]),
    st.sampled_from(["", "1", "x"]),
    st.lists(
        st.builds(lambda t: Node("Item", children=(Node("DeviceID", t),)), st.text(max_size=2)), max_size=3
    ).map(tuple),
)


@given(st.lists(st.lists(_NODES, max_size=3).map(tuple), max_size=6))
def test_any_parts_are_taken(parts):
    collector = gather(Manscdp("Response", "Catalog", 1, CODE, fields) for fields in parts)
    assert len(collector.nodes) <= collector.received
    assert collector.missing >= 0
