"""The orders of DeviceControl that are records of elements."""

from __future__ import annotations

from dataclasses import dataclass

from camproof.protocols.manscdp.record import Record, integer, number, text

__all__ = ["AlarmReset", "DeviceUpgrade", "DragArea", "PrecisePosition", "PtzParams", "TargetArea"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DragArea(Record):
    """An area of the play window, pixels.

    :param length: length (width) of the window.
    :param width: width (height) of the window.
    :param mid_x: middle of the area.
    :param mid_y: middle of the area.
    :param length_x: extent of the area.
    :param length_y: extent of the area.
    """

    length: int | None = integer("Length")
    width: int | None = integer("Width")
    mid_x: int | None = integer("MidPointX")
    mid_y: int | None = integer("MidPointY")
    length_x: int | None = integer("LengthX")
    length_y: int | None = integer("LengthY")


TargetArea = DragArea
"""The area to follow; the same six numbers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PtzParams(Record):
    """Names that go with PTZCmd (2022), at most 32 bytes each."""

    preset_name: str = text("PresetName")
    cruise_track_name: str = text("CruiseTrackName")


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmReset(Record):
    """Ends an alarm, so that the device may raise a new one; empty fields end all."""

    method: str = text("AlarmMethod")
    alarm_type: str = text("AlarmType")


@dataclass(frozen=True, slots=True, kw_only=True)
class PrecisePosition(Record):
    """Goes to an exact position (2022): pan 0-360 degrees, tilt -30 to 90 degrees (down), zoom factor."""

    pan: float | None = number("Pan")
    tilt: float | None = number("Tilt")
    zoom: float | None = number("Zoom")


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceUpgrade(Record):
    """Fetches and installs firmware (2022). ``session_id`` is 32 to 128 letters, digits and hyphens."""

    firmware: str = text("Firmware")
    file_url: str = text("FileURL")
    manufacturer: str = text("Manufacturer")
    session_id: str = text("SessionID")
