"""What a virtual camera is made from."""

from __future__ import annotations

from dataclasses import dataclass, field

from camproof.domain.camera import CameraRecord, InfraredName
from camproof.media import OverlayClip
from camproof.protocols.gb28181.device import DeviceConfig, ServerRef
from camproof.protocols.gb28181.edition import Edition
from camproof.protocols.sip import UNHURRIED, Timers
from camproof.virtual_cameras.body import Channel
from camproof.virtual_cameras.personality import Personality

__all__ = ["CameraSetup", "Defects", "Timing", "device_config"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """How patient a camera is; seconds. The defaults are those of GB/T 28181-2022.

    :param boot_s: from power to the first REGISTER after a reboot that the platform ordered.
    :param boot_spread_s: random further delay of 0 to this much.
    """

    expires_s: int = 86_400
    keepalive_interval_s: float = 60.0
    keepalive_count: int = 3
    retry_interval_s: float = 60.0
    retry_jitter_s: float = 60.0
    reconnect_jitter_s: float = 1.0
    boot_s: float = 10.0
    boot_spread_s: float = 5.0
    sip: Timers = UNHURRIED


@dataclass(frozen=True, slots=True, kw_only=True)
class Defects:
    """Standing faults that a camera comes with.

    :param frozen: its picture stands still from the start.
    :param wrong_password: used in place of the right one; empty for none.
    :param clock_offset_s: its clock is off, and Date does not correct it.
    :param drift_ppm: its clock gains this many seconds in a million.
    :param silent: it never sends a keepalive.
    :param gaps: spans (epoch seconds) without recordings.
    :param forgets_refresh: it never refreshes its registration.
    :param lost_pages: so many messages of each answer to Catalog never leave.
    :param stays_away: after a power cut it does not boot.
    :param swallows_alarms: what it raises is never told.
    :param head_stuck: it confirms each move and does not move.
    :param follows_redirect: it registers where a 302 sends it (2022); else it takes that for a refusal.
    """

    frozen: bool = False
    wrong_password: str = ""
    clock_offset_s: float = 0.0
    drift_ppm: float = 0.0
    silent: bool = False
    gaps: tuple[tuple[float, float], ...] = ()
    forgets_refresh: bool = False
    lost_pages: int = 0
    follows_redirect: bool = True
    stays_away: bool = False
    swallows_alarms: bool = False
    head_stuck: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraSetup:
    """One camera: who it is, whom it registers with, and how it behaves.

    :param number: its number in the truth stamps (u32).
    :param channels: of a recorder; empty for a camera, which is its own channel.
    :param rendered: the scene ("street" ...) that its live picture shows through its own head and lens, drawn
        and coded live; empty for a clip. For a few cameras: each stream costs a good part of a core.
    :param infrared: when that picture is one of infrared; a clip stays as it is.
    :param overlay: the clip of its live and recorded pictures under a band with strip, name, place and clock;
        None for a plain clip, whose truth stands in the SEI alone.
    :param host: local address of its sockets.
    :param port: local SIP port over UDP; 0 for any.
    """

    record: CameraRecord
    number: int
    password: str
    server: ServerRef
    personality: Personality = field(default_factory=Personality)
    defects: Defects = field(default_factory=Defects)
    timing: Timing = field(default_factory=Timing)
    channels: tuple[Channel, ...] = ()
    rendered: str = ""
    infrared: InfraredName = "never"
    overlay: OverlayClip | None = field(default=None, repr=False)
    host: str = "127.0.0.1"
    port: int = 0


def device_config(setup: CameraSetup) -> DeviceConfig:
    """The settings of the camera's device machine."""
    timing, record = setup.timing, setup.record
    return DeviceConfig(
        code=record.code,
        password=setup.defects.wrong_password or setup.password,
        server=setup.server,
        channels=tuple(channel.code for channel in setup.channels),
        transport="TCP" if record.sip_transport == "tcp" else "UDP",
        edition=Edition(record.edition),
        charset=setup.personality.charset,
        expires_s=timing.expires_s,
        keepalive_interval_s=timing.keepalive_interval_s,
        keepalive_count=timing.keepalive_count,
        retry_interval_s=timing.retry_interval_s,
        retry_jitter_s=timing.retry_jitter_s,
        reconnect_jitter_s=timing.reconnect_jitter_s,
        follow_redirects=setup.defects.follows_redirect,
        answer_subscribe_with_body=setup.personality.answers_subscribe_with_body,
        timers=timing.sip,
    )
