"""What a device says about itself: DeviceInfo, DeviceStatus, SDCardStatus, and the bare Result."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from camproof.protocols.gb28181.edition import Edition
from camproof.protocols.manscdp.node import Manscdp, Node
from camproof.protocols.manscdp.record import Body, Record, integer, records, text, texts

__all__ = [
    "AlarmStatus",
    "DeviceInfo",
    "DeviceStatus",
    "Result",
    "SdCard",
    "SdCardStatus",
    "query_device_info",
    "query_device_status",
    "query_sd_card_status",
    "response_result",
    "result_of",
]

Result = Literal["OK", "ERROR"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceInfo(Body):
    """Maker, model and number of channels."""

    root = "Response"
    cmd_type = "DeviceInfo"

    device_name: str = text("DeviceName")
    result: str = text("Result")
    manufacturer: str = text("Manufacturer")
    model: str = text("Model")
    firmware: str = text("Firmware")
    channel: int | None = integer("Channel")
    extra_info: tuple[str, ...] = texts("ExtraInfo", only=Edition.GB2022)


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmStatus(Record):
    """State of one alarm input. ``duty_status`` is ONDUTY, OFFDUTY or ALARM."""

    device_id: str = text("DeviceID")
    duty_status: str = text("DutyStatus")


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceStatus(Body):
    """Is it on-line, does it work, encode and record.

    :param online: ONLINE or OFFLINE.
    :param status: OK or ERROR.
    :param encode: ON or OFF.
    :param record: ON or OFF.
    :param device_time: local time, "YYYY-MM-DDThh:mm:ss".
    """

    root = "Response"
    cmd_type = "DeviceStatus"

    result: str = text("Result")
    online: str = text("Online")
    status: str = text("Status")
    reason: str = text("Reason")
    encode: str = text("Encode")
    record: str = text("Record")
    device_time: str = text("DeviceTime")
    alarm_status: tuple[AlarmStatus, ...] = records("Alarmstatus", AlarmStatus, sum_num=False)
    extra_info: tuple[str, ...] = texts("ExtraInfo", only=Edition.GB2022)


@dataclass(frozen=True, slots=True, kw_only=True)
class SdCard(Record):
    """One storage card.

    :param status: ok, formatting, unformatted, idle or error.
    :param format_progress: 0-100 %.
    :param capacity_mb: megabytes.
    :param free_mb: megabytes.
    """

    number: int | None = integer("ID")
    hdd_name: str = text("HddName")
    status: str = text("Status")
    format_progress: int | None = integer("FormatProgress")
    capacity_mb: int | None = integer("Capacity")
    free_mb: int | None = integer("FreeSpace")


@dataclass(frozen=True, slots=True, kw_only=True)
class SdCardStatus(Body):
    """Answer to SDCardStatus (2022)."""

    root = "Response"
    cmd_type = "SDCardStatus"

    result: str = text("Result")
    cards: tuple[SdCard, ...] = records("SDCardStatusInfo", SdCard)


def query_device_info(sn: int, device_id: str) -> Manscdp:
    """Maker, model and firmware of the device."""
    return Manscdp("Query", "DeviceInfo", sn, device_id)


def query_device_status(sn: int, device_id: str) -> Manscdp:
    """State and clock of the device."""
    return Manscdp("Query", "DeviceStatus", sn, device_id)


def query_sd_card_status(sn: int, device_id: str) -> Manscdp:
    """State of the storage cards (2022)."""
    return Manscdp("Query", "SDCardStatus", sn, device_id)


def response_result(cmd_type: str, sn: int, device_id: str, result: Result = "OK") -> Manscdp:
    """The bare answer: DeviceControl, DeviceConfig, Alarm, Broadcast, and refusals of any query."""
    return Manscdp("Response", cmd_type, sn, device_id, (Node("Result", result),))


def result_of(message: Manscdp) -> bool | None:
    """True for Result OK, False for ERROR, None if there is no Result."""
    word = message.text("Result").upper()
    return {"OK": True, "ERROR": False}.get(word)
