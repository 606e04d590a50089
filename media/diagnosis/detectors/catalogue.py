"""All detectors, with the limits that `python -m camproof.media.diagnosis.score --tune` gave."""

from __future__ import annotations

from camproof.media.diagnosis.detectors.base import Detector
from camproof.media.diagnosis.detectors.black import Black
from camproof.media.diagnosis.detectors.blur import Blur
from camproof.media.diagnosis.detectors.brightness import TooBright, TooDark
from camproof.media.diagnosis.detectors.colour import ColourCast, Monochrome
from camproof.media.diagnosis.detectors.contrast import LowContrast
from camproof.media.diagnosis.detectors.freeze import Freeze
from camproof.media.diagnosis.detectors.noise import Noise
from camproof.media.diagnosis.detectors.occlusion import Occlusion
from camproof.media.diagnosis.detectors.osd import OsdClock, OsdMissing
from camproof.media.diagnosis.detectors.scene import SceneChange
from camproof.media.diagnosis.detectors.shake import Shake
from camproof.media.diagnosis.detectors.signal import SignalLost
from camproof.media.diagnosis.detectors.stripe import Stripe

__all__ = ["DETECTORS"]

DETECTORS: tuple[Detector, ...] = (
    SignalLost(),
    Freeze(),
    Black(),
    Blur(),
    TooBright(),
    TooDark(),
    LowContrast(),
    ColourCast(),
    Monochrome(),
    Noise(),
    Stripe(),
    Shake(),
    SceneChange(),
    Occlusion(),
    OsdMissing(),
    OsdClock(),
)
