import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.protocols.errors import DeviceCodeError, LocalProtocolError
from camproof.protocols.gb28181.edition import Edition
from camproof.protocols.gb28181.ids import (
    PROVINCE_NAMES,
    TYPE_NAMES,
    DeviceCode,
    is_device_code,
    is_region_code,
    sip_domain,
)

IPC = "34020000001320000001"


def test_parts_of_the_standards_example():
    code = DeviceCode(IPC)
    assert (code.province, code.region, code.centre, code.domain) == (
        "34",
        "340200",
        "34020000",
        "3402000000",
    )
    assert (code.industry, code.type_code, code.network, code.serial) == ("00", "132", "0", 1)
    assert code == IPC
    assert code.kind == "peripheral"
    assert code.type_name is not None
    assert code.type_name.chinese == "网络摄像机"
    assert code.province_name is not None
    assert code.province_name.english == "Anhui"
    assert code.network_name.english == "police video transmission network"
    assert code.industry_name is not None
    assert code.deviations() == ()


@pytest.mark.parametrize("bad", ["", "3402", IPC + "0", IPC[:-1] + "x", IPC[:-1] + "１", IPC + "\n"])
def test_not_twenty_digits_is_an_error(bad):
    assert not is_device_code(bad)
    with pytest.raises(DeviceCodeError):
        DeviceCode(bad)
    with pytest.raises(DeviceCodeError):
        sip_domain(bad)


@given(st.text(max_size=30))
def test_any_text_gives_a_code_or_the_rooms_error(text):
    try:
        assert DeviceCode(text) == text
    except DeviceCodeError:
        assert not is_device_code(text)


@given(
    st.from_regex(r"[0-9]{6}([0-9]{2})?", fullmatch=True),
    st.from_regex(r"[0-9]{2}", fullmatch=True),
    st.from_regex(r"[0-9]{3}", fullmatch=True),
    st.from_regex(r"[0-9]", fullmatch=True),
    st.integers(0, 999_999),
)
def test_make_and_take_apart(region, industry, type_code, network, serial):
    code = DeviceCode.make(region, industry, type_code, network, serial)
    assert code.centre == region.ljust(8, "0")
    assert (code.industry, code.type_code, code.network, code.serial) == (
        industry,
        type_code,
        network,
        serial,
    )


def test_make_has_the_usual_camera_as_default():
    assert DeviceCode.make("340200") == IPC


@pytest.mark.parametrize(
    "parts",
    [
        {"region": "340"},
        {"region": "34020000", "industry": "0"},
        {"region": "340200", "type_code": "1"},
        {"region": "340200", "network": "00"},
        {"region": "340200", "serial": 1_000_000},
        {"region": "340200", "serial": -1},
    ],
)
def test_make_refuses_parts_of_the_wrong_shape(parts):
    with pytest.raises(LocalProtocolError):
        DeviceCode.make(**parts)


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("99020000001320000001", "province"),
        ("34020000201320000001", "industry"),
        ("34020000000010000001", "type"),
        ("34020000001190000001", "type"),
    ],
)
def test_unknown_parts_are_deviations(code, what):
    (deviation,) = DeviceCode(code).deviations()
    assert what in deviation.what
    assert deviation.evidence == code.encode()


def test_a_type_of_2022_is_a_deviation_in_2016_only():
    code = DeviceCode.make("340200", type_code="140")
    assert code.deviations(Edition.GB2022) == ()
    assert "2022" in code.deviations(Edition.GB2016)[0].what


def test_extension_and_custom_ranges_are_known():
    assert DeviceCode("34020000921500000001").deviations() == ()
    assert DeviceCode("34020000007000000001").kind == "extension"
    assert DeviceCode("34020000000500000001").kind is None


def test_domain_and_regions():
    assert sip_domain("34020000002000000001") == "3402000000"
    assert [is_region_code(text) for text in ("34", "3402", "340200", "34020000", "340", IPC)] == [
        True, True, True, True, False, False,
    ]  # fmt: skip


def test_tables_are_complete():
    assert len(PROVINCE_NAMES) == 34
    assert {"111", "118", "132", "200", "215", "216", "500", "503"} <= set(TYPE_NAMES)
    assert all(name.english and name.chinese for name in (*TYPE_NAMES.values(), *PROVINCE_NAMES.values()))
