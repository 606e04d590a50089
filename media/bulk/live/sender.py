"""One live stream of a shared port, with the face of a sender of its own."""

from __future__ import annotations

import time
from collections.abc import Callable

from camproof.media.bulk.live.line import LiveLine
from camproof.media.bulk.live.port import Counted, LivePort
from camproof.media.bulk.send.sender import BulkSender
from camproof.media.bulk.send.streams import SendSpec
from camproof.media.clips.model import Clip
from camproof.media.errors import MediaTransportError
from camproof.media.overlay.model import OverlayClip, OverlayText
from camproof.media.packets import StreamOptions
from camproof.media.plan import MediaPlan
from camproof.media.send.face import FinishReason
from camproof.media.send.lateness import Lateness
from camproof.media.send.stats import SendStats
from camproof.media.tables.model import MediaTable
from camproof.protocols.flow import Address
from camproof.runtimes.impairment import Gate

__all__ = ["LiveSender"]

Watch = Callable[[Callable[[], None]], Callable[[], None]]
_NOTHING = SendStats(0, 0, 0, 0, 0, 0, Lateness())


class LiveSender:
    """See ``StreamSender``. Capture times and reports show the camera's clock.

    :param table: what the camera sees.
    :param camera: u32 of its stamps.
    :param gate: the link before it; packets pass it whenever it is not perfect.
    :param error_s: how far its clock is ahead now.
    :param watch_clock: calls what it is given whenever that jumps, until what it gives back is called.
    :param drift_ppm: how much faster than the true one its clock runs.
    :param text: what a band shows beside the clock; :param zone_s: what its time zone adds to that.
    :param on_finished: called with "unreachable" when the bulk sender broke down; ``failure`` says why.
    """

    def __init__(
        self,
        port: LivePort,
        plan: MediaPlan,
        table: MediaTable,
        *,
        camera: int,
        gate: Gate,
        error_s: Callable[[], float],
        watch_clock: Watch,
        drift_ppm: float = 0.0,
        text: OverlayText | None = None,
        zone_s: int = 0,
        on_finished: Callable[[FinishReason], None] | None = None,
    ) -> None:
        self.failure = ""
        self._port = port
        self._plan = plan
        self._table = table
        self._camera = camera
        self._gate = gate
        self._error_s = error_s
        self._watch_clock = watch_clock
        self._drift_ppm = drift_ppm
        self._text = text or OverlayText("")
        self._zone_s = zone_s
        self._on_finished = on_finished
        self._frozen = False
        self._stream: int | None = None
        self._line: LiveLine | None = None
        self._unwatch: tuple[Callable[[], None], ...] = ()
        self._last = _NOTHING

    async def prepare(self) -> Address:
        """The shared port.

        :raises MediaTransportError: where it cannot be bound.
        """
        return self._port.open()

    def start(self) -> None:
        """Send from now on."""
        plan = self._plan
        spec = SendSpec(
            remote=plan.remote,
            ssrc=plan.ssrc,
            camera=self._camera,
            payload_type=plan.payload_type,
            phase=0.0,
            clock_offset_s=self._error_s(),
            drift_ppm=self._drift_ppm,
            text=self._text,
            zone_s=self._zone_s,
        )
        self._line = LiveLine(plan.remote, plan.ssrc, self._gate, lambda: time.time() + self._error_s())
        try:
            self._stream = stream = self._port.begin(self._table, spec, self._line, self._broken)
        except MediaTransportError as error:
            self._broken(str(error))
            return
        self._unwatch = (
            self._gate.watch(lambda: self._port.changed(stream)),
            self._watch_clock(self._clock_changed),
        )
        if self._frozen:
            self.set_frozen(True)

    def pause(self) -> None:
        """Send nothing until ``resume``."""
        self._ask(lambda sender, stream: sender.pause([stream]))

    def resume(self) -> None:
        """Go on with a key picture."""
        self._ask(lambda sender, stream: sender.resume([stream]))

    def seek(self, npt_s: float) -> None:
        """A live picture has no other place."""

    def stop_at(self, npt_s: float | None) -> None:
        """A live picture has no end."""

    def set_scale(self, scale: float) -> None:
        """A live picture has one pace only."""

    def force_key_frame(self) -> None:
        """The next frame is a key picture."""
        self._ask(lambda sender, stream: sender.ask_key([stream]))

    def set_frozen(self, frozen: bool) -> None:
        """Send the last key picture again and again, or go on."""
        self._frozen = frozen
        self._ask(lambda sender, stream: sender.freeze([stream], frozen=frozen))

    def show(self, seen: Clip | OverlayClip, options: StreamOptions) -> None:
        """Change the picture from the next frame on, which is a key picture; stamps, numbers and band go on.

        :param seen: with a band where there was one before, without where there was none.
        """
        table = self._port.tables.table(seen, options)
        if table is None:
            raise ValueError("A picture that only a sender of its own can send was shown to a shared port.")
        self._table = table
        self._ask(lambda sender, stream: sender.show([stream], table))

    def _clock_changed(self) -> None:
        self._ask(lambda sender, stream: sender.set_clock([stream], self._error_s()))

    def _ask(self, what: Callable[[BulkSender, int], None]) -> None:
        """Ask the bulk sender for something, where the stream runs."""
        if self._stream is None:
            return
        try:
            what(self._port.sender, self._stream)
        except MediaTransportError as error:
            self._broken(str(error))

    async def stop(self, *, goodbye: bool = True) -> None:
        """End the stream; the port stays. May be called twice."""
        self._end(goodbye=goodbye)

    def _end(self, *, goodbye: bool) -> None:
        for end in self._unwatch:
            end()
        self._unwatch = ()
        if self._stream is not None:
            stream, self._stream = self._stream, None
            try:
                self._take(self._port.end(stream, goodbye=goodbye))
            except MediaTransportError as error:
                self.failure = str(error)

    async def octets(self) -> int | None:
        """A live picture has no size."""
        return None

    @property
    def position_s(self) -> float | None:
        """A live picture has no other place."""
        return None

    @property
    def next_packet(self) -> tuple[int, int]:
        """RTP sequence number and timestamp of the packet that comes next."""
        found = [(0, 0)]
        self._ask(lambda sender, stream: found.append(sender.next_packet(stream)))
        return found[-1]

    @property
    def stats(self) -> SendStats:
        """Counters up to now; lateness is that of the whole port and is not told by stream."""
        self._ask(lambda _, stream: self._take(self._port.counters(stream)))
        return self._last

    def _take(self, counted: Counted) -> None:
        line = self._line
        assert line is not None
        self._last = SendStats(
            counted.frames,
            counted.packets,
            counted.octets,
            line.lost_on_link,
            counted.refused + line.refused_packets,
            counted.dropped,
            Lateness(),
            line.peer.last,
            line.peer.round_trip_ms,
        )

    def _broken(self, why: str) -> None:
        self._end(goodbye=True)
        self.failure = why
        if self._on_finished is not None:
            self._on_finished("unreachable")
