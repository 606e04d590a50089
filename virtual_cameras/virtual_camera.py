"""A virtual camera on asyncio: its body, its GB/T 28181 face, its sockets, its power."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Coroutine
from typing import Any

from camproof.media import Clip, MediaPlane, SocketPlane
from camproof.protocols.flow import Address
from camproof.protocols.gb28181.device import (
    DeviceEvent,
    DeviceMachine,
    Registered,
    RegistrationFailed,
    RegistrationState,
    ServerLost,
    Unregistered,
)
from camproof.runtimes.asyncio_sip import SipHost
from camproof.runtimes.chance import LateChance
from camproof.runtimes.clock import now_s, wall_clock
from camproof.runtimes.errors import PortInUse
from camproof.runtimes.impairment import Gate, Impairment, Path
from camproof.virtual_cameras.body import Alarm, Channel
from camproof.virtual_cameras.counters import CameraCounters
from camproof.virtual_cameras.gb28181 import FaceAction, Gb28181Face, Reboot, StreamPlace
from camproof.virtual_cameras.habits import Habits
from camproof.virtual_cameras.making import made_body, stream_options
from camproof.virtual_cameras.media_desk import MediaDesk
from camproof.virtual_cameras.picture_faults import Sight
from camproof.virtual_cameras.rendering import prepare_scene
from camproof.virtual_cameras.setup import CameraSetup, device_config
from camproof.virtual_cameras.sights import Sights
from camproof.virtual_cameras.tap import Tap

__all__ = ["VirtualCamera"]

_NOT_REGISTERED = (ServerLost, RegistrationFailed, Unregistered)

EventListener = Callable[["VirtualCamera", DeviceEvent, float], None]


class VirtualCamera:
    """One camera with sockets of its own.

    Order of calls: ``await open()``, ``register()``, then whatever happens to it, ``await stop()``.

    :param clip: what it sees.
    :param rng: for its tags, nonces, delays and losses; its own.
    :param link: the uplink that it shares with others.
    :param wall_s: true time: monotonic seconds in, epoch seconds out.
    :param on_event: told of every event of the device machine, after the camera has acted on it.
    :param plane: makes its media senders and receivers; None for sockets.
    """

    def __init__(
        self,
        setup: CameraSetup,
        clip: Clip,
        *,
        rng: random.Random,
        link: Gate | None = None,
        wall_s: Callable[[float], float] | None = None,
        on_event: EventListener | None = None,
        plane: MediaPlane | None = None,
    ) -> None:
        self.setup = setup
        self.counters = CameraCounters()
        self.powered = True
        self.registered = asyncio.Event()
        self._left = asyncio.Event()
        self._rng = rng
        self._on_event = on_event
        self.body = made_body(setup, clip, wall_s or wall_clock())
        self.up, self.down = Impairment(LateChance(rng.random())), Impairment(LateChance(rng.random()))
        self._power = Impairment(rng)
        shared = () if link is None else (link,)
        gate = Path.of((self._power, self.up, *shared))
        over_tcp = setup.record.sip_transport == "tcp"
        self._sip_path = gate if over_tcp else Path.of((self._power, *shared))
        options = stream_options(setup.personality)
        self.desk = MediaDesk(
            self.body,
            clip,
            self,
            plane=plane or SocketPlane(),
            now_s=now_s,
            host=setup.host,
            gate=gate,
            options=options,
            rendered=setup.rendered,
            overlay=setup.overlay,
        )
        plain = Sight(clip, setup.overlay)
        self.sights = Sights(self.body.imaging, self.desk, plain, rendered=bool(setup.rendered))
        self._port = setup.port
        self._boot_number = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._habits = Habits.of(setup.defects)
        self._rebinding: asyncio.Task[None] | None = None
        self._off_since_s: float | None = None
        self._host, self._tap = self._make_face()
        self._address: Address = ("", 0)

    @property
    def code(self) -> str:
        """Its device code."""
        return self.setup.record.code

    @property
    def face(self) -> Gb28181Face:
        """Its GB/T 28181 face; another one after each boot."""
        return self._tap.face

    @property
    def address(self) -> Address:
        """Where its SIP is bound."""
        return self._address

    @property
    def last_register(self) -> bytes:
        """The last REGISTER with credentials that left this camera, as a wire tap sees it."""
        return self._tap.last_register

    # Life

    async def open(self) -> Address:
        """Bind the SIP socket; a rendered camera draws its scene first.

        :raises PortInUse: the wanted port is taken.
        :raises ClipError: the scene of a rendered camera is unknown, or cannot be drawn at its size.
        """
        if self.setup.rendered:
            await asyncio.to_thread(self.prepare_scene)
        self._address = await self._host.open(self.setup.host, self._port)
        self._port = self._address[1]
        return self._address

    def prepare_scene(self) -> None:
        """Draw the scene of a rendered camera; seconds at the first time, nothing for a clip.

        :raises ClipError: the scene is unknown, or cannot be drawn at its size.
        """
        if self.setup.rendered:
            prepare_scene(self.body, self.setup.rendered)

    def register(self) -> None:
        """Boot is done: register."""
        if not self.powered:
            return
        self.counters.boots += 1
        self.counters.began_at_s = self._host.now_s()
        self._habits.give(self.face, self._host.now_s())
        self.face.start(self._address, self._host.now_s())
        self._host.pump()

    async def stop(self, timeout_s: float = 3.0) -> bool:
        """Say BYE to all, unregister, give back all sockets.

        :return: False when the server did not confirm in time.
        """
        self._boot_number += 1
        answered = True
        if self.powered and self.face.machine.state is not RegistrationState.IDLE:
            self._left.clear()
            self.face.leave(self._host.now_s())
            self._host.pump()
            try:
                await asyncio.wait_for(self._left.wait(), timeout_s)
            except TimeoutError:
                answered = False
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.desk.close(goodbye=self.powered)
        await self._host.close(abort=not self.powered)
        return answered

    # Power

    def power_off(self) -> None:
        """Vanish without a word: nothing leaves or comes in any more, all SIP state is lost."""
        self._boot_number += 1
        if not self.powered:
            return
        self.powered = False
        self._power.set(down=True)
        self._tap.dead = True
        self._host.pump()
        self.desk.halt()
        self.registered.clear()
        self.counters.lost_at_s = self._host.now_s()
        self._off_since_s = self.body.clock.read_s(self._host.now_s())

    def power_on(self, boot_s: float, spread_s: float = 0.0) -> None:
        """Boot: after ``boot_s`` and a random 0..``spread_s`` register anew, as a new user agent."""
        if self.powered or self.setup.defects.stays_away:
            return
        self._boot_number += 1
        delay_s = boot_s + self._rng.uniform(0.0, spread_s)
        self._spawn(self._boot(self._boot_number, delay_s))

    def reboot(self) -> None:
        """Off and on again."""
        self.power_off()
        self.power_on(self.setup.timing.boot_s, self.setup.timing.boot_spread_s)

    async def _boot(self, number: int, delay_s: float) -> None:
        await asyncio.sleep(delay_s)
        if number != self._boot_number:
            return
        await self.desk.close(goodbye=False)
        await self._host.close(abort=True)
        self._host, self._tap = self._make_face()
        await self._open_again()
        if number != self._boot_number:
            self._tap.dead = True
            return
        self.powered = True
        self._power.set(down=False)
        self._note_gap()
        self.register()

    async def _open_again(self) -> None:
        try:
            await self.open()
        except PortInUse:
            self._port = 0
            await self.open()

    def _note_gap(self) -> None:
        if self._off_since_s is not None:
            self.body.storage.lose(self._off_since_s, self.body.clock.read_s(self._host.now_s()))
            self._off_since_s = None

    # Faults and acts

    def set_frozen(self, frozen: bool) -> None:
        """Let the picture stand still, in running streams and in new ones."""
        self.body.imaging.frozen = frozen
        self.desk.set_frozen(frozen)

    def set_silence(self, *, silent: bool, answers: bool = True) -> None:
        """Send no keepalive any more; with ``answers`` False requests of the server are ignored too."""
        self._habits.silent, self._habits.answers = silent, answers
        self.face.machine.set_keepalive_silence(silent, self._host.now_s(), answers=answers)
        self._host.pump()

    def set_keepalive_loss(self, share: float) -> None:
        """Let this share of the keepalives never leave."""
        self._habits.keepalive_loss = share
        self.face.machine.set_keepalive_loss(share)

    def set_refreshing(self, refreshing: bool) -> None:
        """Whether the registration is looked after; see :meth:`DeviceMachine.set_refreshing`."""
        self._habits.refreshing = refreshing
        self.face.machine.set_refreshing(refreshing, self._host.now_s())
        self._host.pump()

    def set_lost_pages(self, pages: int) -> None:
        """Let so many messages of each answer to Catalog never leave."""
        self._habits.lost_pages = pages
        self.face.lost_pages = pages

    def set_further_channel(self, code: str) -> None:
        """List this code as a channel of its own, and answer to it; empty for none any more."""
        self.body.further = (Channel(code, f"{self.body.name} as {code[-6:]}"),) if code else ()
        self.face.machine.set_further_channels((code,) if code else ())

    def set_storage_full(self, full: bool) -> None:
        """A card that is full and is not written over: nothing more is recorded."""
        self.body.storage.set_full(full, self.body.clock.read_s(self._host.now_s()))

    def register_again(self, within_s: float = 0.0) -> None:
        """Register anew after a random 0..``within_s``, as if the server were known to have forgotten."""
        self._spawn(self._register_again(self._boot_number, self._rng.uniform(0.0, within_s)))

    async def _register_again(self, boot: int, delay_s: float) -> None:
        await asyncio.sleep(delay_s)
        if self.powered and boot == self._boot_number:
            stood, now_s = self.registered.is_set(), self._host.now_s()
            self.face.register_again(now_s)
            self._host.pump()
            if stood and not self.registered.is_set():
                self.counters.began_at_s = now_s

    def rebind(self, every_s: float) -> None:
        """As a NAT does: from now on, and again each ``every_s``, datagrams leave from another port."""
        self.keep_port()

        async def again() -> None:
            while True:
                if self.powered:
                    await self._host.rebind()
                await asyncio.sleep(every_s)

        self._rebinding = self._spawn(again())

    def keep_port(self) -> None:
        """End :meth:`rebind`; the last port stays."""
        if self._rebinding is not None:
            self._rebinding.cancel()
            self._rebinding = None

    def raise_alarm(self, alarm: Alarm) -> bool:
        """Raise an alarm; False when the camera may not now."""
        if self.setup.defects.swallows_alarms:
            return False
        raised = self.face.raise_alarm(alarm, self._host.now_s())
        self._host.pump()
        return raised

    def set_working(self, working: bool) -> None:
        """A defect, or its end, as the camera itself tells it."""
        self.face.set_working(working, self._host.now_s())
        self._host.pump()

    # What the media desk says

    def stream_ready(self, stream: str, address: Address, octets: int | None = None) -> None:
        """The place of a stream is bound: answer its INVITE."""
        self.face.stream_ready(stream, *address, self._host.now_s(), octets)
        self._host.pump()

    def stream_steered(self, control: str, place: StreamPlace | None) -> None:
        """A playback command was carried out, or could not be."""
        self.face.stream_steered(control, place, self._host.now_s())
        self._host.pump()

    def stream_failed(self, stream: str) -> None:
        """A stream cannot be sent."""
        self.face.stream_failed(stream, self._host.now_s())
        self._host.pump()

    def stream_finished(self, stream: str) -> None:
        """A recording has come to its end."""
        self.face.stream_finished(stream, self._host.now_s())
        self._host.pump()

    # Inside

    def _make_face(self) -> tuple[SipHost, Tap]:
        machine = DeviceMachine(device_config(self.setup), self._rng, self.body.clock.read_s)
        machine.set_further_channels(tuple(channel.code for channel in self.body.further))
        face = Gb28181Face(self.body, machine, rng=self._rng, personality=self.setup.personality)
        tap = Tap(face, self.up, self.down)
        host = SipHost(tap, on_event=self._event, on_action=self._action, link=self._sip_path)
        return host, tap

    def _event(self, event: DeviceEvent) -> None:
        now_s = self._host.now_s()
        self.counters.count(event, now_s)
        if isinstance(event, Registered):
            self.registered.set()
        elif isinstance(event, _NOT_REGISTERED):
            self.registered.clear()
            if isinstance(event, Unregistered):
                self._left.set()
        if self._on_event is not None:
            self._on_event(self, event, now_s)

    def _action(self, action: FaceAction) -> None:
        if isinstance(action, Reboot):
            self.reboot()
        else:
            self.desk.act(action)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task
