import pytest

from camproof.protocols.errors import LocalProtocolError
from camproof.protocols.gb28181.edition import Edition
from camproof.protocols.gb28181.ptz import Move, Preset, PtzMessage
from camproof.protocols.manscdp import (
    AlarmReset,
    DeviceUpgrade,
    DragArea,
    DragZoom,
    FormatSdCard,
    GuardOrder,
    HomePosition,
    KeyFrame,
    Manscdp,
    Node,
    PrecisePosition,
    PtzOrder,
    PtzParams,
    RecordOrder,
    TargetTrack,
    TeleBoot,
    UnknownOrder,
    build_manscdp,
    control_alarm_reset,
    control_drag_zoom,
    control_format_sd_card,
    control_guard,
    control_home_position,
    control_iframe,
    control_message,
    control_precise_position,
    control_ptz,
    control_record,
    control_target_track,
    control_teleboot,
    control_upgrade,
    needs_response,
    parse_manscdp,
    query_catalog,
    read_control,
)

CODE = "34020000001320000001"
AREA = DragArea(length=704, width=576, mid_x=100, mid_y=90, length_x=30, length_y=20)
ORDERS = [
    (PtzOrder(PtzMessage(Move(pan=1, pan_speed=128))), False),
    (PtzOrder(PtzMessage(Preset("set", 1)), PtzParams(preset_name="大门")), False),
    (TeleBoot(), False),
    (RecordOrder(start=True), True),
    (RecordOrder(start=False, stream_number=1), True),
    (GuardOrder(on=True), True),
    (GuardOrder(on=False), True),
    (AlarmReset(), True),
    (AlarmReset(method="2", alarm_type="1"), True),
    (KeyFrame(), False),
    (DragZoom(zoom_in=True, area=AREA), False),
    (DragZoom(zoom_in=False, area=AREA), False),
    (HomePosition(enabled=1, reset_time_s=30, preset_index=7), True),
    (PrecisePosition(pan=359.5, tilt=-30, zoom=2.0), False),
    (
        DeviceUpgrade(firmware="V2", file_url="http://192.0.2.1/f", manufacturer="甲", session_id="a" * 32),
        True,
    ),
    (FormatSdCard(0), False),
    (TargetTrack("Auto"), False),
    (TargetTrack("Manual", "34020000001320000002", AREA), False),
]


@pytest.mark.parametrize("edition", list(Edition))
@pytest.mark.parametrize(("order", "answered"), ORDERS)
def test_orders_round_trip_through_bytes(order, answered, edition):
    if edition is Edition.GB2016 and isinstance(order, PtzOrder) and order.params:
        order = PtzOrder(order.ptz)
    body = build_manscdp(control_message(7, CODE, order, edition), charset=edition.charset)
    message = parse_manscdp(body, strict=True)
    assert read_control(message, edition) == (order, ())
    assert (message.root, message.cmd_type, message.sn, message.device_id) == (
        "Control",
        "DeviceControl",
        7,
        CODE,
    )
    assert needs_response(order) is answered


def test_key_frame_is_spelled_by_edition():
    assert control_iframe(1, CODE, Edition.GB2016).fields == (Node("IFameCmd", "Send"),)
    assert control_iframe(1, CODE, Edition.GB2022).fields == (Node("IFrameCmd", "Send"),)


def test_key_frame_of_the_other_edition_is_noted():
    order, found = read_control(control_iframe(1, CODE, Edition.GB2016), Edition.GB2022)
    assert order == KeyFrame()
    assert "other edition" in found[0].what


def test_shorthands():
    names = [
        message.fields[0].name
        for message in (
            control_ptz(1, CODE, Move(pan=1)),
            control_record(1, CODE, start=True),
            control_guard(1, CODE, on=True),
            control_alarm_reset(1, CODE, method="2"),
            control_drag_zoom(1, CODE, zoom_in=True, area=AREA),
            control_home_position(1, CODE, HomePosition(enabled=0)),
            control_teleboot(1, CODE),
            control_precise_position(1, CODE, PrecisePosition(pan=1.0)),
            control_upgrade(1, CODE, DeviceUpgrade(firmware="1")),
            control_format_sd_card(1, CODE),
            control_target_track(1, CODE, "Stop"),
        )
    ]
    assert names == [
        "PTZCmd", "RecordCmd", "GuardCmd", "AlarmCmd", "DragZoomIn", "HomePosition", "TeleBoot",
        "PTZPreciseCtrl", "DeviceUpgrade", "FormatSDCard", "TargetTrack",
    ]  # fmt: skip


def test_ptz_bytes_of_the_standard():
    assert control_ptz(11, CODE, Move(pan=1, pan_speed=0x80)).text("PTZCmd") == "A50F010180000036"


@pytest.mark.parametrize(
    "node",
    [
        Node("PTZCmd", "A50F010180000037"),
        Node("PTZCmd", ""),
        Node("TeleBoot", "Now"),
        Node("RecordCmd", "Stop"),
        Node("GuardCmd", "On"),
        Node("AlarmCmd", "Off"),
        Node("IFrameCmd", ""),
        Node("FormatSDCard", "all"),
        Node("TargetTrack", "Fast"),
        Node("Dance", "1"),
    ],
)
def test_unreadable_orders_can_be_ignored(node):
    order, found = read_control(Manscdp("Control", "DeviceControl", 1, CODE, (node,)))
    assert isinstance(order, UnknownOrder)
    assert order.fields == (node,)
    assert found
    assert not needs_response(order)


def test_no_order_at_all():
    order, found = read_control(Manscdp("Control", "DeviceControl", 1, CODE))
    assert isinstance(order, UnknownOrder)
    assert found


def test_an_unusable_stream_number_is_noted():
    fields = (Node("RecordCmd", "Record"), Node("StreamNumber", "main"))
    order, found = read_control(Manscdp("Control", "DeviceControl", 1, CODE, fields))
    assert order == RecordOrder(start=True)
    assert "StreamNumber" in found[0].what


def test_another_command_is_our_mistake():
    with pytest.raises(LocalProtocolError):
        read_control(query_catalog(1, CODE))
    with pytest.raises(LocalProtocolError):
        control_format_sd_card(1, CODE, -1)
