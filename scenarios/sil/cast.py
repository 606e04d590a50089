"""The cast of a run: cameras with their clips and links, ready to start."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal, cast

from camproof.domain import topology
from camproof.domain.camera import SCENES, CameraRecord
from camproof.domain.seeds import stream
from camproof.domain.stream import StreamProfile
from camproof.domain.topology import District
from camproof.media import Clip, OverlayClip, SyntheticSpec, clip_from_file, synthetic_clip
from camproof.media.sound_track import SoundCodec
from camproof.protocols.flow import Address
from camproof.protocols.gb28181.device import ServerRef
from camproof.runtimes.impairment import Impairment, Link
from camproof.scenarios.schema import PlatformSpec
from camproof.scenarios.schema.stamps import Stamp
from camproof.scenarios.sil.preparation import Preparation
from camproof.scenarios.sil.stamping import banded_file, banded_scene, fits
from camproof.virtual_cameras import CameraSetup, Channel, Defects, Personality, Timing

__all__ = ["ClipShelf", "link_of", "links_of", "setups_of"]

Codec = Literal["H264", "H265"]
CLIP_SECONDS = 4.0
LONGEST_RETRY_S = 60.0
TONE_HZ = 1000
_DEFECTS: Mapping[str, Callable[[], Defects]] = {
    "frozen-picture": lambda: Defects(frozen=True),
    "wrong-password": lambda: Defects(wrong_password="not-the-password"),  # noqa: S106 - a wrong one on purpose
    "clock-8h-off": lambda: Defects(clock_offset_s=8 * 3600.0),
    "no-keepalive": lambda: Defects(silent=True),
    "forgets-refresh": lambda: Defects(forgets_refresh=True),
    "ignores-redirect": lambda: Defects(follows_redirect=False),
    "loses-pages": lambda: Defects(lost_pages=1),
    "records-nothing": lambda: Defects(gaps=((0.0, math.inf),)),
    "head-stuck": lambda: Defects(head_stuck=True),
    "swallows-alarms": lambda: Defects(swallows_alarms=True),
    "stays-away": lambda: Defects(stays_away=True),
}


Sight = tuple[StreamProfile, str] | None
"""A stream profile and a scene; None for the user's file."""


class ClipShelf:
    """What cameras see: the user's file for all, or one made clip for each stream profile and scene.

    :param source: the user's file.
    :param preparing: told what is made and how far it is, 0 to 1.
    :param stamp: "picture" for pictures under a band; "sei" for clips as they are.
    :ivar preparation: the work of making it.
    """

    def __init__(
        self, source: Path | None, preparing: Callable[[str, float | None], None], stamp: Stamp = "sei"
    ) -> None:
        self.source = source
        self.preparation = Preparation(preparing)
        self.stamp: Stamp = stamp
        self._clips: dict[Sight, Clip] = {}
        self._overlays: dict[Sight, OverlayClip | None] = {}

    def clip(self, record: CameraRecord) -> Clip:
        """The clip of a camera.

        :raises MediaFileError: the user's file cannot be used.
        """
        key = self._sight(record)
        if key not in self._clips:
            self._clips[key] = self._made(record)
        return self._clips[key]

    def overlay(self, record: CameraRecord) -> OverlayClip | None:
        """What a camera shows under a band; None for its clip as it is. One that is drawn live paints the
        same band itself, and this is what it has recorded.

        :raises MediaFileError: the user's file cannot be used.
        """
        if self.stamp == "sei":
            return None
        key = self._sight(record)
        if key not in self._overlays:
            self._overlays[key] = self._banded(record)
        return self._overlays[key]

    def _sight(self, record: CameraRecord) -> Sight:
        return None if self.source is not None else (record.stream, record.scene)

    def _made(self, record: CameraRecord) -> Clip:
        if self.source is not None:
            name = f"reading {self.source.name}"
            return clip_from_file(self.source, progress=self._telling(name))
        spec = _spec(record)
        name = f"making {spec.width}x{spec.height} {spec.codec}{_of(record)}"
        return synthetic_clip(spec, progress=self._telling(name))

    def _banded(self, record: CameraRecord) -> OverlayClip | None:
        clip = self.clip(record)
        if not fits(clip.width, clip.height):
            return None
        if self.source is not None:
            name = f"stamping the pictures of {self.source.name}"
            return banded_file(self.source, clip.codec, self._telling(name))
        name = f"stamping {clip.width}x{clip.height} {clip.codec}{_of(record)}"
        return banded_scene(_spec(record), self._telling(name))

    def _telling(self, name: str) -> Callable[[float], None]:
        return lambda share: self.preparation.tell(name, share)


