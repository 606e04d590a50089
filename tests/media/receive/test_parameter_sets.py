"""Parameter sets of a description, and those of the stream."""

from __future__ import annotations

from camproof.media.receive.parameter_sets import ParameterSets

SPS, PPS, NEW_SPS, NEW_PPS = b"\x67\x42\x00\x1e\x80", b"\x68\xc0", b"\x67\x42\x00\x1f\x80", b"\x68\xd0"
PPS_1 = b"\x68\x40"
AUD, IDR = b"\x09\xf0", b"\x65x"


def test_a_key_picture_without_sets_gets_those_of_the_description() -> None:
    sets = ParameterSets("H264", (PPS, SPS, b"\x06sei"))
    assert sets.complete([IDR]) == [SPS, PPS, IDR]
    assert sets.complete([AUD, IDR]) == [AUD, SPS, PPS, IDR]
    assert sets.complete([]) == [SPS, PPS]


def test_sets_of_the_stream_hold_from_then_on() -> None:
    sets = ParameterSets("H264", (SPS, PPS))
    own = [NEW_SPS, NEW_PPS, IDR]
    assert sets.complete(own) == own
    assert sets.complete([IDR]) == [NEW_SPS, NEW_PPS, IDR]


def test_a_kind_that_is_there_is_not_added() -> None:
    assert ParameterSets("H264", (SPS, PPS)).complete([NEW_PPS, IDR]) == [SPS, NEW_PPS, IDR]
    vps, sps, pps, idr = b"\x40\x01", b"\x42\x01", b"\x44\x01", b"\x26\x01"
    assert ParameterSets("H265", (pps, sps, vps)).complete([sps, idr]) == [vps, sps, pps, idr]


def test_without_a_description_nothing_is_added() -> None:
    sets = ParameterSets("H264", ())
    assert sets.complete([SPS, PPS, IDR]) == [SPS, PPS, IDR]
    assert sets.complete([IDR]) == [IDR]


def test_a_set_of_another_number_is_added() -> None:
    sets = ParameterSets("H264", (SPS, PPS, PPS_1))
    assert sets.complete([SPS, PPS, IDR]) == [SPS, PPS, PPS_1, IDR]
    assert sets.complete([NEW_PPS, IDR]) == [SPS, NEW_PPS, PPS_1, IDR]
    assert sets.complete([SPS, PPS_1, PPS, IDR]) == [SPS, PPS_1, PPS, IDR]


def test_pictures_of_another_size_do_not_get_the_sets_of_those_before() -> None:
    sets = ParameterSets("H264", (SPS, PPS, PPS_1))
    own = [NEW_SPS, NEW_PPS, IDR]
    assert sets.complete(own) == own
    assert sets.complete([IDR]) == own


def test_a_set_that_cannot_be_read_is_one_of_its_kind() -> None:
    assert ParameterSets("H264", (b"\x67", PPS)).complete([IDR]) == [b"\x67", PPS, IDR]
