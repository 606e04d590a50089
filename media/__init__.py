"""Media: clips, packet tables, truth stamps, senders, receivers, analysers, detectors.

Names are loaded when they are first used, so that importing the room costs neither PyAV nor OpenCV.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from camproof.media.clips.files import clip_from_file
    from camproof.media.clips.model import AccessUnit, Clip
    from camproof.media.clips.synthetic import SyntheticSpec, synthetic_clip
    from camproof.media.detect.detectors import (
        BlackDetector,
        ClockDetector,
        FreezeDetector,
        LossDetector,
        SilenceDetector,
        WrongCameraDetector,
    )
    from camproof.media.detect.watch import StreamWatch
    from camproof.media.errors import (
        ClipError,
        MediaError,
        MediaFileError,
        MediaTransportError,
        PictureError,
    )
    from camproof.media.frame_source import FrameSource
    from camproof.media.history import HistoryPlayout
    from camproof.media.packets import OutFrame, StreamOptions, packet_table
    from camproof.media.plan import MediaPlan
    from camproof.media.playout import ClipPlayout, ToneSource
    from camproof.media.receive.analyser import StreamAnalyser
    from camproof.media.receive.frame import ReceivedFrame
    from camproof.media.receive.picture import DecodedKeyFrame, decode_check, decode_in_thread
    from camproof.media.receive.receiver import MediaReceiver
    from camproof.media.receive.report import Percentiles, StreamReport
    from camproof.media.receive.sound import Sound, VoiceEar
    from camproof.media.send.lateness import Lateness
    from camproof.media.send.pacer import Pacer
    from camproof.media.send.sender import MediaSender
    from camproof.media.send.stats import SendStats
    from camproof.media.send.tcp import DialRetry
    from camproof.media.sockets import OwnUdpDrops
    from camproof.media.stamp import TruthStamp, read_stamp, stamp_access_unit, stamp_nal
    from camproof.media.tone import tone_share

__all__ = [
    "AccessUnit",
    "BlackDetector",
    "Clip",
    "ClipError",
    "ClipPlayout",
    "ClockDetector",
    "DecodedKeyFrame",
    "DialRetry",
    "FrameSource",
    "FreezeDetector",
    "HistoryPlayout",
    "Lateness",
    "LossDetector",
    "MediaError",
    "MediaFileError",
    "MediaPlan",
    "MediaReceiver",
    "MediaSender",
    "MediaTransportError",
    "OutFrame",
    "OwnUdpDrops",
    "Pacer",
    "Percentiles",
    "PictureError",
    "ReceivedFrame",
    "SendStats",
    "SilenceDetector",
    "Sound",
    "StreamAnalyser",
    "StreamOptions",
    "StreamReport",
    "StreamWatch",
    "SyntheticSpec",
    "ToneSource",
    "TruthStamp",
    "VoiceEar",
    "WrongCameraDetector",
    "clip_from_file",
    "decode_check",
    "decode_in_thread",
    "packet_table",
    "read_stamp",
    "stamp_access_unit",
    "stamp_nal",
    "synthetic_clip",
    "tone_share",
]

_PLACES = {
    "clips.files": ("clip_from_file",),
    "clips.model": ("AccessUnit", "Clip"),
    "clips.synthetic": ("SyntheticSpec", "synthetic_clip"),
    "detect.detectors": (
        "BlackDetector",
        "ClockDetector",
        "FreezeDetector",
        "LossDetector",
        "SilenceDetector",
        "WrongCameraDetector",
    ),
    "detect.watch": ("StreamWatch",),
    "errors": ("ClipError", "MediaError", "MediaFileError", "MediaTransportError", "PictureError"),
    "frame_source": ("FrameSource",),
    "history": ("HistoryPlayout",),
    "packets": ("OutFrame", "StreamOptions", "packet_table"),
    "plan": ("MediaPlan",),
    "playout": ("ClipPlayout", "ToneSource"),
    "receive.analyser": ("StreamAnalyser",),
    "receive.frame": ("ReceivedFrame",),
    "receive.picture": ("DecodedKeyFrame", "decode_check", "decode_in_thread"),
    "receive.receiver": ("MediaReceiver",),
    "receive.report": ("Percentiles", "StreamReport"),
    "receive.sound": ("Sound", "VoiceEar"),
    "send.lateness": ("Lateness",),
    "send.pacer": ("Pacer",),
    "send.sender": ("MediaSender",),
    "send.stats": ("SendStats",),
    "send.tcp": ("DialRetry",),
    "sockets": ("OwnUdpDrops",),
    "stamp": ("TruthStamp", "read_stamp", "stamp_access_unit", "stamp_nal"),
    "tone": ("tone_share",),
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
