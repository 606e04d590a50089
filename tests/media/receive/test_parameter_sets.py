"""Parameter sets of a description, and those of the stream."""

from __future__ import annotations

from camproof.media.receive.parameter_sets import ParameterSets
from camproof.protocols.nal import BitWriter, escape


def _sps(number: int, level: int = 30) -> bytes:
    return b"\x67" + escape(BitWriter().u(8, 66).u(8, 0).u(8, level).ue(number).rbsp())


def _pps(number: int, sps: int, rest: int = 0) -> bytes:
    return b"\x68" + escape(BitWriter().ue(number).ue(sps).u(8, rest).rbsp())


def _idr(pps: int) -> bytes:
    return b"\x65" + escape(BitWriter().ue(0).ue(7).ue(pps).u(24, 0xABCDEF).rbsp())


SPS, PPS, IDR, AUD = _sps(0), _pps(0, 0), _idr(0), b"\x09\xf0"


def test_a_key_picture_without_sets_gets_those_of_the_description() -> None:
    sets = ParameterSets("H264", (PPS, SPS, b"\x06sei", b""))
    assert sets.complete([IDR]) == [SPS, PPS, IDR]
    assert sets.complete([AUD, IDR]) == [AUD, SPS, PPS, IDR]
    assert sets.complete([]) == [SPS, PPS]


def test_sets_of_the_stream_hold_from_then_on() -> None:
    sets = ParameterSets("H264", (SPS, PPS))
    own = [_sps(0, 40), _pps(0, 0, 5), IDR]
    assert sets.complete(own) == own
    assert sets.complete([IDR]) == own


def test_what_is_there_is_not_added() -> None:
    own = [_pps(0, 0, 5), IDR]
    assert ParameterSets("H264", (SPS, PPS)).complete(own) == [SPS, *own]
    assert ParameterSets("H264", (SPS, PPS)).complete([SPS, IDR]) == [SPS, PPS, IDR]


def test_pictures_may_refer_to_another_pps_of_the_same_sps_later() -> None:
    sets = ParameterSets("H264", (SPS, PPS, _pps(1, 0), _pps(2, 3)))
    assert sets.complete([SPS, PPS, IDR]) == [SPS, PPS, _pps(1, 0), IDR]
    assert sets.complete([SPS, _pps(1, 0), IDR]) == [SPS, _pps(1, 0), PPS, IDR]


def test_pictures_of_another_size_do_not_get_the_pps_of_those_before() -> None:
    sets = ParameterSets("H264", (SPS, PPS, _pps(1, 0), _sps(2), _pps(3, 2)))
    own = [_sps(0, 40), _pps(0, 0, 5), IDR]
    assert sets.complete(own, damaged=True) == own
    assert sets.complete([IDR]) == [SPS, PPS, _pps(1, 0), IDR]
    assert sets.complete(own) == own
    assert sets.complete([IDR]) == own
    assert sets.complete([_idr(3)]) == [_sps(2), _pps(3, 2), _idr(3)]


def test_a_stream_that_goes_over_to_another_sps_does_not_get_the_one_before() -> None:
    sets = ParameterSets("H264", (SPS, PPS))
    own = [_sps(1, 40), _pps(1, 1), _idr(1)]
    assert sets.complete(own) == own
    assert sets.complete([_idr(1)]) == own
    assert sets.complete([_idr(0)]) == [SPS, PPS, IDR]


def test_what_cannot_be_read_is_not_kept() -> None:
    sets = ParameterSets("H264", (SPS, PPS, b"\x67", b"\x68" + bytes(4)))
    assert sets.complete([b"\x67\x42", IDR]) == [b"\x67\x42", SPS, PPS, IDR]
    endless = _pps(1, 0) + b"\x55" * 5000
    assert sets.complete([endless, IDR]) == [SPS, endless, PPS, IDR]
    assert sets.complete([IDR]) == [SPS, PPS, IDR]


def test_nothing_is_learnt_from_a_damaged_picture() -> None:
    sets = ParameterSets("H264", (SPS, PPS))
    assert sets.complete([_sps(0, 40), IDR], damaged=True) == [_sps(0, 40), PPS, IDR]
    assert sets.complete([IDR]) == [SPS, PPS, IDR]


def test_where_slices_do_not_tell_the_kinds_that_lack_are_added() -> None:
    assert ParameterSets("H264", (SPS, PPS)).complete([SPS, b"\x65"]) == [SPS, PPS, b"\x65"]
    vps, sps, pps, idr = b"\x40\x01\x0c\xff", _h265_sps(), b"\x44\x01\xc0", b"\x26\x01"
    assert ParameterSets("H265", (pps, sps, vps)).complete([sps, idr]) == [vps, sps, pps, idr]


def test_sets_of_h265_are_found_by_the_slice() -> None:
    vps, sps, idr = b"\x40\x01\x0c\xff", _h265_sps(), b"\x26\x01" + BitWriter().u(2, 2).ue(1).u(8, 9).rbsp()
    pps = [b"\x44\x01" + BitWriter().ue(number).ue(0).u(8, 3).rbsp() for number in (0, 1)]
    other = b"\x44\x01" + BitWriter().ue(2).ue(5).u(8, 3).rbsp()
    assert ParameterSets("H265", (vps, sps, *pps, other)).complete([idr]) == [vps, sps, pps[1], pps[0], idr]


def _h265_sps() -> bytes:
    bits = BitWriter().u(4, 0).u(3, 0).u(1, 1).u(8, 1).u(32, 0x60000000).u(48, 0).u(8, 93).ue(0).u(8, 7)
    return b"\x42\x01" + escape(bits.rbsp())


def test_without_a_description_nothing_is_added() -> None:
    sets = ParameterSets("H264", ())
    assert sets.complete([SPS, PPS, IDR]) == [SPS, PPS, IDR]
    assert sets.complete([IDR]) == [IDR]
