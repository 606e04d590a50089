"""Raw H.264 and H.265 in RTP: what is cut is put together again by the depayloaders."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.media import Clip
from camproof.media.clips.model import AccessUnit, Codec, digest_of
from camproof.media.packets import PAYLOAD_SIZE
from camproof.media.stamp import TruthStamp, stamp_access_unit
from camproof.media.tables.raw import aggregate, fragments, raw_table
from camproof.protocols.nal import join_annexb, split_annexb
from camproof.protocols.rtp import Depayloader, H264Depayloader, H265Depayloader

DEPAYLOADERS: dict[str, type[Depayloader]] = {"H264": H264Depayloader, "H265": H265Depayloader}
SHORT = {"H264": b"\x67\x42", "H265": b"\x42\x01\x01"}
LONG = {"H264": b"\x65", "H265": b"\x26\x01"}


def put_together(codec: str, payloads: list[bytes]) -> list[bytes]:
    depayloader = DEPAYLOADERS[codec]()
    nals = [nal for payload in payloads for nal in depayloader.feed(payload)]
    assert not depayloader.take_damage()
    assert depayloader.deviations() == ()
    return nals


@pytest.mark.parametrize("stamp", [True, False])
@pytest.mark.parametrize("name", ["clip", "clip265", "b_clip"])
def test_access_units_come_back(name: str, stamp: bool, request: pytest.FixtureRequest) -> None:
    clip: Clip = request.getfixturevalue(name)
    table = raw_table(clip, stamp=stamp)
    for index, unit in enumerate(clip.units):
        payloads = table.payloads(index)
        assert max(map(len, payloads)) <= PAYLOAD_SIZE
        data = join_annexb(put_together(clip.codec, payloads))
        none = TruthStamp(0, 0, 0)
        plain = join_annexb(split_annexb(unit.data))
        assert data == (stamp_access_unit(clip.codec, unit.data, none) if stamp else plain)
        assert (table.stamp_at[index] >= 0) == stamp


@pytest.mark.parametrize("codec", ["H264", "H265"])
@given(sizes=st.lists(st.integers(3, 300), min_size=1, max_size=4))
def test_aggregates_come_back(codec: Codec, sizes: list[int]) -> None:
    nals = [(SHORT[codec] + b"\xaa" * size)[:size] for size in sizes]
    assert put_together(codec, [aggregate(codec, nals)]) == nals


@pytest.mark.parametrize("codec", ["H264", "H265"])
@given(size=st.integers(3, 5 * PAYLOAD_SIZE))
def test_fragments_come_back_and_all_but_the_last_are_full(codec: Codec, size: int) -> None:
    nal = (LONG[codec] + bytes(range(1, 256)) * 30)[:size]
    payloads = fragments(codec, nal)
    assert put_together(codec, payloads) == [nal]
    assert {len(payload) for payload in payloads[:-1]} <= {PAYLOAD_SIZE}
    assert 0 < len(payloads[-1]) <= PAYLOAD_SIZE


def test_a_note_longer_than_a_packet_goes_before_the_stamp_in_packets_of_its_own(clip: Clip) -> None:
    nals = [bytes(nal) for nal in split_annexb(clip.units[0].data)]
    note = b"\x06\x64" + b"\xff" * 15 + b"\x20" + b"\x55" * 3857 + b"\x80"
    unit = AccessUnit(join_annexb([*nals[:2], note, *nals[2:]]), 0, 0, True)
    table = raw_table(replace(clip, units=(unit,), digest=digest_of("H264", 25.0, (unit,))))
    found = put_together("H264", table.payloads(0))
    assert found[2] == note
    assert table.row_packets[0] > 1


def test_every_slice_of_a_picture_has_packets_of_its_own(clip: Clip) -> None:
    slices = [b"\x41" + bytes((number,)) * 1500 for number in (1, 2, 3)]
    unit = AccessUnit(join_annexb([b"\x67\x42\x11", *slices]), 0, 0, True)
    table = raw_table(replace(clip, units=(unit,), digest=digest_of("H264", 25.0, (unit,))))
    assert table.opens.tolist() == [True, True, False, True, False, True, False]
    assert put_together("H264", table.payloads(0))[2:] == slices
