"""Where the head looks: presets, home position, cruise tracks, exact position."""

from __future__ import annotations

from dataclasses import dataclass

from camproof.protocols.gb28181.edition import Edition
from camproof.protocols.manscdp.node import Manscdp, Node
from camproof.protocols.manscdp.record import Body, Record, integer, number, record, records, text

__all__ = [
    "CruisePoint",
    "CruiseTrack",
    "CruiseTrackAnswer",
    "CruiseTrackList",
    "HomePosition",
    "HomePositionAnswer",
    "PresetItem",
    "PresetList",
    "PtzPosition",
    "notify_ptz_position",
    "query_cruise_track",
    "query_cruise_track_list",
    "query_home_position",
    "query_presets",
    "query_ptz_position",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class PresetItem(Record):
    """A stored position, 1-255."""

    preset_id: int | None = integer("PresetID")
    name: str = text("PresetName")


@dataclass(frozen=True, slots=True, kw_only=True)
class PresetList(Body):
    """Answer to PresetQuery. The 2016 text has no SumNum; see :meth:`to_nodes`."""

    root = "Response"
    cmd_type = "PresetQuery"

    result: str = text("Result")
    presets: tuple[PresetItem, ...] = records("PresetList", PresetItem)

    def to_nodes(self, edition: Edition = Edition.GB2022) -> tuple[Node, ...]:
        nodes = Body.to_nodes(self, edition)
        return tuple(node for node in nodes if edition is Edition.GB2022 or node.name != "SumNum")


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePosition(Record):
    """Where the head goes when nobody steers it (看守位).

    :param enabled: 1 or 0.
    :param reset_time_s: seconds of rest before it goes.
    :param preset_index: 0-255.
    """

    enabled: int | None = integer("Enabled")
    reset_time_s: int | None = integer("ResetTime")
    preset_index: int | None = integer("PresetIndex")


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePositionAnswer(Body):
    """Answer to HomePositionQuery (2022)."""

    root = "Response"
    cmd_type = "HomePositionQuery"

    result: str = text("Result")
    home_position: HomePosition | None = record("HomePosition", HomePosition)  # noqa: RUF009


@dataclass(frozen=True, slots=True, kw_only=True)
class CruiseTrack(Record):
    """One entry of the answer to CruiseTrackListQuery (GB/T 28181-2022)."""

    number: int | None = integer("Number")
    name: str = text("Name")


@dataclass(frozen=True, slots=True, kw_only=True)
class CruiseTrackList(Body):
    """Answer to CruiseTrackListQuery (2022)."""

    root = "Response"
    cmd_type = "CruiseTrackListQuery"

    result: str = text("Result")
    tracks: tuple[CruiseTrack, ...] = records("CruiseTrackList", CruiseTrack, item="CruiseTrack")


@dataclass(frozen=True, slots=True, kw_only=True)
class CruisePoint(Record):
    """One stop of a track: preset, seconds of stay, speed 1-15."""

    preset_index: int | None = integer("PresetIndex")
    stay_time_s: int | None = integer("StayTime")
    speed: int | None = integer("Speed")


@dataclass(frozen=True, slots=True, kw_only=True)
class CruiseTrackAnswer(Body):
    """Answer to CruiseTrackQuery (2022)."""

    root = "Response"
    cmd_type = "CruiseTrackQuery"

    result: str = text("Result")
    number: int | None = integer("Number")
    name: str = text("Name")
    points: tuple[CruisePoint, ...] = records("CruisePointList", CruisePoint, item="CruisePoint")


@dataclass(frozen=True, slots=True, kw_only=True)
class PtzPosition(Body):
    """Answer to PTZPosition, and its notice (2022).

    :param pan: degrees, 0-360, clockwise.
    :param tilt: degrees, downwards positive.
    :param zoom: factor.
    :param horizontal_field_angle: degrees.
    :param vertical_field_angle: degrees.
    :param max_view_distance: metres.
    """

    root = "Response"
    cmd_type = "PTZPosition"

    result: str = text("Result")
    pan: float | None = number("Pan")
    tilt: float | None = number("Tilt")
    zoom: float | None = number("Zoom")
    horizontal_field_angle: float | None = number("HorizontalFieldAngle")
    vertical_field_angle: float | None = number("VerticalFieldAngle")
    max_view_distance: float | None = number("MaxViewDistance")


def query_presets(sn: int, device_id: str) -> Manscdp:
    """The presets of the head."""
    return Manscdp("Query", "PresetQuery", sn, device_id)


def query_home_position(sn: int, device_id: str) -> Manscdp:
    """The home position (2022)."""
    return Manscdp("Query", "HomePositionQuery", sn, device_id)


def query_cruise_track_list(sn: int, device_id: str) -> Manscdp:
    """All cruise tracks (2022)."""
    return Manscdp("Query", "CruiseTrackListQuery", sn, device_id)


def query_cruise_track(sn: int, device_id: str, number: int) -> Manscdp:
    """The points of one cruise track (2022)."""
    return Manscdp("Query", "CruiseTrackQuery", sn, device_id, (Node("Number", str(number)),))


def query_ptz_position(sn: int, device_id: str) -> Manscdp:
    """The exact position (2022); also the body of its SUBSCRIBE."""
    return Manscdp("Query", "PTZPosition", sn, device_id)


def notify_ptz_position(sn: int, device_id: str, position: PtzPosition) -> Manscdp:
    """The exact position as a notice to a subscriber (2022)."""
    return Manscdp("Notify", "PTZPosition", sn, device_id, position.to_nodes())
