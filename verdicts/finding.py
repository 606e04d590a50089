"""What a detector found, and the words for what it can find."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

__all__ = ["Finding", "Symptom"]


class Symptom(StrEnum):
    """What a fault looks like from outside; the words shared by detectors and the fault catalogue."""

    CAMERA_OFFLINE = "camera-offline"
    PACKET_LOSS = "packet-loss"
    PICTURE_FROZEN = "picture-frozen"
    PICTURE_BLACK = "picture-black"
    PICTURE_BLURRED = "picture-blurred"
    PICTURE_TOO_BRIGHT = "picture-too-bright"
    PICTURE_TOO_DARK = "picture-too-dark"
    PICTURE_NOISY = "picture-noisy"
    PICTURE_STRIPED = "picture-striped"
    PICTURE_SHAKES = "picture-shakes"
    PICTURE_OCCLUDED = "picture-occluded"
    PICTURE_MONOCHROME = "picture-monochrome"
    CONTRAST_LOW = "contrast-low"
    COLOUR_CAST = "colour-cast"
    SCENE_CHANGED = "scene-changed"
    SIGNAL_LOST = "signal-lost"
    OSD_MISSING = "osd-missing"
    OSD_CLOCK_STALE = "osd-clock-stale"
    STREAM_SILENT = "stream-silent"
    CLOCK_WRONG = "clock-wrong"
    REGISTRATION_STORM = "registration-storm"
    REGISTRATION_FORGOTTEN = "registration-forgotten"
    CAMERA_REDIRECTED = "camera-redirected"
    ADDRESS_MOVED = "address-moved"
    IDENTITY_CONTESTED = "identity-contested"
    KEEPALIVE_MISSED = "keepalive-missed"
    CATALOG_INCOMPLETE = "catalog-incomplete"
    CATALOG_ECHOED = "catalog-echoed"
    CHANNEL_CONTESTED = "channel-contested"
    PLATFORM_OFFLINE = "platform-offline"
    RECORDING_STOPPED = "recording-stopped"
    WRONG_CAMERA = "wrong-camera"
    INTRUDER_REFUSED = "intruder-refused"
    INTRUDER_ACCEPTED = "intruder-accepted"
    INTRUDER_BANNED = "intruder-banned"
    REPLAY_REFUSED = "replay-refused"
    REPLAY_ACCEPTED = "replay-accepted"


@dataclass(frozen=True, slots=True)
class Finding:
    """One observation of a detector, made from bytes alone.

    :param symptom: one of :class:`Symptom`.
    :param subject: the 20-digit code of the camera; empty where the finding is about no single one.
    :param from_s: scenario time at which it began, as far as the bytes tell.
    :param to_s: scenario time at which it ended; None = not yet.
    :param detected_s: scenario time at which the detector knew.
    :param method: how it was found, in words.
    :param detail: figures.
    """

    symptom: str
    subject: str
    from_s: float
    to_s: float | None
    detected_s: float
    method: str
    detail: str = ""

    def as_dict(self) -> dict[str, Any]:
        """A form that JSON can hold."""
        return {
            "symptom": str(self.symptom),
            "subject": self.subject,
            "from_s": self.from_s,
            "to_s": self.to_s,
            "detected_s": self.detected_s,
            "method": self.method,
            "detail": self.detail,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Finding:
        """The inverse of :meth:`as_dict`."""
        return cls(**data)
