"""Who hears voice in virtual time, and at which address."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from camproof.media.detect.watch import StreamWatch
from camproof.media.receive.analyser import StreamAnalyser
from camproof.media.receive.frame import ReceivedFrame
from camproof.media.receive.report import StreamReport
from camproof.protocols.flow import Address
from camproof.protocols.ps import DeviationCount

if TYPE_CHECKING:
    from camproof.media.virtual.voice import VirtualVoice

__all__ = ["VoiceReceiver", "Voices"]

Hears = Callable[[bytes, float], None]


class Voices:
    """Ears and passive ends by address."""

    def __init__(self) -> None:
        self._ears: dict[Address, Hears] = {}
        self._passive: dict[Address, VirtualVoice] = {}

    def hear(self, address: Address, hears: Hears) -> None:
        """Packets for an address go there."""
        self._ears[address] = hears

    def wait(self, address: Address, voice: VirtualVoice) -> None:
        """An end that is dialled."""
        self._passive[address] = voice

    def dial(self, remote: Address, own: Address) -> None:
        """Tell a passive end where its peer is."""
        passive = self._passive.get(remote)
        if passive is not None:
            passive.dialled(own)

    def arrived(self, address: Address, packet: bytes, at_s: float) -> None:
        """A packet is there; nobody may be."""
        hears = self._ears.get(address)
        if hears is not None:
            hears(packet, at_s)

    def gone(self, address: Address) -> None:
        """Nobody is there any more."""
        self._ears.pop(address, None)
        self._passive.pop(address, None)


class VoiceReceiver:
    """See ``StreamReceiver``; hears G.711 A-law, packet by packet."""

    codec = ""
    first_key_frame_at_s = None

    def __init__(
        self,
        voices: Voices,
        address: Address,
        opened_s: float,
        ssrc: int | None,
        payload_type: int | None,
        wall_s: Callable[[float], float],
    ) -> None:
        self.address = address
        self._voices = voices
        self._sinks: list[Callable[[ReceivedFrame], None]] = []
        self._analyser = StreamAnalyser(
            opened_s,
            ssrc=ssrc,
            payload_type=payload_type,
            container="PCMA",
            wall_s=wall_s,
            on_frame=self._frame,
        )
        voices.hear(address, self._analyser.packet)

    def add_sink(self, sink: Callable[[ReceivedFrame], None]) -> None:
        """One more that gets each piece of sound."""
        self._sinks.append(sink)

    def when_shown(self, tell: Callable[[], None]) -> None:
        """Sound shows nothing."""

    def watch(self, camera: int | None, subject: str, *, zero_s: float, clock_limit_s: float) -> StreamWatch:
        """Silence and loss can be found in sound too."""
        watch = StreamWatch(self._analyser, camera, subject, zero_s=zero_s, clock_limit_s=clock_limit_s)
        self.add_sink(watch.frame)
        return watch

    def expect(self, ssrc: int | None) -> None:
        """Take packets of this SSRC from now on."""
        self._analyser.expect(ssrc)

    async def connect(self, remote: Address, timeout_s: float = 5.0) -> None:
        """Voice over TCP comes the other way round: who speaks dials."""

    async def first_key_frame(self, timeout_s: float) -> ReceivedFrame:
        """There are no pictures.

        :raises TimeoutError: always, in time.
        """
        await asyncio.sleep(timeout_s)
        raise TimeoutError

    def report(self) -> StreamReport:
        """Everything so far."""
        return self._analyser.report()

    def window(self, from_s: float, to_s: float) -> StreamReport:
        """The whole seconds inside a span."""
        return self._analyser.window(from_s, to_s)

    def deviations(self) -> tuple[DeviationCount, ...]:
        """Departures from the standards."""
        return self._analyser.facts().deviations

    async def stop(self) -> None:
        """Hear no more. May be called twice."""
        self._voices.gone(self.address)
        self._analyser.flush()

    def _frame(self, frame: ReceivedFrame) -> None:
        for sink in self._sinks:
            sink(frame)
