"""A stream that a platform receives: live view, playback or download."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from camproof.media import PictureWatch, ReceivedFrame, StreamReceiver, StreamReport
from camproof.platforms.errors import DeviceRefused, PlatformTimeout
from camproof.platforms.recorder import PsRecorder
from camproof.protocols.gb28181.platform import CallAnswered, CallControlled
from camproof.protocols.mansrtsp import MansrtspRequest, MansrtspResponse
from camproof.verdicts.finding import Finding

__all__ = ["CallKeeper", "DownloadSession", "LiveSession", "PlaybackSession"]


_OLDEST_LIVE_S = 10.0
"""A live picture whose capture lies further back tells of a wrong clock; a recording may be of any age."""
STALE_S = 60
"""A session whose call is over gives back its port by itself after this."""


class CallKeeper(Protocol):
    """What a session needs of its platform."""

    async def hang_up(self, call: str) -> str:
        """End a call; gives why it is over."""

    async def steer(self, call: str, make: Callable[[int], MansrtspRequest]) -> CallControlled:
        """Send a playback command; gives its answer."""

    def stream_started(self, session: LiveSession) -> None:
        """The first key frame is there."""

    def stream_stopped(self, session: LiveSession) -> None:
        """The receiver has been closed."""


class LiveSession:
    """One call with its receiver. Times are monotonic seconds unless they say otherwise.

    :param origin_s: monotonic time that findings count from.
    :param camera: number that the stamps must carry; None takes that of the first picture.
    :ivar path: the platforms that the stream comes through, the nearest first; empty for a camera of ours.
    :ivar pictures: what was seen in samples of its pictures; None where nobody looks at them.
    """

    def __init__(
        self,
        keeper: CallKeeper,
        answered: CallAnswered,
        receiver: StreamReceiver,
        *,
        origin_s: float = 0.0,
        camera: int | None = None,
    ) -> None:
        self.call = answered.call
        self.device = answered.device
        self.channel = answered.channel
        self.kind = answered.kind
        self.transport = answered.transport
        self.ssrc = answered.ssrc
        self.answer = answered.answer
        self.path = answered.path
        self.asked_s = answered.asked_s
        self.answered_s = answered.at_s
        self.receiver = receiver
        self.end_reason = ""
        self.ended: asyncio.Event = asyncio.Event()
        self.pictures: PictureWatch | None = None
        self._keeper = keeper
        self._recorder: PsRecorder | None = None
        self._closed = False
        self._ticks_over = 0
        oldest_s = _OLDEST_LIVE_S if self.kind == "live" else math.inf
        self._watch = receiver.watch(camera, self.channel, zero_s=origin_s, clock_limit_s=oldest_s)
        receiver.when_shown(lambda: keeper.stream_started(self))

    @property
    def start_s(self) -> float | None:
        """Seconds from the INVITE to the first key frame; None before it."""
        at_s = self.receiver.first_key_frame_at_s
        return None if at_s is None else at_s - self.asked_s

    async def first_key_frame(self, timeout_s: float = 5.0) -> ReceivedFrame:
        """Wait for the first complete key picture.

        :raises PlatformTimeout: none came in time.
        """
        try:
            return await self.receiver.first_key_frame(timeout_s)
        except TimeoutError as error:
            report = self.report()
            raise PlatformTimeout(
                f"No key frame of {self.channel} came in {timeout_s:g} s "
                f"({report.packets} packets, {report.wrong_ssrc} of another SSRC)."
            ) from error

    def report(self) -> StreamReport:
        """Measurements of the whole stream so far."""
        return self.receiver.report()

    def window(self, from_s: float, to_s: float) -> StreamReport:
        """Measurements of the whole seconds inside a span."""
        return self.receiver.window(from_s, to_s)

    def findings(self) -> tuple[Finding, ...]:
        """What the stream's detectors have found so far."""
        watches = (self._watch, self.pictures)
        return tuple(found for watch in watches if watch is not None for found in watch.findings())

    def record_to(self, path: Path) -> PsRecorder:
        """Write all further frames into a program stream file.

        :raises NotPossible: the file cannot be opened.
        """
        self._recorder = recorder = PsRecorder(path)
        self.receiver.add_sink(recorder.write)
        return recorder

    async def stop(self) -> str:
        """Hang up and give back the port; gives why the call is over. May be called twice."""
        if not self.ended.is_set():
            self.over(await self._keeper.hang_up(self.call))
        await self.close()
        return self.end_reason

    async def close(self) -> None:
        """Give back the port without a word to the device."""
        if self._closed:
            return
        self._closed = True
        await self.receiver.stop()
        if self._recorder is not None:
            self._recorder.close()
        self._keeper.stream_stopped(self)

    def over(self, reason: str) -> None:
        """The call is over (called by the platform)."""
        if not self.ended.is_set():
            self.end_reason = reason
            self.ended.set()

    def tick(self, now_s: float) -> float:
        """Once a second: silence and loss show without frames.

        :return: for how long no packet has come, in seconds; 0 once it is over.
        """
        if self.ended.is_set():
            self._ticks_over += 1
            return 0.0
        return now_s - self._watch.tick(now_s)

    @property
    def is_stale(self) -> bool:
        """Whether the call has been over for so long that nobody will look at it any more."""
        return self._ticks_over > STALE_S


