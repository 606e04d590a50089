"""DeviceConfig and ConfigDownload: the settings of a device, one value for each kind.

The name of the element is the name of the ConfigType in a query.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from camproof.protocols.gb28181.edition import Edition
from camproof.protocols.manscdp.node import Node
from camproof.protocols.manscdp.record import Record, integer, number, records, text

__all__ = [
    "AlarmReport",
    "BasicParam",
    "ConfigRecord",
    "FrameMirror",
    "MaskRegion",
    "OsdConfig",
    "OsdText",
    "PictureMask",
    "RecordSchedule",
    "SnapShotConfig",
    "SvacDecodeConfig",
    "SvacEncodeConfig",
    "TimeSegment",
    "VideoAlarmRecord",
    "VideoParamAttribute",
    "VideoParamOpt",
    "VideoRecordPlan",
    "VideoStream",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigRecord(Record):
    """Base of the settings; ``element`` is also the ConfigType, ``since`` the edition that brought it."""

    element: ClassVar[str]
    aliases: ClassVar[tuple[str, ...]] = ()
    since: ClassVar[Edition] = Edition.GB2022

    def to_config(self, edition: Edition = Edition.GB2022) -> Node:
        """The setting as the element that ``edition`` has for it."""
        return self.to_node(self.element, edition)


@dataclass(frozen=True, slots=True, kw_only=True)
class BasicParam(ConfigRecord):
    """Name, registration and keepalive.

    :param expiration_s: seconds of a registration.
    :param heartbeat_interval_s: seconds between keepalives.
    :param heartbeat_count: missed ones until off-line.
    """

    element = "BasicParam"
    since = Edition.GB2016

    device_name: str = text("Name")
    expiration_s: int | None = integer("Expiration")
    heartbeat_interval_s: int | None = integer("HeartBeatInterval")
    heartbeat_count: int | None = integer("HeartBeatCount")
    position_capability: int | None = integer("PositionCapability", only=Edition.GB2016)
    longitude: float | None = number("Longitude", only=Edition.GB2016)
    latitude: float | None = number("Latitude", only=Edition.GB2016)


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoParamOpt(ConfigRecord):
    """What the device can do: speeds of download "1/2/4", resolutions joined by "/"."""

    element = "VideoParamOpt"
    since = Edition.GB2016

    download_speed: str = text("DownloadSpeed")
    resolution: str = text("Resolution")


@dataclass(frozen=True, slots=True, kw_only=True)
class SvacEncodeConfig(ConfigRecord):
    """SVAC encoder; its groups are kept as they are, in ``extras``."""

    element = "SVACEncodeConfig"
    since = Edition.GB2016


@dataclass(frozen=True, slots=True, kw_only=True)
class SvacDecodeConfig(ConfigRecord):
    """SVAC decoder; its groups are kept as they are, in ``extras``."""

    element = "SVACDecodeConfig"
    since = Edition.GB2016


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoStream(Record):
    """One stream; codes as in the f= line of SDP, ``bit_rate`` in kbit/s."""

    stream_number: int | None = integer("StreamNumber")
    video_format: str = text("VideoFormat")
    resolution: str = text("Resolution")
    frame_rate: str = text("FrameRate")
    bit_rate_type: str = text("BitRateType")
    bit_rate: str = text("VideoBitRate")


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoParamAttribute(ConfigRecord):
    """The streams as they are set."""

    element = "VideoParamAttribute"

    streams: tuple[VideoStream, ...] = records("", VideoStream)

    def to_config(self, edition: Edition = Edition.GB2022) -> Node:
        """The element; it has the attribute Num itself."""
        return Node(self.element, "", (("Num", str(len(self.streams))),), self.to_nodes(edition))


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeSegment(Record):
    """A span of a day."""

    start_hour: int | None = integer("StartHour")
    start_min: int | None = integer("StartMin")
    start_sec: int | None = integer("StartSec")
    stop_hour: int | None = integer("StopHour")
    stop_min: int | None = integer("StopMin")
    stop_sec: int | None = integer("StopSec")


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordSchedule(Record):
    """One day (1 Monday to 7 Sunday) with at most 8 spans."""

    week_day: int | None = integer("WeekDayNum")
    segment_count: int | None = integer("TimeSegmentSumNum")
    segments: tuple[TimeSegment, ...] = records("", TimeSegment, item="TimeSegment")


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoRecordPlan(ConfigRecord):
    """When to record; at most 7 days."""

    element = "VideoRecordPlan"

    enable: int | None = integer("RecordEnable")
    schedule_count: int | None = integer("RecordScheduleSumNum")
    schedules: tuple[RecordSchedule, ...] = records("", RecordSchedule, item="RecordSchedule")
    stream_number: int | None = integer("StreamNumber")


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoAlarmRecord(ConfigRecord):
    """Recording on alarm; ``record_time_s`` after and ``pre_record_time_s`` before it, seconds."""

    element = "VideoAlarmRecord"

    enable: int | None = integer("RecordEnable")
    record_time_s: int | None = integer("RecordTime")
    pre_record_time_s: int | None = integer("PreRecordTime")
    stream_number: int | None = integer("StreamNumber")


@dataclass(frozen=True, slots=True, kw_only=True)
class MaskRegion(Record):
    """One masked area; ``point`` is "lx,ly,rx,ry" in pixels."""

    seq: int | None = integer("Seq")
    point: str = text("Point")


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureMask(ConfigRecord):
    """Privacy masks, at most 4; ``on`` is 1 or 0."""

    element = "PictureMask"

    on: int | None = integer("On")
    regions: tuple[MaskRegion, ...] = records("RegionList", MaskRegion)


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameMirror(ConfigRecord):
    """Mirroring: 0 none, 1 horizontal, 2 vertical, 3 both. The number is the text of the element itself."""

    element = "FrameMirror"

    mode: int | None = None

    def to_config(self, edition: Edition = Edition.GB2022) -> Node:  # noqa: ARG002
        return Node(self.element, "" if self.mode is None else str(self.mode))

    @classmethod
    def from_node(cls, node: Node) -> FrameMirror:
        word = (node.text_of(cls.element) or node.text).strip()
        return cls(mode=int(word) if word in {"0", "1", "2", "3"} else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmReport(ConfigRecord):
    """Which detections raise alarms, 0 or 1."""

    element = "AlarmReport"

    motion_detection: int | None = integer("MotionDetection")
    field_detection: int | None = integer("FieldDetection")


@dataclass(frozen=True, slots=True, kw_only=True)
class OsdText(Record):
    """One text in the picture, at most 32 characters, pixels of the window."""

    value: str = text("Text")
    x: int | None = integer("X")
    y: int | None = integer("Y")


@dataclass(frozen=True, slots=True, kw_only=True)
class OsdConfig(ConfigRecord):
    """Time and at most 8 texts in the picture.

    :param length: width of the window in pixels.
    :param width: height of the window in pixels.
    :param time_type: 0 "YYYY-MM-DD HH:MM:SS", 1 with 年月日.
    """

    element = "OSDConfig"

    length: int | None = integer("Length")
    width: int | None = integer("Width")
    time_x: int | None = integer("TimeX")
    time_y: int | None = integer("TimeY")
    time_enable: int | None = integer("TimeEnable")
    time_type: int | None = integer("TimeType")
    text_enable: int | None = integer("TextEnable")
    text_count: int | None = integer("SumNum")
    texts: tuple[OsdText, ...] = records("", OsdText)


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapShotConfig(ConfigRecord):
    """Takes snapshots: ``count`` 1-10 of them, ``interval_s`` seconds apart, sent to ``upload_url``."""

    element = "SnapShotConfig"
    aliases = ("SnapShot",)

    count: int | None = integer("SnapNum")
    interval_s: int | None = integer("Interval")
    upload_url: str = text("UploadURL")
    session_id: str = text("SessionID")
