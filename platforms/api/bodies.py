"""What callers of the HTTP API send."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from camproof.protocols.gb28181 import ptz
from camproof.protocols.manscdp import DragArea

__all__ = [
    "BasicParamBody",
    "BroadcastBody",
    "ChannelBody",
    "CruiseBody",
    "DragZoomBody",
    "HomePositionBody",
    "PrecisePositionBody",
    "PresetBody",
    "PtzBody",
    "ScaleBody",
    "SeekBody",
    "StreamBody",
    "SubscriptionBody",
    "SwitchBody",
    "TalkBody",
]

Code = Annotated[
    str, Field(pattern=r"^([0-9]{20})?$", description="20-digit code; empty for the device itself")
]
Direction = Literal[-1, 0, 1]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ChannelBody(_Body):
    """Which channel."""

    channel: Code = ""


class PtzBody(ChannelBody):
    """A motion that goes on until a stop. Set ``stop``, or directions of head and zoom, or of the lens."""

    stop: bool = False
    pan: Direction = Field(0, description="-1 left, 1 right")
    tilt: Direction = Field(0, description="-1 down, 1 up")
    zoom: Direction = Field(0, description="-1 out, 1 in")
    focus: Direction = Field(0, description="-1 far, 1 near")
    iris: Direction = Field(0, description="-1 close, 1 open")
    speed: int = Field(128, ge=0, le=255)
    zoom_speed: int = Field(8, ge=0, le=15)

    def command(self) -> ptz.PtzCommand:
        """The command; raises LocalProtocolError where no direction is set."""
        if self.stop:
            return ptz.Stop()
        if self.focus or self.iris:
            return ptz.Lens(self.focus, self.iris, self.speed, self.speed)
        return ptz.Move(self.pan, self.tilt, self.zoom, self.speed, self.speed, self.zoom_speed)


class PresetBody(ChannelBody):
    """A stored position."""

    operation: Literal["set", "call", "delete"]
    number: int = Field(ge=1, le=255)


class CruiseBody(ChannelBody):
    """A tour over presets. ``value`` is the preset (add, delete), the speed or the dwell in seconds."""

    operation: Literal["add", "delete", "delete-group", "speed", "dwell", "start"]
    group: int = Field(ge=0, le=255)
    value: int = Field(0, ge=0, le=4095)


class DragZoomBody(ChannelBody):
    """A box drawn in a play window, in its pixels: zoom in until the box fills the window, or out."""

    zoom_in: bool = True
    window_width: int = Field(ge=1)
    window_height: int = Field(ge=1)
    x: int = Field(ge=0, description="middle of the box")
    y: int = Field(ge=0, description="middle of the box")
    width: int = Field(ge=1)
    height: int = Field(ge=1)

    def area(self) -> DragArea:
        """GB/T 28181 calls the width of the window its Length and the height its Width."""
        return DragArea(
            length=self.window_width,
            width=self.window_height,
            mid_x=self.x,
            mid_y=self.y,
            length_x=self.width,
            length_y=self.height,
        )


class PrecisePositionBody(ChannelBody):
    """An exact place of the head; what is left out stays as it is."""

    pan: float | None = Field(None, ge=0, le=360, description="degrees, clockwise")
    tilt: float | None = Field(None, ge=-30, le=90, description="degrees, downwards positive")
    zoom: float | None = Field(None, gt=0, description="factor")


class SwitchBody(ChannelBody):
    """On or off."""

    on: bool


class HomePositionBody(ChannelBody):
    """Where the head goes when nobody steers it."""

    enabled: bool
    reset_time_s: int = Field(30, ge=0)
    preset: int = Field(1, ge=0, le=255)


class BasicParamBody(ChannelBody):
    """Name, registration and keepalive of a device; what is left out stays as it is."""

    name: str | None = None
    expiration_s: int | None = Field(None, ge=1)
    heartbeat_interval_s: int | None = Field(None, ge=1)
    heartbeat_count: int | None = Field(None, ge=1)


class StreamBody(_Body):
    """A stream to start. History needs ``start`` and ``end``, Unix seconds."""

    device: str
    channel: Code = ""
    kind: Literal["live", "playback", "download"] = "live"
    transport: Literal["udp", "tcp-passive", "tcp-active"] = Field(
        "udp", description="our role: tcp-passive listens, tcp-active dials"
    )
    start: float = 0.0
    end: float = 0.0
    speed: int = Field(1, ge=1, le=64, description="multiple of real time, for a download")
    stream: int | None = Field(None, ge=0, le=9, description="0 main, 1 and up sub streams (2022)")
    wait_s: float = Field(
        5.0, ge=0, le=60, description="how long to wait for the first key frame; 0 not at all"
    )


class SeekBody(_Body):
    """A place, seconds from the start that was asked for."""

    npt_s: float = Field(ge=0)


class ScaleBody(_Body):
    """A pace: 0.25, 0.5, 1, 2, 4; negative for reverse."""

    factor: float = Field(ge=-64, le=64)


class SubscriptionBody(_Body):
    """What to be told of."""

    kind: Literal["catalog", "alarm", "position", "ptz-position"]
    expires_s: int = Field(600, ge=1, le=86_400)
    interval_s: int = Field(5, ge=1, le=3600, description="of positions")


class BroadcastBody(_Body):
    """A test tone to an audio output."""

    target: Code = ""
    tone_hz: int = Field(1000, ge=50, le=3400)
    seconds: float = Field(5.0, gt=0, le=60)


class TalkBody(ChannelBody):
    """A test tone to a device, whose own voice is listened to meanwhile."""

    tone_hz: int = Field(1000, ge=50, le=3400)
    seconds: float = Field(5.0, gt=0, le=60)
    transport: Literal["udp", "tcp-passive", "tcp-active"] = Field(
        "udp", description="our role: tcp-passive listens, tcp-active dials"
    )
