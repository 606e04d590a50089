"""The GB/T 28181 face of a camera."""

from camproof.virtual_cameras.gb28181.actions import (
    ControlStream,
    FaceAction,
    ListenForVoice,
    PrepareStream,
    Reboot,
    StartStream,
    StopStream,
    StreamPlace,
    TellPlace,
)
from camproof.virtual_cameras.gb28181.face import Gb28181Face

__all__ = [
    "ControlStream",
    "FaceAction",
    "Gb28181Face",
    "ListenForVoice",
    "PrepareStream",
    "Reboot",
    "StartStream",
    "StopStream",
    "StreamPlace",
    "TellPlace",
]