def _of(record: CameraRecord) -> str:
    return "" if record.scene == SCENES[0] else f" {record.scene}"


def _spec(record: CameraRecord) -> SyntheticSpec:
    profile = record.stream
    return SyntheticSpec(
        codec=cast(Codec, profile.codec),
        width=profile.width,
        height=profile.height,
        fps=round(profile.fps),
        gop=profile.gop or round(profile.fps),
        bitrate_kbit=round(profile.bitrate_kbit),
        seconds=CLIP_SECONDS,
        scene=record.scene,
    )


def links_of(network: Sequence[District], seed: int) -> dict[str, Link]:
    """The uplink of each district that has one, with its own random stream."""
    return {
        district.name: link_of(district.name, district.link, stream(seed, "link", district.name))
        for district in network
    }


def link_of(name: str, link: topology.Link, rng: random.Random) -> Link:
    """A link as a scenario describes it."""
    impairment = Impairment(
        rng,
        loss=link.loss,
        delay_s=link.delay_ms / 1000,
        jitter_s=link.jitter_ms / 1000,
        rate_kbit=link.rate_kbit or 0.0,
    )
    return Link(name, impairment)


def setups_of(
    records: Sequence[CameraRecord],
    defects: Mapping[str, Sequence[str]],
    server: ServerRef,
    spec: PlatformSpec,
    password: str,
    homes: Callable[[int], Address],
    overlay_of: Callable[[CameraRecord], OverlayClip | None] = lambda _record: None,
) -> list[CameraSetup]:
    """One setup a camera; numbers count from 1 in the order of the records.

    :param homes: from a camera's number to where it binds its SIP; port 0 for any.
    :param overlay_of: what a camera shows under a band; None for a plain clip.
    """
    timing = Timing(
        expires_s=round(spec.expires_s),
        keepalive_interval_s=spec.heartbeat_interval_s,
        keepalive_count=spec.heartbeat_count,
        retry_interval_s=retry_of(spec)[0],
        retry_jitter_s=retry_of(spec)[1],
    )
    return [
        CameraSetup(
            record=record,
            number=number,
            password=password,
            server=server,
            personality=_personality(record),
            rendered=record.scene if record.picture == "rendered" else "",
            infrared=record.infrared,
            defects=_defects(defects.get(record.code, ())),
            timing=timing,
            host=homes(number)[0],
            port=homes(number)[1],
            overlay=overlay_of(record),
            channels=_channels(record),
        )
        for number, record in enumerate(records, 1)
    ]


def retry_of(spec: PlatformSpec) -> tuple[float, float]:
    """How long cameras wait after a registration that failed, and the random part added to that; seconds."""
    interval_s = spec.heartbeat_interval_s
    return min(LONGEST_RETRY_S, 2 * interval_s), min(LONGEST_RETRY_S, interval_s)


def _channels(record: CameraRecord) -> tuple[Channel, ...]:
    return tuple(
        Channel(code, f"{record.name} channel {number}")
        for number, code in enumerate(record.channel_codes, 1)
    )


def _personality(record: CameraRecord) -> Personality:
    """What a camera carries beside its picture, and how it pages; all else as a well-behaved one."""
    plain = Personality(items_per_message=record.page_items)
    if record.sound == "none":
        return plain
    codec: SoundCodec = "AAC" if record.sound == "aac" else "G711A"
    return replace(plain, microphone_hz=TONE_HZ, microphone_codec=codec)


def _defects(names: Sequence[str]) -> Defects:
    """The one standing fault of a camera, or none."""
    return _DEFECTS[names[0]]() if names else Defects()
