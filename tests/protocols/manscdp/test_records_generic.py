"""Every typed value: what is written comes back, through bytes, in both editions."""

from dataclasses import fields, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from camproof.protocols import manscdp
from camproof.protocols.gb28181.edition import Edition
from camproof.protocols.manscdp import (
    Body,
    ConfigRecord,
    FrameMirror,
    Manscdp,
    Node,
    Record,
    VideoParamAttribute,
    build_manscdp,
    parse_manscdp,
)

CODE = "34020000001320000001"
WORDS = (
    st.text(st.sampled_from("东门路口镕𠮷abc 12&<>\"'"), min_size=1, max_size=8).map(str.strip).filter(bool)
)
INTEGERS = st.integers(-(10**9), 10**9)
FLOATS = st.floats(-1e6, 1e6).map(lambda value: round(value, 6))


def record_types() -> list[type[Record]]:
    found = [getattr(manscdp, name) for name in manscdp.__all__]
    types = {item for item in found if isinstance(item, type) and issubclass(item, Record)}
    return sorted(types - {Record, Body, ConfigRecord, FrameMirror}, key=lambda kind: kind.__name__)


def values(kind: type[Record], edition: Edition) -> st.SearchStrategy[Record]:
    chosen = {}
    for entry in fields(kind):
        spec = entry.metadata.get("spec")
        if spec is not None and spec.only in {None, edition}:
            chosen[entry.name] = of_spec(spec, edition)
    return st.builds(kind, **chosen)


def of_spec(spec, edition: Edition):
    scalars = {"text": WORDS | st.just(""), "integer": st.none() | INTEGERS, "number": st.none() | FLOATS}
    if spec.kind in scalars:
        return scalars[spec.kind]
    if spec.kind == "texts":
        return st.lists(WORDS, max_size=3).map(tuple)
    below = values(spec.of, edition)
    return st.none() | below if spec.kind == "record" else st.lists(below, max_size=3).map(tuple)


@pytest.mark.parametrize("kind", record_types())
def test_round_trip_through_bytes(kind):
    @settings(max_examples=8)
    @given(
        st.sampled_from(list(Edition)).flatmap(
            lambda edition: st.tuples(st.just(edition), values(kind, edition))
        )
    )
    def check(chosen):
        edition, value = chosen
        message = Manscdp("Notify", "X", 1, CODE, (value.to_node("Value", edition),))
        (found,) = parse_manscdp(build_manscdp(message, charset=edition.charset), strict=True).fields
        back = kind.from_node(found)
        assert back == value
        assert back.deviations == ()
        shouted = [replace(node, name=node.name.upper()) for node in found.children]
        assert kind.from_nodes(sorted(shouted, key=lambda node: node.name)) == value

    check()


@pytest.mark.parametrize("kind", record_types())
def test_any_elements_are_read_without_an_error(kind):
    names = st.sampled_from(
        ["DeviceID", "Info", "Item", "SumNum", "DeviceList", "Status", "Longitude", "Zoom", "x"]
    )
    nodes = st.recursive(
        st.builds(Node, names, st.text(max_size=4)),
        lambda below: st.builds(
            lambda name, kids: Node(name, children=tuple(kids)), names, st.lists(below, max_size=3)
        ),
        max_leaves=6,
    )

    @settings(max_examples=4)
    @given(st.lists(nodes, max_size=6))
    def check(found):
        kind.from_nodes(found)

    check()


def test_unknown_elements_are_kept_in_their_place():
    nodes = (
        Node("Name", "a"),
        Node("Vendor", "x"),
        Node("Info", children=(Node("PTZType", "1"), Node("Own", "y"))),
    )
    item = manscdp.CatalogItem.from_nodes(nodes)
    assert item.extras == (Node("Vendor", "x"), Node("Info", children=(Node("Own", "y"),)))
    assert item.to_nodes() == (
        Node("Name", "a"),
        Node("Info", children=(Node("PTZType", "1"), Node("Own", "y"))),
        Node("Vendor", "x"),
    )


def test_a_value_of_the_wrong_shape_is_noted():
    item = manscdp.CatalogItem.from_nodes(
        (Node("Longitude", "east"), Node("Port", "5060x"), Node("Latitude", ""))
    )
    assert (item.longitude, item.port, item.latitude) == (None, None, None)
    assert [deviation.what for deviation in item.deviations] == [
        "MANSCDP Port is not a number",
        "MANSCDP Longitude is not a number",
    ]


def test_streams_and_mirror_have_forms_of_their_own():
    config = VideoParamAttribute(streams=(manscdp.VideoStream(stream_number=0, video_format="5"),))
    node = config.to_config()
    assert node.attribute("Num") == "1"
    assert VideoParamAttribute.from_node(node) == config
    assert FrameMirror(mode=3).to_config() == Node("FrameMirror", "3")
    assert FrameMirror.from_node(Node("FrameMirror", " 2 ")) == FrameMirror(mode=2)
    assert FrameMirror.from_node(Node("FrameMirror", "9")).mode is None
