"""The camera itself: one physical state, whatever protocols it speaks."""

from __future__ import annotations

from dataclasses import dataclass

from camproof.domain.camera import CameraRecord
from camproof.protocols.gb28181.edition import Edition
from camproof.protocols.manscdp import ConfigRecord
from camproof.protocols.sdp import MediaFormat
from camproof.virtual_cameras.body.alarms import Alarms
from camproof.virtual_cameras.body.clock import CameraClock
from camproof.virtual_cameras.body.head import Head
from camproof.virtual_cameras.body.imaging import Imaging
from camproof.virtual_cameras.body.storage import Storage

__all__ = ["Camera", "Channel", "Place"]

_SIZES = {
    (176, 144): "1",
    (352, 288): "2",
    (704, 576): "3",
    (720, 576): "4",
    (1280, 720): "5",
    (1920, 1080): "6",
}


@dataclass(slots=True)
class Place:
    """Where a camera is and how it moves: degrees, km/h, degrees from north, metres."""

    longitude: float | None
    latitude: float | None
    speed_kmh: float = 0.0
    direction: float = 0.0
    altitude_m: float = 0.0
    height_m: float = 0.0


@dataclass(frozen=True, slots=True)
class Channel:
    """A picture source of a device: 20-digit code and name."""

    code: str
    name: str


class Camera:
    """Identity, clock, head, picture, archive, alarms and settings of one device.

    What is kept here outlives a power cut; what a protocol face keeps does not.

    :param number: the camera's number in the truth stamps of its pictures (u32).
    :param clock: its own clock.
    :param channels: of a recorder; a camera is its own only channel.
    :ivar further: channels that it claims besides, with codes of others.
    """

    def __init__(
        self,
        record: CameraRecord,
        number: int,
        clock: CameraClock,
        *,
        head: Head | None = None,
        storage: Storage | None = None,
        channels: tuple[Channel, ...] = (),
    ) -> None:
        self.record = record
        self.number = number
        self.clock = clock
        self.head = head or Head()
        self.imaging = Imaging()
        self.storage = storage or Storage(octets_per_s=record.stream.bitrate_kbit * 125)
        self.alarms = Alarms()
        self.place = Place(record.longitude, record.latitude)
        self.name = record.name
        self._channels = channels
        self.further: tuple[Channel, ...] = ()
        self.working = True
        self.configs: dict[str, ConfigRecord] = {}

    @property
    def code(self) -> str:
        """Its device code."""
        return self.record.code

    @property
    def channels(self) -> tuple[Channel, ...]:
        """What it can show."""
        own = self._channels or (Channel(self.code, self.name),)
        return (*own, *self.further)

    @property
    def codes(self) -> tuple[str, ...]:
        """Its own code and those of its channels."""
        return tuple(dict.fromkeys((self.code, *(channel.code for channel in self.channels))))

    @property
    def edition(self) -> Edition:
        """The edition of GB/T 28181 that it speaks."""
        return Edition(self.record.edition)

    def media_format(self) -> MediaFormat:
        """The main stream as an ``f=`` line tells it; the 2016 edition leaves out a size without a code."""
        stream = self.record.stream
        other = f"{stream.width}x{stream.height}" if self.edition is Edition.GB2022 else ""
        return MediaFormat(
            video_codec="5" if stream.codec == "H265" else "2",
            resolution=_SIZES.get((stream.width, stream.height), other),
            fps=str(min(99, round(stream.fps))),
            rate_type="1",
            video_kbit=str(min(100_000, round(stream.bitrate_kbit))),
        )
