"""The built-in platform: the SIP server side of GB/T 28181 as a service, the default system under test.

Start one with ``await Platform.start(PlatformConfig(...))``, several with :class:`PlatformGroup`, or serve
them over HTTP with :func:`run_platforms`. What it has seen is in ``platform.observations``;
:mod:`.detectors` makes findings of that.
"""

from camproof.platforms.answer_detectors import catalog_findings, keepalive_findings, recording_findings
from camproof.platforms.config import NamedConfig, config_from_mapping, load_platforms
from camproof.platforms.detectors import (
    ClockReading,
    clock_findings,
    clock_readings,
    intruder_findings,
    offline_findings,
    stream_findings,
)
from camproof.platforms.deviations import CountedDeviation, DeviationCounts
from camproof.platforms.errors import (
    DeviceRefused,
    DeviceUnknown,
    NotPossible,
    PlatformError,
    PlatformTimeout,
)
from camproof.platforms.faults import FOR_ALL, PLATFORM_FAULTS, PlatformFaults
from camproof.platforms.foreground import run_platforms
from camproof.platforms.group import PlatformGroup
from camproof.platforms.observations import KINDS, Observation, ObservationLog
from camproof.platforms.platform import Platform
from camproof.platforms.recorder import PsRecorder
from camproof.platforms.registration_detectors import (
    address_findings,
    contest_findings,
    forgotten_findings,
    redirect_findings,
    storm_findings,
)
from camproof.platforms.session import DownloadSession, LiveSession, PlaybackSession
from camproof.platforms.voice import VoiceSession
from camproof.protocols.gb28181.platform import DeviceRecord, PlatformConfig, Redirect

__all__ = [
    "FOR_ALL",
    "KINDS",
    "PLATFORM_FAULTS",
    "ClockReading",
    "CountedDeviation",
    "DeviationCounts",
    "DeviceRecord",
    "DeviceRefused",
    "DeviceUnknown",
    "DownloadSession",
    "LiveSession",
    "NamedConfig",
    "NotPossible",
    "Observation",
    "ObservationLog",
    "Platform",
    "PlatformConfig",
    "PlatformError",
    "PlatformFaults",
    "PlatformGroup",
    "PlatformTimeout",
    "PlaybackSession",
    "PsRecorder",
    "Redirect",
    "VoiceSession",
    "address_findings",
    "catalog_findings",
    "clock_findings",
    "clock_readings",
    "config_from_mapping",
    "contest_findings",
    "forgotten_findings",
    "intruder_findings",
    "keepalive_findings",
    "load_platforms",
    "offline_findings",
    "recording_findings",
    "redirect_findings",
    "run_platforms",
    "storm_findings",
    "stream_findings",
]
