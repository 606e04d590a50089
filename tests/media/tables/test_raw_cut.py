"""Front, text and scene in packets: what is cut comes back, and a text moves nothing of front and scene."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.media.clips.model import Codec
from camproof.media.packets import PAYLOAD_SIZE
from camproof.media.tables.raw_cut import cut_front, cut_scene, cut_text, text_room
from camproof.protocols.nal import join_annexb
from camproof.protocols.rtp import Depayloader, H264Depayloader, H265Depayloader

DEPAYLOADERS: dict[str, type[Depayloader]] = {"H264": H264Depayloader, "H265": H265Depayloader}
HEADS = {"H264": b"\x65", "H265": b"\x26\x01"}
SIZES = st.lists(st.integers(3, 700) | st.integers(1370, 1400) | st.integers(3, 4000), min_size=1, max_size=6)


def _nals(codec: str, sizes: list[int]) -> list[bytes]:
    return [(HEADS[codec] + bytes((number + 1,)) * size)[:size] for number, size in enumerate(sizes)]


@pytest.mark.parametrize("codec", ["H264", "H265"])
@given(front=SIZES, text=st.just([]) | SIZES, scene=SIZES)
def test_units_come_back_in_order(codec: Codec, front: list[int], text: list[int], scene: list[int]) -> None:
    parts = [_nals(codec, sizes) for sizes in (front, text, scene)]
    payloads = cut_front(codec, join_annexb(parts[0]))
    cut = cut_text(codec, join_annexb(parts[1]), text_room(codec, payloads))
    behind = cut_scene(codec, join_annexb(parts[2]))
    packets = [*payloads[:-1], payloads[-1] + cut.joins, *cut.payloads, *behind]
    assert max(map(len, packets)) <= PAYLOAD_SIZE
    depayloader = DEPAYLOADERS[codec]()
    found = [nal for packet in packets for nal in depayloader.feed(packet)]
    assert found == [nal for part in parts for nal in part]
    assert not depayloader.take_damage()
    assert depayloader.deviations() == ()


@pytest.mark.parametrize("codec", ["H264", "H265"])
def test_a_text_joins_an_aggregate_and_no_single_unit(codec: Codec) -> None:
    text = join_annexb(_nals(codec, [100, 100]))
    together = cut_front(codec, join_annexb(_nals(codec, [20, 300])))
    assert cut_text(codec, text, text_room(codec, together)).payloads == ()
    alone = cut_front(codec, join_annexb(_nals(codec, [1380])))
    assert text_room(codec, alone) == 0
    assert cut_text(codec, text, 0).joins == b""
    assert len(cut_text(codec, text, 0).payloads) == 1
