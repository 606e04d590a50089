"""The line to one upper platform: a device machine under the platform's own code, and its sockets."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from camproof.platforms.cascade.config import UpperConfig
from camproof.platforms.observations import Observation
from camproof.protocols.flow import Address
from camproof.protocols.gb28181.device import DeviceConfig, DeviceEvent, DeviceMachine, Unregistered
from camproof.protocols.gb28181.routing import Route
from camproof.protocols.manscdp import Manscdp
from camproof.protocols.mansrtsp import MansrtspResponse
from camproof.protocols.sdp import SessionDescription
from camproof.protocols.sip import UNHURRIED
from camproof.runtimes.asyncio_sip import SipHost
from camproof.runtimes.impairment import Gate

if TYPE_CHECKING:
    from camproof.platforms.platform import Platform

__all__ = ["UpperWire"]

_LEAVE_S = 1.0
_MAX_CALLS = 10_000
_MAX_SUBSCRIPTIONS = 1_000


class UpperWire:
    """Speaks to one upper platform.

    :param admit: refuses requests for codes that we do not have.
    :param hear: gets each event.
    """

    def __init__(
        self,
        platform: Platform,
        config: UpperConfig,
        rng: random.Random,
        *,
        admit: Callable[[str, Route], int],
        hear: Callable[[DeviceEvent], None],
        link: Gate | None,
    ) -> None:
        self._platform = platform
        self._config = config
        self._rng = rng
        self._admit = admit
        self._hear = hear
        self._gone = asyncio.Event()
        self.machine = self._made()
        self.host = SipHost(self.machine, on_event=self._heard, link=link)

    def _made(self) -> DeviceMachine:
        config, own = self._config, self._platform.config
        settings = DeviceConfig(
            code=own.code,
            password=config.password,
            server=config.server,
            transport=config.transport,
            edition=config.edition,
            expires_s=config.expires_s,
            keepalive_interval_s=config.keepalive_interval_s,
            keepalive_count=config.keepalive_count,
            retry_interval_s=config.retry_interval_s,
            retry_jitter_s=config.retry_jitter_s,
            user_agent=own.user_agent,
            max_calls=_MAX_CALLS,
            max_subscriptions=_MAX_SUBSCRIPTIONS,
            timers=UNHURRIED,
        )
        return DeviceMachine(settings, self._rng, self._platform.wall_s, self._admit)

    async def open(self) -> None:
        """Bind and register.

        :raises PortInUse: another program holds the port.
        """
        await self.host.open(self._platform.config.host, self._config.local_port)
        self.machine.start(self._local, self.now_s())
        self.host.pump()

    @property
    def _local(self) -> Address:
        """What the upper platform is told to reach us at."""
        host, port = self.host.address
        return self._platform.config.advertised_host or host, port

    async def close(self) -> None:
        """Unregister, but wait no longer than a second for the answer."""
        if self.host.machine is self.machine:
            self.machine.unregister(self.now_s())
            self.host.pump()
            with suppress(TimeoutError):
                async with asyncio.timeout(_LEAVE_S):
                    await self._gone.wait()
        await self.host.close()

    def _heard(self, event: DeviceEvent) -> None:
        if isinstance(event, Unregistered):
            self._gone.set()
        self._hear(event)

    def begin_anew(self) -> None:
        """As after a restart: all is forgotten; register anew."""
        self.machine = self._made()
        self.host.machine = self.machine
        self.machine.start(self._local, self.now_s())
        self.host.pump()

    def go_mute(self) -> None:
        """Forget all without a word; nothing is heard or said until :meth:`begin_anew`."""
        self.host.machine = _Nobody()

    def now_s(self) -> float:
        """The clock of the host, monotonic."""
        return self.host.now_s()

    def note(self, kind: str, device: str, **data: Any) -> None:
        """Write down what was seen of this upper platform."""
        told = {"upper": self._config.code, **data}
        self._platform.observations.add(Observation(self._platform.now_s(), kind, device, told))

    # Commands: each leaves at once.

    def send(self, message: Manscdp, *, urgent: bool = False) -> None:
        """A MESSAGE, after those before it."""
        self.machine.send_message(message, self.now_s(), urgent=urgent)
        self.host.pump()

    def send_all(self, messages: Iterable[Manscdp]) -> None:
        """MESSAGEs that belong together, each made when its turn comes."""
        self.machine.send_messages(messages, self.now_s())
        self.host.pump()

    def notify(self, subscription: str, message: Manscdp) -> None:
        """A NOTIFY of a subscription of the upper platform."""
        self.machine.notify(subscription, message, self.now_s())
        self.host.pump()

    def answer(self, call: str, answer: SessionDescription, headers: Sequence[tuple[str, str]]) -> bool:
        """200 to an INVITE; False when the call is gone."""
        answered = self.machine.answer_call(call, answer, self.now_s(), headers)
        self.host.pump()
        return answered

    def refuse(self, call: str, status: int) -> None:
        """A final status other than 200 to an INVITE."""
        self.machine.refuse_call(call, status, self.now_s())
        self.host.pump()

    def hang_up(self, call: str) -> None:
        """BYE, or a refusal of a call that is not answered yet."""
        self.machine.end_call(call, self.now_s())
        self.host.pump()

    def tell_in_call(self, call: str, message: Manscdp) -> None:
        """A MESSAGE inside the dialog of a call."""
        self.machine.send_in_call(call, message, self.now_s())
        self.host.pump()

    def answer_control(self, control: str, status: int, answer: MansrtspResponse | None) -> None:
        """The answer to an INFO, with what the device said to it."""
        self.machine.answer_control(control, status, self.now_s(), answer)
        self.host.pump()


class _Nobody:
    """The machine of a platform that is down."""

    def receive(self, data: bytes, flow: Any, now_s: float) -> None:
        """Nobody hears."""

    def flow_opened(self, flow: Any, now_s: float) -> None:
        """Nobody hears."""

    def flow_lost(self, flow: Any, now_s: float) -> None:
        """Nobody hears."""

    def advance(self, now_s: float) -> None:
        """Nothing is due."""

    def next_deadline_s(self) -> float | None:
        return None

    def actions(self) -> list[Any]:
        return []

    def events(self) -> list[Any]:
        return []
