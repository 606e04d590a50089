"""Notices of a device: keepalive, alarm, end of media, uploads; and the broadcast of a platform."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from camproof.protocols.deviation import Deviation
from camproof.protocols.manscdp.node import Manscdp
from camproof.protocols.manscdp.record import Body, integer, number, text, texts

__all__ = [
    "END_OF_FILE",
    "AlarmNotify",
    "AlarmQuery",
    "Broadcast",
    "DeviceUpgradeResult",
    "Keepalive",
    "MediaStatus",
    "UploadSnapShotFinished",
    "VideoUploadNotify",
    "notify_alarm",
    "notify_broadcast",
    "notify_keepalive",
    "notify_media_status",
    "notify_snapshots",
    "query_alarm",
    "read_snapshots",
]

END_OF_FILE = "121"
"""NotifyType of MediaStatus: a history has been sent to its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Keepalive(Body):
    """A sign of life. ``faulty`` are the codes of devices below that do not work (Info/DeviceID)."""

    root = "Notify"
    cmd_type = "Keepalive"

    status: str = text("Status")
    faulty: tuple[str, ...] = texts("DeviceID", within="Info")


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmNotify(Body):
    """An alarm.

    :param priority: 1 highest to 4.
    :param method: 1 phone, 2 device, 3 SMS, 4 GPS, 5 video, 6 device fault, 7 other.
    :param time: local time, "YYYY-MM-DDThh:mm:ss".
    :param alarm_type: depends on the method; for 5: 1 manual, 2 motion, 3 left object, 4 removed object,
        5 trip wire, 6 intrusion, 7 wrong way, 8 loitering, 9 flow, 10 density, 11 video abnormal,
        12 fast motion, 13 occlusion.
    :param event_type: 1 enters, 2 leaves the area.
    """

    root = "Notify"
    cmd_type = "Alarm"

    priority: int | None = integer("AlarmPriority")
    method: int | None = integer("AlarmMethod")
    time: str = text("AlarmTime")
    description: str = text("AlarmDescription")
    longitude: float | None = number("Longitude")
    latitude: float | None = number("Latitude")
    alarm_type: int | None = integer("AlarmType", within="Info", aliases=("AlarmType",))
    event_type: int | None = integer("EventType", within="Info/AlarmTypeParam")


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmQuery(Body):
    """The body of a SUBSCRIBE for alarms; empty fields ask for all.

    :param start_priority: 0 all, 1 to 4.
    :param method: 0 all, else methods joined by "/".
    """

    root = "Query"
    cmd_type = "Alarm"

    start_priority: int | None = integer("StartAlarmPriority")
    end_priority: int | None = integer("EndAlarmPriority")
    method: str = text("AlarmMethod")
    alarm_type: str = text("AlarmType")
    start_time: str = text("StartAlarmTime")
    end_time: str = text("EndAlarmTime")


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaStatus(Body):
    """State of a stream; ``notify_type`` "121" is the end of a history."""

    root = "Notify"
    cmd_type = "MediaStatus"

    notify_type: str = text("NotifyType")


@dataclass(frozen=True, slots=True, kw_only=True)
class Broadcast(Body):
    """Voice from ``source_id`` to the audio output ``target_id``; the body has no DeviceID."""

    root = "Notify"
    cmd_type = "Broadcast"

    source_id: str = text("SourceID")
    target_id: str = text("TargetID")


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadSnapShotFinished(Body):
    """The snapshots of a session have been uploaded (2022); fewer than asked is a partial failure."""

    root = "Notify"
    cmd_type = "UploadSnapShotFinished"

    session_id: str = text("SessionID")
    file_ids: tuple[str, ...] = texts("SnapShotFileID", within="SnapShotList")


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoUploadNotify(Body):
    """A mobile device is ready to send video (2022). Local time; WGS-84 degrees."""

    root = "Notify"
    cmd_type = "VideoUploadNotify"

    time: str = text("Time")
    longitude: float | None = number("Longitude")
    latitude: float | None = number("Latitude")


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceUpgradeResult(Body):
    """How an upgrade ended (2022).

    :param failed_reason: 01 download timeout, 02 package damaged, 03 system fault, 99 other.
    """

    root = "Notify"
    cmd_type = "DeviceUpgradeResult"

    session_id: str = text("SessionID")
    result: str = text("UpgradeResult")
    firmware: str = text("Firmware")
    failed_reason: str = text("UpgradeFailedReason")


def notify_keepalive(sn: int, device_id: str, *, status: str = "OK", faulty: Iterable[str] = ()) -> Manscdp:
    """A sign of life, with the codes of faulty devices below."""
    return Keepalive(status=status, faulty=tuple(faulty)).to_message(sn, device_id)


def notify_alarm(sn: int, device_id: str, alarm: AlarmNotify) -> Manscdp:
    """An alarm."""
    return alarm.to_message(sn, device_id)


def query_alarm(sn: int, device_id: str, query: AlarmQuery | None = None) -> Manscdp:
    """The body of a SUBSCRIBE for alarms; without a query it asks for all of them."""
    chosen = query or AlarmQuery(start_priority=0, end_priority=0, method="0")
    return chosen.to_message(sn, device_id)


def notify_media_status(sn: int, device_id: str, notify_type: str = END_OF_FILE) -> Manscdp:
    """The end of a history; sent within the dialog of its INVITE."""
    return MediaStatus(notify_type=notify_type).to_message(sn, device_id)


def notify_broadcast(sn: int, source_id: str, target_id: str) -> Manscdp:
    """Asks the audio output ``target_id`` to fetch voice from ``source_id``."""
    return Broadcast(source_id=source_id, target_id=target_id).to_message(sn, "")


def notify_snapshots(sn: int, device_id: str, session_id: str, file_ids: Iterable[str]) -> Manscdp:
    """The snapshots of a session have been uploaded (2022)."""
    return UploadSnapShotFinished(session_id=session_id, file_ids=tuple(file_ids)).to_message(sn, device_id)


def read_snapshots(message: Manscdp) -> UploadSnapShotFinished | None:
    """The notice of finished snapshots, also under the CmdType SnapShot that some devices use; else None."""
    command = message.cmd_type.lower()
    if message.root != "Notify" or command not in {"uploadsnapshotfinished", "snapshot"}:
        return None
    found = UploadSnapShotFinished.from_nodes(message.fields)
    if command == "uploadsnapshotfinished":
        return found
    note = Deviation("snapshot notice has the CmdType SnapShot", "MANSCDP CmdType")
    return replace(found, deviations=(*found.deviations, note))
