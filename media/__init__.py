"""Media: clips, packet tables, truth stamps, senders, receivers, analysers, detectors.

Names are loaded when they are first used, so that importing the room costs neither PyAV nor OpenCV.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from camproof.media.bulk.live.port import LivePort
    from camproof.media.bulk.live.sender import LiveSender
    from camproof.media.bulk.receive.meter import BulkMeter
    from camproof.media.bulk.receive.report import BulkReport, FleetSummary
    from camproof.media.bulk.receive.spec import MeterSpec
    from camproof.media.bulk.receive.tcp import BulkTcpPorts
    from camproof.media.bulk.receive.udp import BulkUdpPorts
    from camproof.media.bulk.send.sender import TcpBulkSender, UdpBulkSender
    from camproof.media.bulk.send.shards import ShardedSender, ShardLoad, ShardOptions
    from camproof.media.bulk.send.streams import SendSpec
    from camproof.media.clips.files import clip_from_file
    from camproof.media.clips.model import AccessUnit, Clip
    from camproof.media.clips.scenes.catalogue import SCENES, scene_loop
    from camproof.media.clips.scenes.truth import FrameTruth, write_truth
    from camproof.media.clips.sound import aac_tone, sound_from_file
    from camproof.media.clips.synthetic import SyntheticSpec, scene_of, synthetic_clip
    from camproof.media.degraded import degraded_clip, degraded_source
    from camproof.media.detect.detectors import (
        BlackDetector,
        ClockDetector,
        FreezeDetector,
        LossDetector,
        SilenceDetector,
        WrongCameraDetector,
    )
    from camproof.media.detect.pictures import PictureWatch
    from camproof.media.detect.sampler import PictureRun, RunSampler
    from camproof.media.detect.watch import StreamWatch
    from camproof.media.diagnosis.faults.catalogue import picture_fault
    from camproof.media.diagnosis.pool import DiagnosisPool
    from camproof.media.diagnosis.sample import Region, Sample
    from camproof.media.diagnosis.work import Diagnosis, SampleJob
    from camproof.media.errors import ClipError, MediaError, MediaFileError, MediaTransportError, PictureError
    from camproof.media.frame_source import FrameSource
    from camproof.media.history import HistoryPlayout
    from camproof.media.overlay.build import overlay_clip
    from camproof.media.overlay.layout import band_layout
    from camproof.media.overlay.model import OverlayClip, OverlayText
    from camproof.media.overlay.playout import OverlayPlayout
    from camproof.media.overlay.recorded import BandedRecording
    from camproof.media.overlay.source import PictureSource, file_source, spec_source
    from camproof.media.overlay.strip import StripTruth, read_strip
    from camproof.media.packets import OutFrame, StreamOptions, packet_table
    from camproof.media.plan import MediaPlan
    from camproof.media.plane.model import CameraTime, MediaPlane, PictureOrder
    from camproof.media.plane.sockets import SocketPlane
    from camproof.media.playout import ClipPlayout, ToneSource
    from camproof.media.receive.analyser import StreamAnalyser
    from camproof.media.receive.face import StreamJudge, StreamReceiver
    from camproof.media.receive.frame import ReceivedFrame
    from camproof.media.receive.picture import DecodedKeyFrame, decode_check, decode_in_thread
    from camproof.media.receive.receiver import MediaReceiver
    from camproof.media.receive.report import Percentiles, StreamReport
    from camproof.media.receive.sound import Sound, VoiceEar
    from camproof.media.receive.strips import read_strips
    from camproof.media.rendered.source import RenderedSource
    from camproof.media.rendered.view import CameraView
    from camproof.media.send.face import FinishReason, SoundSender, StreamRelay, StreamSender
    from camproof.media.send.lateness import Lateness
    from camproof.media.send.pacer import Pacer
    from camproof.media.send.sender import MediaSender
    from camproof.media.send.stats import SendStats
    from camproof.media.send.tcp import DialRetry
    from camproof.media.sockets import OwnUdpDrops
    from camproof.media.sound_track import SoundTrack
    from camproof.media.stamp import TruthStamp, read_stamp, stamp_access_unit, stamp_nal
    from camproof.media.tables.banded import banded_table
    from camproof.media.tables.model import MediaTable
    from camproof.media.tables.program_stream import ps_table
    from camproof.media.tables.raw import raw_table
    from camproof.media.tables.raw_banded import raw_banded_table
    from camproof.media.tone import tone_share
    from camproof.media.virtual.plane import VirtualPlane

__all__ = [
    "SCENES",
    "AccessUnit",
    "BandedRecording",
    "BlackDetector",
    "BulkMeter",
    "BulkReport",
    "BulkTcpPorts",
    "BulkUdpPorts",
    "CameraTime",
    "CameraView",
    "Clip",
    "ClipError",
    "ClipPlayout",
    "ClockDetector",
    "DecodedKeyFrame",
    "Diagnosis",
    "DiagnosisPool",
    "DialRetry",
    "FinishReason",
    "FleetSummary",
    "FrameSource",
    "FrameTruth",
    "FreezeDetector",
    "HistoryPlayout",
    "Lateness",
    "LivePort",
    "LiveSender",
    "LossDetector",
    "MediaError",
    "MediaFileError",
    "MediaPlan",
    "MediaPlane",
    "MediaReceiver",
    "MediaSender",
    "MediaTable",
    "MediaTransportError",
    "MeterSpec",
    "OutFrame",
    "OverlayClip",
    "OverlayPlayout",
    "OverlayText",
    "OwnUdpDrops",
    "Pacer",
    "Percentiles",
    "PictureError",
    "PictureOrder",
    "PictureRun",
    "PictureSource",
    "PictureWatch",
    "ReceivedFrame",
    "Region",
    "RenderedSource",
    "RunSampler",
    "Sample",
    "SampleJob",
    "SendSpec",
    "SendStats",
    "ShardLoad",
    "ShardOptions",
    "ShardedSender",
    "SilenceDetector",
    "SocketPlane",
    "Sound",
    "SoundSender",
    "SoundTrack",
    "StreamAnalyser",
    "StreamJudge",
    "StreamOptions",
    "StreamReceiver",
    "StreamRelay",
    "StreamReport",
    "StreamSender",
    "StreamWatch",
    "StripTruth",
    "SyntheticSpec",
    "TcpBulkSender",
    "ToneSource",
    "TruthStamp",
    "UdpBulkSender",
    "VirtualPlane",
    "VoiceEar",
    "WrongCameraDetector",
    "aac_tone",
    "band_layout",
    "banded_table",
    "clip_from_file",
    "decode_check",
    "decode_in_thread",
    "degraded_clip",
    "degraded_source",
    "file_source",
    "overlay_clip",
    "packet_table",
    "picture_fault",
    "ps_table",
    "raw_banded_table",
    "raw_table",
    "read_stamp",
    "read_strip",
    "read_strips",
    "scene_loop",
    "scene_of",
    "sound_from_file",
    "spec_source",
    "stamp_access_unit",
    "stamp_nal",
    "synthetic_clip",
    "tone_share",
    "write_truth",
]

_PLACES = {
    "bulk.receive.meter": ("BulkMeter",),
    "bulk.receive.report": (
        "BulkReport",
        "FleetSummary",
    ),
    "bulk.receive.spec": ("MeterSpec",),
    "bulk.receive.tcp": ("BulkTcpPorts",),
    "bulk.receive.udp": ("BulkUdpPorts",),
    "bulk.send.sender": (
        "TcpBulkSender",
        "UdpBulkSender",
    ),
    "bulk.send.shards": (
        "ShardLoad",
        "ShardOptions",
        "ShardedSender",
    ),
    "bulk.send.streams": ("SendSpec",),
    "bulk.live.port": ("LivePort",),
    "bulk.live.sender": ("LiveSender",),
    "clips.files": ("clip_from_file",),
    "clips.model": (
        "AccessUnit",
        "Clip",
    ),
    "clips.scenes.catalogue": (
        "SCENES",
        "scene_loop",
    ),
    "clips.scenes.truth": (
        "FrameTruth",
        "write_truth",
    ),
    "clips.sound": (
        "aac_tone",
        "sound_from_file",
    ),
    "clips.synthetic": (
        "SyntheticSpec",
        "scene_of",
        "synthetic_clip",
    ),
    "degraded": (
        "degraded_clip",
        "degraded_source",
    ),
    "detect.detectors": (
        "BlackDetector",
        "ClockDetector",
        "FreezeDetector",
        "LossDetector",
        "SilenceDetector",
        "WrongCameraDetector",
    ),
    "detect.pictures": ("PictureWatch",),
    "detect.sampler": (
        "PictureRun",
        "RunSampler",
    ),
    "detect.watch": ("StreamWatch",),
    "diagnosis.faults.catalogue": ("picture_fault",),
    "diagnosis.pool": ("DiagnosisPool",),
    "diagnosis.sample": (
        "Region",
        "Sample",
    ),
    "diagnosis.work": (
        "Diagnosis",
        "SampleJob",
    ),
    "errors": (
        "ClipError",
        "MediaError",
        "MediaFileError",
        "MediaTransportError",
        "PictureError",
    ),
    "frame_source": ("FrameSource",),
    "history": ("HistoryPlayout",),
    "overlay.build": ("overlay_clip",),
    "overlay.layout": ("band_layout",),
    "overlay.model": (
        "OverlayClip",
        "OverlayText",
    ),
    "overlay.playout": ("OverlayPlayout",),
    "overlay.recorded": ("BandedRecording",),
    "overlay.source": (
        "PictureSource",
        "file_source",
        "spec_source",
    ),
    "overlay.strip": (
        "StripTruth",
        "read_strip",
    ),
    "packets": (
        "OutFrame",
        "StreamOptions",
        "packet_table",
    ),
    "plan": ("MediaPlan",),
    "plane.model": (
        "CameraTime",
        "MediaPlane",
        "PictureOrder",
    ),
    "plane.sockets": ("SocketPlane",),
    "playout": (
        "ClipPlayout",
        "ToneSource",
    ),
    "receive.analyser": ("StreamAnalyser",),
    "receive.face": (
        "StreamJudge",
        "StreamReceiver",
    ),
    "receive.frame": ("ReceivedFrame",),
    "receive.picture": (
        "DecodedKeyFrame",
        "decode_check",
        "decode_in_thread",
    ),
    "receive.receiver": ("MediaReceiver",),
    "receive.report": (
        "Percentiles",
        "StreamReport",
    ),
    "receive.sound": (
        "Sound",
        "VoiceEar",
    ),
    "receive.strips": ("read_strips",),
    "rendered.source": ("RenderedSource",),
    "rendered.view": ("CameraView",),
    "send.face": (
        "FinishReason",
        "SoundSender",
        "StreamRelay",
        "StreamSender",
    ),
    "send.lateness": ("Lateness",),
    "send.pacer": ("Pacer",),
    "send.sender": ("MediaSender",),
    "send.stats": ("SendStats",),
    "send.tcp": ("DialRetry",),
    "sockets": ("OwnUdpDrops",),
    "sound_track": ("SoundTrack",),
    "stamp": (
        "TruthStamp",
        "read_stamp",
        "stamp_access_unit",
        "stamp_nal",
    ),
    "tables.banded": ("banded_table",),
    "tables.model": ("MediaTable",),
    "tables.program_stream": ("ps_table",),
    "tables.raw": ("raw_table",),
    "tables.raw_banded": ("raw_banded_table",),
    "tone": ("tone_share",),
    "virtual.plane": ("VirtualPlane",),
}
_HOMES = {name: f"camproof.media.{home}" for home, names in _PLACES.items() for name in names}


def __getattr__(name: str) -> Any:
    """Load a public name from its module."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(home), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
