import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.protocols.errors import LocalProtocolError, ManscdpError
from camproof.protocols.gb28181.ptz import (
    Auxiliary,
    Cruise,
    Lens,
    LensStop,
    Move,
    Preset,
    Scan,
    Stop,
    Unknown,
    decode,
    encode,
)

VECTORS = [
    (Move(pan=1, pan_speed=0x80), "A50F010180000036"),
    (Move(pan=-1, pan_speed=0x80), "A50F010280000037"),
    (Move(tilt=-1, tilt_speed=0x80), "A50F010400800039"),
    (Move(tilt=1, tilt_speed=0x80), "A50F01080080003D"),
    (Move(pan=-1, tilt=-1, pan_speed=0x40, tilt_speed=0x20), "A50F01064020001B"),
    (Move(zoom=1, zoom_speed=8), "A50F011000008045"),
    (Move(zoom=-1, zoom_speed=8), "A50F012000008055"),
    (Move(1, 1, -1, 0x80, 0x80, 8), "A50F01298080805E"),
    (Stop(), "A50F0100000000B5"),
    (Lens(iris=-1, iris_speed=0x80), "A50F01480080007D"),
    (Lens(iris=1, iris_speed=0x80), "A50F014400800079"),
    (Lens(focus=1, focus_speed=0x80), "A50F014280000077"),
    (Lens(focus=-1, focus_speed=0x80), "A50F014180000076"),
    (LensStop(), "A50F0140000000F5"),
    (Preset("set", 1), "A50F018100010037"),
    (Preset("call", 1), "A50F018200010038"),
    (Preset("delete", 1), "A50F018300010039"),
    (Cruise("add", 1, 2), "A50F01840102003C"),
    (Cruise("delete-group", 1), "A50F01850100003B"),
    (Cruise("speed", 1, 5), "A50F018601050041"),
    (Cruise("dwell", 1, 300), "A50F0187012C1079"),
    (Cruise("start", 1), "A50F01880100003E"),
    (Scan("start", 0), "A50F01890000003E"),
    (Scan("left", 0), "A50F01890001003F"),
    (Scan("right", 0), "A50F018900020040"),
    (Scan("speed", 0, 10), "A50F018A000A0049"),
    (Auxiliary(1, on=True), "A50F018C01000042"),
    (Auxiliary(1, on=False), "A50F018D01000043"),
]

BYTE = st.integers(0, 255)
SIGN = st.sampled_from([-1, 0, 1])
WORD = st.integers(0, 4095)
COMMANDS = st.one_of(
    st.tuples(SIGN, SIGN, SIGN).filter(any).flatmap(
        lambda s: st.builds(Move, *map(st.just, s), BYTE, BYTE, st.integers(0, 15))
    ),
    st.tuples(SIGN, SIGN).filter(any).flatmap(lambda s: st.builds(Lens, *map(st.just, s), BYTE, BYTE)),
    st.just(Stop()),
    st.just(LensStop()),
    st.builds(Preset, st.sampled_from(["set", "call", "delete"]), BYTE),
    st.builds(Cruise, st.sampled_from(["speed", "dwell"]), BYTE, WORD),
    st.builds(Cruise, st.sampled_from(["add", "delete"]), BYTE, st.integers(1, 255)),
    st.builds(Cruise, st.sampled_from(["delete-group", "start"]), BYTE),
    st.builds(Scan, st.sampled_from(["start", "left", "right"]), BYTE),
    st.builds(Scan, st.just("speed"), BYTE, WORD),
    st.builds(Auxiliary, BYTE, st.booleans()),
    st.builds(Unknown, st.integers(0x90, 0xFF), BYTE, BYTE, st.integers(0, 15)),
)  # fmt: skip


def sealed(*head: int) -> str:
    return bytes((*head, sum(head) & 0xFF)).hex().upper()


@pytest.mark.parametrize(("command", "text"), VECTORS)
def test_vectors_both_ways(command, text):
    assert encode(command) == text
    message = decode(text, strict=True)
    assert (message.command, message.address, message.deviations) == (command, 1, ())


def test_address_uses_byte_7_too():
    command = Move(pan=1, pan_speed=0x80)
    assert encode(command, 0x123) == "A50F230180000159"
    assert decode("A50F230180000159").address == 0x123


@given(COMMANDS, WORD)
def test_round_trip(command, address):
    message = decode(encode(command, address))
    assert (message.command, message.address) == (command, address)


@given(st.binary(min_size=8, max_size=8), st.booleans())
def test_any_eight_bytes_give_a_command_or_the_rooms_error(data, seal):
    text = sealed(0xA5, 0x0F, *data[2:7]) if seal else data.hex()
    try:
        message = decode(text)
    except ManscdpError:
        return
    assert decode(encode(message.command, message.address)).command == message.command


@given(st.text(max_size=20))
def test_any_text_gives_a_command_or_the_rooms_error(text):
    try:
        command = decode(text)
    except ManscdpError:
        return
    assert command is not None


@pytest.mark.parametrize("code", [0x03, 0x0C, 0x30, 0x43, 0x4C, 0x3F, 0x4F])
def test_opposing_bits_are_refused(code):
    with pytest.raises(ManscdpError, match="opposite"):
        decode(sealed(0xA5, 0x0F, 1, code, 0, 0, 0))


@pytest.mark.parametrize(
    "text",
    ["", "A50F0101800000", "A50F010180000037", "A60F010180000037", "A50E010180000035", "A50F01018000003G"],
)
def test_damaged_commands_are_errors(text):
    with pytest.raises(ManscdpError):
        decode(text)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("a50f010180000036", "upper-case"),
        (" A50F010180000036\n", "upper-case"),
        (sealed(0xA5, 0x1 << 4 | (10 + 5 + 1) % 16, 1, 1, 0x80, 0, 0), "version"),
        (sealed(0xA5, 0x0F, 1, 0x81, 0, 0, 0), "reserved"),
        (sealed(0xA5, 0x0F, 1, 0x89, 0, 3, 0), "unknown"),
        (sealed(0xA5, 0x0F, 1, 0x50, 0, 0, 0), "unknown"),
        (sealed(0xA5, 0x0F, 1, 0x8B, 0, 0, 0), "unknown"),
    ],
)
def test_departures_are_noted_and_errors_when_strict(text, what):
    assert what in decode(text).deviations[0].what
    with pytest.raises(ManscdpError):
        decode(text, strict=True)


@pytest.mark.parametrize(
    "make",
    [
        Move,
        lambda: Move(pan=2),
        lambda: Move(pan=1, pan_speed=256),
        lambda: Move(zoom=1, zoom_speed=16),
        Lens,
        lambda: Preset("set", 256),
        lambda: Cruise("delete", 1, 0),
        lambda: Cruise("start", 1, 1),
        lambda: Cruise("speed", 1, 4096),
        lambda: Scan("left", 1, 1),
        lambda: Auxiliary(-1, on=True),
        lambda: Unknown(256),
        lambda: encode(Stop(), 0x1000),
    ],
)
def test_our_own_impossible_commands_are_refused(make):
    with pytest.raises(LocalProtocolError):
        make()
