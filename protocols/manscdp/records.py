"""Recordings: the query for them and the items of the answer."""

from __future__ import annotations

from dataclasses import dataclass

from camproof.protocols.gb28181.edition import Edition
from camproof.protocols.manscdp.node import Manscdp
from camproof.protocols.manscdp.record import Body, Record, integer, text

__all__ = ["RecordItem", "RecordQuery", "query_record_info", "record_items"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordItem(Record):
    """One recording.

    :param start_time: local time, "YYYY-MM-DDThh:mm:ss".
    :param type: time, alarm or manual.
    :param file_size: bytes.
    """

    device_id: str = text("DeviceID")
    name: str = text("Name")
    file_path: str = text("FilePath")
    address: str = text("Address")
    start_time: str = text("StartTime")
    end_time: str = text("EndTime")
    secrecy: int | None = integer("Secrecy")
    type: str = text("Type")
    recorder_id: str = text("RecorderID")
    file_size: int | None = integer("FileSize")
    record_location: str = text("RecordLocation", only=Edition.GB2022)
    stream_number: int | None = integer("StreamNumber", only=Edition.GB2022)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordQuery(Body):
    """Which recordings are asked for.

    :param start_time: local time, "YYYY-MM-DDThh:mm:ss".
    :param secrecy: 0 not secret, 1 secret.
    :param type: time, alarm, manual or all.
    :param indistinct_query: 1 searches other places too.
    """

    root = "Query"
    cmd_type = "RecordInfo"

    start_time: str = text("StartTime")
    end_time: str = text("EndTime")
    file_path: str = text("FilePath")
    address: str = text("Address")
    secrecy: int | None = integer("Secrecy")
    type: str = text("Type")
    recorder_id: str = text("RecorderID")
    indistinct_query: int | None = integer("IndistinctQuery")
    stream_number: int | None = integer("StreamNumber", only=Edition.GB2022)
    alarm_method: str = text("AlarmMethod", only=Edition.GB2022)
    alarm_type: str = text("AlarmType", only=Edition.GB2022)


def query_record_info(
    sn: int,
    device_id: str,
    start: str,
    end: str,
    *,
    record_type: str = "all",
    secrecy: int = 0,
    edition: Edition = Edition.GB2022,
) -> Manscdp:
    """Asks for the recordings between two local times; :class:`RecordQuery` has the rarer fields."""
    query = RecordQuery(start_time=start, end_time=end, type=record_type, secrecy=secrecy)
    return query.to_message(sn, device_id, edition)


def record_items(message: Manscdp) -> tuple[RecordItem, ...]:
    """The items of a RecordInfo answer."""
    lists = message.all("RecordList")
    return tuple(RecordItem.from_node(item) for entry in lists for item in entry.all("Item"))
