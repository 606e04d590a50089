"""A camera's physical state, without any protocol."""

from camproof.virtual_cameras.body.alarms import Alarm, Alarms
from camproof.virtual_cameras.body.camera import Camera, Channel, Place
from camproof.virtual_cameras.body.clock import CameraClock
from camproof.virtual_cameras.body.head import Head, HeadLimits, HomePosition, Position, Track
from camproof.virtual_cameras.body.imaging import Imaging
from camproof.virtual_cameras.body.storage import Card, Recording, Storage

__all__ = [
    "Alarm",
    "Alarms",
    "Camera",
    "CameraClock",
    "Card",
    "Channel",
    "Head",
    "HeadLimits",
    "HomePosition",
    "Imaging",
    "Place",
    "Position",
    "Recording",
    "Storage",
    "Track",
]
