"""A platform and virtual cameras on a loopback network of their own, with a record of all that they send."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from camproof.domain.camera import CameraRecord
from camproof.media import Clip, MediaReceiver, MediaSender
from camproof.platforms import Platform, PlatformConfig
from camproof.protocols.flow import Transmit
from camproof.protocols.gb28181.device import ServerRef
from camproof.runtimes.asyncio_sip import SipHost
from camproof.virtual_cameras import CameraSetup, Timing, VirtualCamera

CODE = "3402000000132000000{}"
TIMING = Timing(keepalive_interval_s=0.5, retry_interval_s=0.5, retry_jitter_s=0.1, reconnect_jitter_s=0.1)


def own_network() -> str:
    """The first three bytes of a loopback network that nobody else uses: captures stay clean."""
    draw = random.SystemRandom()
    return f"127.{draw.randint(16, 250)}.{draw.randint(1, 250)}"


class Ledger:
    """What left our side, noted where it goes to the sockets; the words are counted from the bytes alone."""

    def __init__(self, monkeypatch: Any) -> None:
        self.messages: list[bytes] = []
        self.senders: list[MediaSender] = []
        self.receivers: list[MediaReceiver] = []
        self.reports: list[bytes] = []
        self._patch(monkeypatch)

    def _patch(self, monkeypatch: Any) -> None:
        transmit, make_sender, make_receiver = (
            SipHost._transmit, MediaSender.__init__, MediaReceiver.__init__,
        )  # fmt: skip

        def noted_transmit(host: SipHost, action: Transmit) -> None:
            self.messages.append(action.data)
            transmit(host, action)

        def noted_sender(sender: MediaSender, *args: Any, **more: Any) -> None:
            make_sender(sender, *args, **more)
            self.senders.append(sender)
            send_rtcp = sender._wire.send_rtcp
            sender._wire.send_rtcp = lambda packet: (self.reports.append(packet), send_rtcp(packet))[1]  # type: ignore[method-assign,func-returns-value]

        def noted_receiver(receiver: MediaReceiver, *args: Any, **more: Any) -> None:
            make_receiver(receiver, *args, **more)
            self.receivers.append(receiver)

        monkeypatch.setattr(SipHost, "_transmit", noted_transmit)
        monkeypatch.setattr(MediaSender, "__init__", noted_sender)
        monkeypatch.setattr(MediaReceiver, "__init__", noted_receiver)

    @property
    def methods(self) -> Counter[str]:
        words = (message.split(b" ", 1)[0].decode() for message in self.messages)
        return Counter(word for word in words if word != "SIP/2.0")

    @property
    def statuses(self) -> Counter[int]:
        return Counter(int(message[8:11]) for message in self.messages if message.startswith(b"SIP/2.0 "))

    @property
    def cseqs(self) -> Counter[str]:
        heads = (message.partition(b"\r\n\r\n")[0] for message in self.messages)
        lines = (line for head in heads for line in head.split(b"\r\n"))
        return Counter(line.split()[-1].decode() for line in lines if line.startswith(b"CSeq:"))

    @property
    def descriptions(self) -> int:
        return sum(b"\r\n\r\nv=0\r\n" in message for message in self.messages)

    @property
    def rtp(self) -> Counter[int]:
        """RTP packets by SSRC."""
        counts = Counter[int]()
        for sender in self.senders:
            counts[sender.plan.ssrc] += sender.stats.packets
        return +counts

    @property
    def rtcp(self) -> Counter[int]:
        """RTCP packets by type, walked through by their lengths."""
        counts = Counter[int]()
        for report in self.reports:
            at = 0
            while at < len(report):
                counts[report[at + 1]] += 1
                at += 4 + 4 * int.from_bytes(report[at + 2 : at + 4])
        return counts

    @property
    def media_ports(self) -> set[tuple[str, int]]:
        """("udp" or "tcp", RTP port) of all receivers: media is decoded by where it goes."""
        ports = set()
        for receiver in self.receivers:
            kind = "udp" if type(receiver._port).__name__ == "UdpPort" else "tcp"
            ports.add((kind, receiver.address[1]))
        return ports


class Town:
    """One platform and its cameras."""

    def __init__(self, platform: Platform, network: str) -> None:
        self.platform = platform
        self.cameras: list[VirtualCamera] = []
        self._network = network

    async def camera(self, clip: Clip, *, transport: str = "udp", edition: str = "2022") -> VirtualCamera:
        """One more camera, registered."""
        number = len(self.cameras) + 1
        record = CameraRecord(
            code=CODE.format(number),
            name=f"东门 {number}",
            edition=edition,  # type: ignore[arg-type]
            sip_transport=transport,  # type: ignore[arg-type]
            longitude=117.2,
            latitude=31.8,
        )
        setup = CameraSetup(
            record=record,
            number=number,
            password="12345678",
            server=ServerRef(self.platform.code, self.platform.address),
            timing=TIMING,
            host=f"{self._network}.{number + 1}",
        )
        camera = VirtualCamera(setup, clip, rng=random.Random(number))
        self.cameras.append(camera)
        await camera.open()
        camera.register()
        await self.platform.wait_registered(record.code)
        return camera


@asynccontextmanager
async def opened(network: str, **settings: Any) -> AsyncIterator[Town]:
    """A platform at ``.1`` of the network; at the end all cameras unregister."""
    config = PlatformConfig(host=f"{network}.1", **settings)
    async with await Platform.start(config, rng=random.Random(1)) as platform:
        town = Town(platform, network)
        try:
            yield town
        finally:
            await asyncio.gather(*(camera.stop(2.0) for camera in town.cameras))


async def until(is_so: Callable[[], bool], timeout_s: float = 5.0) -> None:
    """Wait for something that has no signal of its own."""
    async with asyncio.timeout(timeout_s):
        while not is_so():
            await asyncio.sleep(0.02)
