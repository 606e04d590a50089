"""One stream on its way: frames from a source, packets to a wire, at the pace of the loop's clockwork.

The RTP timestamp is the time at which a frame is due (RFC 2250 2: the target transmission time of a program
stream), so that jitter can be measured at any pace and over pauses; time of capture is in PTS and stamp.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
from struct import Struct

from camproof.media.frame_source import CanFreeze, FrameSource
from camproof.media.packets import OutFrame
from camproof.media.plan import MediaPlan
from camproof.media.send.face import FinishReason
from camproof.media.send.lateness import LatenessMeter
from camproof.media.send.pacer import Pacer, Turn
from camproof.media.send.peer_reports import PeerReports
from camproof.media.send.stats import SendStats
from camproof.media.send.tcp import DEFAULT_RETRY, DialRetry, TcpActiveWire, TcpPassiveWire
from camproof.media.send.udp import UdpMediaWire
from camproof.media.send.wire import Wire
from camproof.protocols.flow import Address
from camproof.protocols.rtp import Bye, SenderReport, build_rtcp, ntp_from_epoch
from camproof.runtimes.impairment import Gate

__all__ = ["FinishReason", "MediaSender"]

_HEADER = Struct(">BBHII")
_TOO_LATE_S = 2.0


class MediaSender:
    """Sends one stream.

    Order of calls: ``await prepare()``, ``start()``, then whatever the session asks for, ``await stop()``.

    :param source: where frames come from; the sender passes on scale, seek and key frame wishes.
    :param impairment: the link between camera and receiver; shared with others or its own.
    :param clock: seconds since 1970 for sender reports: the camera's own clock.
    :param host: local address to bind.
    :param on_finished: called once with "end" when the source has ended, or "unreachable" when a TCP peer was
        not there (the sentence is in ``failure``). Not called by ``stop``.
    :param sequence: first RTP sequence number; timestamps start at 0.
    :param hears: gets each packet that the peer sends back the same way, with its monotonic time of arrival:
        its voice in a talk, its reports.
    """

    def __init__(
        self,
        plan: MediaPlan,
        source: FrameSource,
        impairment: Gate | None = None,
        clock: Callable[[], float] = time.time,
        *,
        host: str = "127.0.0.1",
        on_finished: Callable[[FinishReason], None] | None = None,
        sequence: int = 0,
        retry: DialRetry = DEFAULT_RETRY,
        rtcp_interval_s: float = 5.0,
        hears: Callable[[bytes, float], None] | None = None,
    ) -> None:
        self.plan = plan
        self.source = source
        self.on_finished = on_finished
        self.failure = ""
        self._clock = clock
        self._hears = hears
        self._peer = PeerReports(clock)
        self._wire = self._make_wire(host, impairment, retry)
        self._sequence = sequence
        self._rtcp_interval_s = rtcp_interval_s
        self._rtcp_timer: asyncio.TimerHandle | None = None
        self._turn: Turn | None = None
        self._zero_s: float | None = None
        self._up = self._paused = self._ended = False
        self._frames = self._packets = self._octets = self._dropped = 0
        self._lateness = LatenessMeter()

    def _make_wire(self, host: str, gate: Gate | None, retry: DialRetry) -> Wire:
        if self.plan.transport == "udp":
            return UdpMediaWire(self, host, self.plan.remote, gate)
        if self.plan.transport == "tcp-active":
            return TcpActiveWire(self, host, self.plan.remote, gate, retry)
        return TcpPassiveWire(self, host, gate)

    async def prepare(self) -> Address:
        """Bind or listen; the address is what the session description offers.

        :raises MediaTransportError: where no port can be bound.
        """
        return await self._wire.prepare()

    def aim(self, remote: Address, ssrc: int) -> None:
        """Take what the answer to our offer says, where the plan was made before it. Before ``start``."""
        self.plan = replace(self.plan, remote=remote, ssrc=ssrc)
        self._wire.aim(remote)

    def start(self) -> None:
        """Send as soon as the wire is up: at once over UDP, with the connection over TCP."""
        self._wire.start()

    def pause(self) -> None:
        """Send nothing until ``resume``; the source stands still."""
        self._paused = True
        self._halt()

    def resume(self) -> None:
        """Go on where it was paused."""
        self._paused = False
        self._go()

    def seek(self, npt_s: float) -> None:
        """Jump; a stream that had ended plays again."""
        self.source.seek(npt_s)
        self._ended = False
        self._go()

    def set_scale(self, scale: float) -> None:
        """Change the pace from the next frame on."""
        self.source.set_scale(scale)

    def force_key_frame(self) -> None:
        """The next frame is a key picture."""
        self.source.force_key_frame()

    def set_frozen(self, frozen: bool) -> None:
        """Let the source send its last key picture again and again, where it can."""
        if isinstance(self.source, CanFreeze):
            self.source.frozen = frozen

    async def stop(self, *, goodbye: bool = True) -> None:
        """Stop, say BYE over RTCP, give back all sockets. May be called twice.

        :param goodbye: False for a camera that loses its power.
        """
        self._halt()
        if self._rtcp_timer is not None:
            self._rtcp_timer.cancel()
            self._rtcp_timer = None
        if self._up and goodbye:
            self._wire.send_rtcp(build_rtcp(self._report(), Bye((self.plan.ssrc,))))
        self._up = False
        await self._wire.close()

    @property
    def next_packet(self) -> tuple[int, int]:
        """RTP sequence number and timestamp of the packet that comes next; of a stream that stands still,
        if it went on now.
        """
        due_s = time.monotonic() if self._turn is None else self._turn.due_s
        return self._sequence, self._timestamp(due_s)

    @property
    def stats(self) -> SendStats:
        """Counters up to now."""
        return SendStats(
            self._frames,
            self._packets,
            self._octets,
            self._wire.lost_on_link,
            self._wire.refused_packets,
            self._dropped,
            self._lateness.window(),
            self._peer.last,
            self._peer.round_trip_ms,
        )

    def wire_up(self) -> None:
        """The wire can take media (called by the wire)."""
        first, self._up = not self._up, True
        if first:
            self._rtcp_timer = asyncio.get_running_loop().call_later(self._rtcp_interval_s, self._send_report)
        self._go()

    def wire_failed(self, why: str) -> None:
        """The wire gave up (called by the wire)."""
        self.failure = why
        self._halt()
        self._finish("unreachable")

    def heard(self, data: bytes) -> None:
        """The peer has sent a packet back (called by the wire)."""
        self._peer.packet(data, self.plan.ssrc)
        if self._hears is not None:
            self._hears(data, time.monotonic())

    def _go(self) -> None:
        if self._up and not self._paused and not self._ended and self._turn is None:
            self._turn = Pacer.current().add(time.monotonic(), self._play)

    def _halt(self) -> None:
        if self._turn is not None:
            self._turn.cancel()
            self._turn = None

    def _play(self, due_s: float) -> float | None:
        frame = self.source.next_frame()
        if frame is None:
            self._turn, self._ended = None, True
            self._finish("end")
            return None
        now_s = time.monotonic()
        self._lateness.record(now_s, now_s - due_s)
        if not frame.payloads:
            return now_s + frame.interval_s
        if self._wire.takes(key=frame.key):
            self._wire.send(self._packets_of(frame, self._timestamp(due_s)))
        else:
            self._dropped += 1
        return (now_s if now_s - due_s > _TOO_LATE_S else due_s) + frame.interval_s

    def _packets_of(self, frame: OutFrame, timestamp: int) -> list[bytes]:
        pack, payload_type, ssrc = _HEADER.pack, self.plan.payload_type, self.plan.ssrc
        sequence, last = self._sequence, len(frame.payloads) - 1
        packets = [
            pack(0x80, payload_type | (0x80 if n == last else 0), sequence + n & 0xFFFF, timestamp, ssrc)
            + data
            for n, data in enumerate(frame.payloads)
        ]
        self._sequence = sequence + last + 1 & 0xFFFF
        self._frames += 1
        self._packets += last + 1
        self._octets += sum(map(len, frame.payloads))
        return packets

    def _timestamp(self, at_s: float) -> int:
        if self._zero_s is None:
            self._zero_s = at_s
        return round((at_s - self._zero_s) * self.plan.clock_hz) & 0xFFFFFFFF

    def _finish(self, reason: FinishReason) -> None:
        if self.on_finished is not None:
            self.on_finished(reason)

    def _report(self) -> SenderReport:
        timestamp = self._timestamp(time.monotonic())
        ntp = ntp_from_epoch(self._clock())
        return SenderReport(self.plan.ssrc, ntp, timestamp, self._packets, self._octets & 0xFFFFFFFF)

    def _send_report(self) -> None:
        self._wire.send_rtcp(build_rtcp(self._report()))
        self._rtcp_timer = asyncio.get_running_loop().call_later(self._rtcp_interval_s, self._send_report)
