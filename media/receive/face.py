"""What a platform wants of whoever receives one of its streams."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from camproof.media.receive.frame import ReceivedFrame
from camproof.media.receive.report import StreamReport
from camproof.protocols.flow import Address
from camproof.protocols.ps import DeviationCount
from camproof.verdicts.finding import Finding

__all__ = ["StreamJudge", "StreamReceiver"]


class StreamJudge(Protocol):
    """The detectors of one received stream: frozen, lossy, silent, another camera, a wrong clock."""

    def tick(self, now_s: float) -> float:
        """Called about once a second (monotonic seconds): silence and loss show without frames.

        :return: when the last packet came; when the port was opened, before the first.
        """

    def findings(self) -> tuple[Finding, ...]:
        """All findings so far, in the order in which they began."""


class StreamReceiver(Protocol):
    """A port, what came to it, and what that measures. Times are monotonic seconds.

    It is ready for media when it is made (``MediaPlane.receiver``). Order of calls: ``expect`` and, where we
    dial, ``connect``; then whatever the session asks for; ``await stop()``.
    """

    @property
    def address(self) -> Address:
        """Where media is expected; what the session description tells."""

    @property
    def codec(self) -> str:
        """Codec of the pictures; "" before the first."""

    @property
    def first_key_frame_at_s(self) -> float | None:
        """When the first complete key picture with parameter sets was there; None before it."""

    def add_sink(self, sink: Callable[[ReceivedFrame], None]) -> None:
        """One more that gets each frame from now on, with its bytes.

        :raises MediaError: this plane moves no bytes.
        """

    def when_shown(self, tell: Callable[[], None]) -> None:
        """Call once the first complete key picture is there, after its frame went to the sinks; at once
        where it is there already.
        """

    def watch(self, camera: int | None, subject: str, *, zero_s: float, clock_limit_s: float) -> StreamJudge:
        """Let detectors look at all frames from now on.

        :param camera: number that the stamps must carry; None takes that of the first picture.
        :param subject: 20-digit code for the findings.
        :param zero_s: what findings count from.
        :param clock_limit_s: a picture whose capture lies further back tells of a wrong clock.
        """

    def expect(self, ssrc: int | None) -> None:
        """Take packets of this SSRC from now on (None: of the next one that comes)."""

    async def connect(self, remote: Address, timeout_s: float = 5.0) -> None:
        """Dial the sender (tcp-active).

        :raises MediaTransportError: nobody answers.
        """

    async def first_key_frame(self, timeout_s: float) -> ReceivedFrame:
        """Wait for the first complete key picture with parameter sets.

        :raises TimeoutError: none came in time.
        :raises MediaTransportError: the receiver was stopped meanwhile.
        """

    def report(self) -> StreamReport:
        """Everything so far."""

    def window(self, from_s: float, to_s: float) -> StreamReport:
        """The whole seconds inside ``[from_s, to_s)``; those that touch it where none lies inside."""

    def deviations(self) -> Sequence[DeviationCount]:
        """Departures from the standards in what came."""

    async def stop(self) -> None:
        """Give the port back; what waited comes out first. May be called twice."""
