import pytest

from camproof.protocols.gb28181.edition import Edition
from camproof.protocols.gb28181.ptz import Stop
from camproof.protocols.manscdp import (
    AlarmNotify,
    BasicParam,
    Manscdp,
    Node,
    config_basic_param,
    control_guard,
    control_iframe,
    control_ptz,
    control_record,
    control_teleboot,
    expects_response,
    notify_alarm,
    notify_broadcast,
    notify_keepalive,
    notify_media_status,
    query_catalog,
    read_snapshots,
    response_result,
)

CODE = "34020000001320000001"


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (query_catalog(1, CODE), True),
        (control_ptz(1, CODE, Stop()), False),
        (control_teleboot(1, CODE), False),
        (control_iframe(1, CODE, Edition.GB2016), False),
        (control_record(1, CODE, start=True), True),
        (control_guard(1, CODE, on=True), True),
        (config_basic_param(1, CODE, BasicParam(device_name="a")), True),
        (Manscdp("Control", "DeviceControl", 1, CODE), False),
        (notify_alarm(1, CODE, AlarmNotify(priority=1)), True),
        (notify_broadcast(1, CODE, CODE), True),
        (notify_keepalive(1, CODE), False),
        (notify_media_status(1, CODE), False),
        (response_result("Alarm", 1, CODE), False),
    ],
)
def test_who_gets_an_answer(message, expected):
    assert expects_response(message) is expected


@pytest.mark.parametrize(("command", "notes"), [("UploadSnapShotFinished", 0), ("SnapShot", 1)])
def test_snapshot_notice_under_both_names(command, notes):
    found = read_snapshots(Manscdp("Notify", command, 1, CODE, (Node("SessionID", "s"),)))
    assert found is not None
    assert (found.session_id, len(found.deviations)) == ("s", notes)


def test_other_messages_are_no_snapshot_notice():
    assert read_snapshots(notify_keepalive(1, CODE)) is None
