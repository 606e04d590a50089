"""Virtual cameras: one physical state, a GB/T 28181 face of it, sockets, fleets, faults and intruders."""

from camproof.virtual_cameras.body import Alarm, Camera, CameraClock, Channel, Storage
from camproof.virtual_cameras.counters import CameraCounters
from camproof.virtual_cameras.fleet import Fleet, FleetSendStats
from camproof.virtual_cameras.gb28181 import Gb28181Face
from camproof.virtual_cameras.injection import Injection
from camproof.virtual_cameras.intruders import (
    DuplicateDevice,
    GuessingIntruder,
    IntrusionResult,
    ReplayIntruder,
    WrongPasswordIntruder,
)
from camproof.virtual_cameras.personality import Personality
from camproof.virtual_cameras.setup import CameraSetup, Defects, Timing
from camproof.virtual_cameras.virtual_camera import VirtualCamera

__all__ = [
    "Alarm",
    "Camera",
    "CameraClock",
    "CameraCounters",
    "CameraSetup",
    "Channel",
    "Defects",
    "DuplicateDevice",
    "Fleet",
    "FleetSendStats",
    "Gb28181Face",
    "GuessingIntruder",
    "Injection",
    "IntrusionResult",
    "Personality",
    "ReplayIntruder",
    "Storage",
    "Timing",
    "VirtualCamera",
    "WrongPasswordIntruder",
]
