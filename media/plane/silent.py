"""A media plane that carries nothing: calls come up, and no picture ever comes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from camproof.media.clips.model import Clip
from camproof.media.errors import MediaTransportError, PictureError
from camproof.media.frame_source import FrameSource
from camproof.media.overlay.model import OverlayClip
from camproof.media.packets import StreamOptions
from camproof.media.plan import Container, MediaPlan, MediaTransport
from camproof.media.plane.model import PictureOrder
from camproof.media.receive.analyser import StreamAnalyser
from camproof.media.receive.frame import ReceivedFrame
from camproof.media.receive.picture import DecodedKeyFrame
from camproof.media.receive.report import StreamReport
from camproof.media.receive.sound import VoiceEar
from camproof.media.send.face import SoundSender, StreamSender
from camproof.media.send.lateness import Lateness
from camproof.media.send.stats import SendStats
from camproof.protocols.flow import Address
from camproof.protocols.ps import DeviationCount
from camproof.runtimes.clock import now_s, wall_clock
from camproof.verdicts.finding import Finding

__all__ = ["SilentPlane"]

_NOTHING = SendStats(0, 0, 0, 0, 0, 0, Lateness())
_FIRST_PORT = 10_000
_PORTS = 27_000


class SilentPlane:
    """See ``MediaPlane``. For scenarios about signalling, where thousands of streams need not move."""

    def __init__(self) -> None:
        self.broken = asyncio.Event()
        self._ports = 0

    @property
    def failure(self) -> str:
        """Nothing breaks where nothing moves."""
        return ""

    def picture_sender(self, order: PictureOrder) -> StreamSender:
        """A sender that stays silent."""
        return _SilentSender(self._address(order.host))

    def sound_sender(
        self,
        plan: MediaPlan,
        source: FrameSource | None,  # noqa: ARG002
        *,
        host: str,  # noqa: ARG002
        ear: VoiceEar | None,  # noqa: ARG002
    ) -> SoundSender:
        """No voice.

        :raises MediaTransportError: always.
        """
        raise MediaTransportError(f"This media plane carries no voice, so no {plan.kind}.")

    async def receiver(
        self,
        transport: MediaTransport,  # noqa: ARG002
        host: str,
        *,
        ssrc: int | None,
        payload_type: int | None = None,
        container: Container = "PS",
        wall_s: Callable[[float], float] | None = None,
    ) -> _SilentReceiver:
        """A receiver to which nothing comes."""
        analyser = StreamAnalyser(
            now_s(),
            ssrc=ssrc,
            payload_type=payload_type,
            container=container,
            wall_s=wall_s or wall_clock(),
        )
        return _SilentReceiver(self._address(host), analyser)

    async def decoded(self, frame: ReceivedFrame) -> DecodedKeyFrame:
        """Nothing came that could be decoded.

        :raises PictureError: always.
        """
        raise PictureError(f"The {frame.codec} picture does not decode: this media plane carries none.")

    def make_ready(self, seen: Clip | OverlayClip, options: StreamOptions) -> None:
        """Nothing is shown."""

    def lateness(self, from_s: float | None, to_s: float | None = None) -> Lateness:  # noqa: ARG002
        """Nothing leaves, so nothing is late."""
        return Lateness()

    async def close(self) -> None:
        """Nothing is held."""

    def _address(self, host: str) -> Address:
        self._ports += 1
        return host, _FIRST_PORT + 2 * (self._ports % _PORTS)


class _SilentSender:
    def __init__(self, address: Address) -> None:
        self.failure = ""
        self._address = address

    async def prepare(self) -> Address:
        return self._address

    def start(self) -> None: ...

    def pause(self) -> None: ...

    def resume(self) -> None: ...

    def seek(self, npt_s: float) -> None: ...

    def stop_at(self, npt_s: float | None) -> None: ...

    def set_scale(self, scale: float) -> None: ...

    def force_key_frame(self) -> None: ...

    def set_frozen(self, frozen: bool) -> None: ...

    def show(self, seen: Clip | OverlayClip, options: StreamOptions) -> None: ...

    async def stop(self, *, goodbye: bool = True) -> None: ...

    async def octets(self) -> int | None:
        return None

    @property
    def position_s(self) -> float | None:
        return None

    @property
    def next_packet(self) -> tuple[int, int]:
        return 0, 0

    @property
    def stats(self) -> SendStats:
        return _NOTHING


class _SilentJudge:
    def tick(self, now_s: float) -> None: ...

    def findings(self) -> tuple[Finding, ...]:
        return ()


class _SilentReceiver:
    """Its silence is its own, not the camera's: the last packet is always now."""

    codec = ""
    first_key_frame_at_s = None

    def __init__(self, address: Address, analyser: StreamAnalyser) -> None:
        self.address = address
        self._analyser = analyser

    @property
    def last_packet_s(self) -> float:
        return now_s()

    def add_sink(self, sink: Callable[[ReceivedFrame], None]) -> None: ...

    def when_shown(self, tell: Callable[[], None]) -> None: ...

    def watch(
        self,
        camera: int | None,  # noqa: ARG002
        subject: str,  # noqa: ARG002
        *,
        zero_s: float,  # noqa: ARG002
        clock_limit_s: float,  # noqa: ARG002
    ) -> _SilentJudge:
        return _SilentJudge()

    def expect(self, ssrc: int | None) -> None: ...

    async def connect(self, remote: Address, timeout_s: float = 5.0) -> None: ...

    async def first_key_frame(self, timeout_s: float) -> ReceivedFrame:
        await asyncio.sleep(timeout_s)
        raise TimeoutError

    def report(self) -> StreamReport:
        return self._analyser.report()

    def window(self, from_s: float, to_s: float) -> StreamReport:
        return self._analyser.window(from_s, to_s)

    def deviations(self) -> tuple[DeviationCount, ...]:
        return ()

    async def stop(self) -> None: ...
