"""One stream from its packets: tells the payload, then measures; pure, no sockets, no clock of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from camproof.media.detect.sampler import PictureRun
from camproof.media.payload_guess import PayloadGuess
from camproof.media.plan import CLOCK_RATES, Container
from camproof.media.probe.frame_log import FrameLog
from camproof.media.probe.picture_types import PictureTypes
from camproof.media.probe.quality_samples import QualitySamples
from camproof.media.probe.strip_samples import StripRun, StripSamples
from camproof.media.probe.timeline import PacketTimes, Timeline
from camproof.media.receive.analyser import StreamAnalyser
from camproof.media.receive.frame import ReceivedFrame
from camproof.media.receive.order import HOLD_S
from camproof.media.receive.report import StreamReport
from camproof.protocols.errors import RtpError
from camproof.protocols.rtp import is_rtcp, parse_rtp
from camproof.protocols.tally import DeviationCount

__all__ = ["PacketProbe", "PacketResult"]

_MAX_WAITING, _MAX_WAITING_OCTETS = 4096, 8 << 20
_OF_PACKETS = frozenset(("RTP header", "RTP padding", "RTCP", "RTP over TCP"))


@dataclass(frozen=True, slots=True)
class PacketResult:
    """What the packets of a stream were like.

    :param container: what the stream carries; None where its bytes do not tell. Then nothing is known of its
        frames, and times of a 90 kHz clock are assumed.
    :param guessed: whether the container was told from the bytes.
    :param ssrc: None where no packet came; payload_type likewise.
    :param first_s, last_s: when its first and last packet came, on the clock of the arrivals.
    :param announced: the codec as the sender names it, where that is none of the containers.
    :param foreign_head: the first bytes of the first datagram that is no RTP.
    :param runs: a sample of the pictures, to be decoded.
    :param samples: shorter ones, to be looked at for faults.
    """

    report: StreamReport
    times: PacketTimes = field(repr=False)
    frames: FrameLog = field(repr=False)
    container: Container | None
    guessed: bool
    ssrc: int | None
    payload_type: int | None
    foreign_head: bytes
    runs: Sequence[StripRun] = field(default=(), repr=False)
    samples: Sequence[PictureRun] = field(default=(), repr=False)
    first_s: float = 0.0
    last_s: float = 0.0
    announced: str = ""

    @property
    def deviations(self) -> tuple[DeviationCount, ...]:
        """Departures from the standards, as far as the payload is known."""
        found = self.report.deviations
        if self.container is not None:
            return found
        return tuple(count for count in found if count.deviation.where in _OF_PACKETS)


class PacketProbe:
    """Give it every packet with its time of arrival, then ask for the result.

    Until the payload is known, at most 4096 packets, or 8 MB of them, wait.

    :param opened_s: from which starts are counted, on the clock of the arrivals.
    :param ssrc: the stream; None takes that of the first packet.
    :param container: what it carries; None finds out.
    :param announced: the codec as the sender names it, where it is none of those; then nothing is found out.
    :param clock_hz: of the RTP timestamps; None = as is usual for what it carries.
    :param sets: parameter sets that a session description holds.
    :param hold_s: how long a missing packet is waited for; 0 over TCP.
    :param wall_s: from the clock of the arrivals to seconds since 1970; the same by default.
    :ivar came: packets so far, of whatever kind.
    """

    def __init__(
        self,
        opened_s: float,
        *,
        ssrc: int | None = None,
        container: Container | None = None,
        announced: str = "",
        clock_hz: int | None = None,
        sets: Sequence[bytes] = (),
        hold_s: float = HOLD_S,
        wall_s: Callable[[float], float] = lambda at_s: at_s,
    ) -> None:
        self._opened_s = opened_s
        self._hold_s = hold_s
        self._wall_s = wall_s
        self._container = container
        self._announced = announced
        self._settled = container is not None or bool(announced)
        self._guessed = not self._settled
        self._clock_hz = clock_hz
        self._sets = sets
        self._guess = PayloadGuess()
        self._waiting: list[tuple[bytes, float]] = []
        self._waiting_octets = 0
        self._analyser: StreamAnalyser | None = None
        self._timeline = Timeline(CLOCK_RATES["PS"])
        self._frames = FrameLog()
        self._strips, self._quality = StripSamples(wall_s), QualitySamples()
        self._types: PictureTypes | None = None
        self._ssrc = ssrc
        self._payload_type: int | None = None
        self._foreign_head = b""
        self._first_s = self._last_s = opened_s
        self.came = 0

    @property
    def frames(self) -> int:
        """Pictures so far."""
        return len(self._frames.at_s)

    def packet(self, data: bytes, at_s: float) -> None:
        """One RTP or RTCP packet; whatever the bytes are, nothing is raised."""
        self.came += 1
        if self._analyser is not None:
            self._measure(self._analyser, data, at_s)
            return
        self._waiting.append((data, at_s))
        self._waiting_octets += len(data)
        self._look(data)
        full = len(self._waiting) >= _MAX_WAITING or self._waiting_octets > _MAX_WAITING_OCTETS
        if self._settled or full:
            self._begin()

    def feedback(self, now_s: float) -> bytes | None:
        """A receiver report (RTCP) for the sender; None before the first packet."""
        return None if self._analyser is None else self._analyser.feedback(now_s)

    def result(self) -> PacketResult:
        """The stream has ended, or is left."""
        analyser = self._analyser or self._begin()
        analyser.flush()
        return PacketResult(
            report=analyser.report(),
            times=self._timeline.times(),
            frames=self._frames,
            container=self._container,
            guessed=self._guessed,
            ssrc=self._ssrc,
            payload_type=self._payload_type,
            foreign_head=self._foreign_head,
            announced=self._announced,
            runs=self._strips.runs,
            samples=self._quality.samples,
            first_s=self._first_s,
            last_s=self._last_s,
        )

    def _look(self, data: bytes) -> None:
        """Whether this packet tells what the stream carries."""
        if self._settled or is_rtcp(data):
            return
        try:
            packet = parse_rtp(data)
        except RtpError:
            return
        if self._ssrc is None:
            self._ssrc = packet.ssrc
        if packet.ssrc == self._ssrc:
            self._container = self._guess.packet(packet)
            self._settled = self._container is not None

    def _begin(self) -> StreamAnalyser:
        if not self._settled:
            self._container = self._guess.settle()
        container = self._container or "PS"
        analyser = self._analyser = StreamAnalyser(
            self._opened_s,
            ssrc=self._ssrc,
            container=container,
            clock_hz=self._clock_hz,
            sets=self._sets,
            hold_s=self._hold_s,
            wall_s=self._wall_s,
            on_frame=self._frame,
        )
        self._timeline = Timeline(self._clock_hz or CLOCK_RATES[container])
        waiting, self._waiting = self._waiting, []
        for data, at_s in waiting:
            self._measure(analyser, data, at_s)
        return analyser

    def _measure(self, analyser: StreamAnalyser, data: bytes, at_s: float) -> None:
        analyser.packet(data, at_s)
        if is_rtcp(data):
            return
        try:
            packet = parse_rtp(data)
        except RtpError:
            self._foreign_head = self._foreign_head or data[:4]
            return
        if self._ssrc is None:
            self._ssrc = packet.ssrc
        if packet.ssrc != self._ssrc:
            return
        if self._payload_type is None:
            self._first_s = at_s
        self._last_s = max(self._last_s, at_s)
        self._payload_type = packet.payload_type
        self._timeline.packet(packet, at_s)

    def _frame(self, frame: ReceivedFrame) -> None:
        if not frame.video or self._container is None:
            return
        if self._types is None or self._types.codec != frame.codec:
            self._types = PictureTypes(frame.codec)
        kind = self._types.of(frame.data)
        self._frames.add(frame.arrival_s, len(frame.data), key=frame.key, damaged=frame.damaged, kind=kind)
        self._strips.take(frame)
        self._quality.take(frame, None if frame.pts_90k is None else frame.pts_90k / 90_000)