class PlaybackSession(LiveSession):
    """A stream from the archive that can be steered (GB/T 28181-2022 Annex B).

    Each command gives the device's answer: where it goes on (Range) and with which packet (RTP-Info); None
    for an answer without a body.
    """

    async def pause(self) -> MansrtspResponse | None:
        """Stand still."""
        return await self._steer("PAUSE", MansrtspRequest.pause)

    async def resume(self) -> MansrtspResponse | None:
        """Go on from there."""
        return await self._steer("PLAY", MansrtspRequest.play)

    async def seek(
        self, npt_s: float, end_s: float | None = None, *, factor: float | None = None
    ) -> MansrtspResponse | None:
        """Go to a place, seconds from the start that was asked for; end at another, change the pace."""
        return await self._steer("PLAY", lambda cseq: MansrtspRequest.seek(cseq, npt_s, end_s, factor))

    async def scale(self, factor: float) -> MansrtspResponse | None:
        """Change the pace: 0.25, 0.5, 1, 2, 4; negative for reverse (2022)."""
        return await self._steer("PLAY", lambda cseq: MansrtspRequest.speed(cseq, factor))

    async def wait_end(self, timeout_s: float) -> str:
        """Wait for the end of the file; gives why the call is over.

        :raises PlatformTimeout: it lasts longer.
        """
        try:
            async with asyncio.timeout(timeout_s):
                await self.ended.wait()
        except TimeoutError as error:
            raise PlatformTimeout(
                f"The {self.kind} of {self.channel} did not end in {timeout_s:g} s."
            ) from error
        return self.end_reason

    async def _steer(self, word: str, make: Callable[[int], MansrtspRequest]) -> MansrtspResponse | None:
        controlled = await self._keeper.steer(self.call, make)
        status, answer = controlled.status, controlled.answer
        if status is None:
            raise PlatformTimeout(f"Device {self.device} did not answer {word}.")
        if answer is not None and status < 300:
            status = answer.status
        if status >= 300:
            raise DeviceRefused(f"Device {self.device} answered {word} with {status}.", status)
        return answer


class DownloadSession(PlaybackSession):
    """A recording on its way into a file."""

    @property
    def file_size(self) -> int | None:
        """Octets that the device announced (``a=filesize``); None if it did not."""
        return self.answer.media[0].file_size if self.answer.media else None

    @property
    def progress(self) -> float | None:
        """Share of the announced octets that came, 0 to 1; None if nothing was announced."""
        size = self.file_size
        return min(1.0, self.report().octets / size) if size else None
