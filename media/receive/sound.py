"""What is heard of G.711 A-law sound, and an ear for packets that come back on a sender's own way."""

from __future__ import annotations

import time
from collections.abc import Callable

from camproof.media.receive.analyser import StreamAnalyser
from camproof.media.receive.frame import ReceivedFrame
from camproof.media.receive.report import StreamReport
from camproof.media.tone import SAMPLE_HZ, tone_share

__all__ = ["Sound", "VoiceEar"]


class Sound:
    """The last second of sound, as A-law bytes.

    :ivar heard_s: length of all sound so far.
    """

    def __init__(self) -> None:
        self.data = b""
        self.heard_s = 0.0

    def take(self, frame: ReceivedFrame) -> None:
        """Add a frame; pictures are left out."""
        if frame.codec == "G711A":
            self.data = (self.data + frame.data)[-SAMPLE_HZ:]
            self.heard_s += len(frame.data) / SAMPLE_HZ

    def tone_share(self, hz: int) -> float:
        """Share of the energy at ``hz``, 0..1; 0 for silence."""
        return tone_share(self.data, hz)


class VoiceEar:
    """Measures the voice of the other end of a talk. Give :meth:`packet` each packet that comes.

    :param ssrc: the one that was agreed; None takes that of the first packet.
    :param sound: what is heard is added to it.
    :ivar on_sound: called after each piece of sound.
    """

    def __init__(self, ssrc: int | None = None, *, sound: Sound | None = None) -> None:
        self.sound = sound or Sound()
        self.on_sound: Callable[[], None] | None = None
        self._analyser = StreamAnalyser(
            time.monotonic(), ssrc=ssrc, payload_type=8, container="PCMA", on_frame=self._take
        )

    def packet(self, data: bytes, arrival_s: float) -> None:
        """One RTP or RTCP packet; nothing is raised."""
        self._analyser.packet(data, arrival_s)

    def _take(self, frame: ReceivedFrame) -> None:
        self.sound.take(frame)
        if self.on_sound is not None:
            self.on_sound()

    def report(self) -> StreamReport:
        """Everything so far."""
        return self._analyser.report()
