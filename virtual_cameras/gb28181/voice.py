"""Voice broadcast (GB/T 28181-2022 9.12): the platform announces it, the camera calls and listens."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from camproof.protocols.flow import Address
from camproof.protocols.gb28181.device import DeviceMachine
from camproof.protocols.manscdp import Broadcast, Manscdp, Result, response_result
from camproof.protocols.sdp import audio_offer, make_ssrc, ssrc_int
from camproof.virtual_cameras.body.camera import Camera
from camproof.virtual_cameras.gb28181.actions import FaceAction, ListenForVoice, StartStream, StopStream

__all__ = ["Voice"]


@dataclass(slots=True)
class _Broadcast:
    source: str
    ssrc: str
    call: str = ""


class Voice:
    """Broadcasts that a camera listens to."""

    def __init__(
        self,
        camera: Camera,
        machine: DeviceMachine,
        rng: random.Random,
        new_name: Callable[[], str],
        act: Callable[[FaceAction], None],
    ) -> None:
        self._camera = camera
        self._machine = machine
        self._rng = rng
        self._new_name = new_name
        self._act = act
        self._live: dict[str, _Broadcast] = {}

    def announced(self, message: Manscdp, now_s: float) -> None:
        """Notify Broadcast: answer it, then make ready to call."""
        notice = Broadcast.from_message(message)
        source, target = notice.source_id, notice.target_id
        known = target in self._camera.codes
        result: Result = "OK" if known and source else "ERROR"
        answer = response_result("Broadcast", message.sn, self._camera.code, result)
        self._machine.send_message(answer, now_s)
        if not known or not source:
            return
        name = self._new_name()
        ssrc = make_ssrc(self._camera.code, history=False, number=self._rng.randrange(10_000))
        self._live[name] = _Broadcast(source, ssrc)
        self._act(ListenForVoice(name, ssrc_int(ssrc) or 0))

    def ready(self, name: str, address: Address, now_s: float) -> bool:
        """The shell listens: call the source of the voice."""
        one = self._live.get(name)
        if one is None:
            return False
        offer = audio_offer(origin_user=self._camera.code, host=address[0], port=address[1], ssrc=one.ssrc)
        subject = f"{one.source}:{one.ssrc},{self._camera.code}:0"
        one.call = self._machine.place_call(one.source, subject, offer, now_s)
        return True

    def failed(self, name: str, now_s: float) -> bool:
        one = self._live.pop(name, None)
        if one is None:
            return False
        self._machine.end_call(one.call, now_s)
        return True

    def answered(self, call: str) -> None:
        name = self._of(call)
        if name is not None:
            self._act(StartStream(name))

    def ended(self, call: str) -> None:
        """Refused, or over."""
        name = self._of(call)
        if name is not None:
            del self._live[name]
            self._act(StopStream(name))

    def drop_all(self) -> None:
        for name in tuple(self._live):
            del self._live[name]
            self._act(StopStream(name))

    def _of(self, call: str) -> str | None:
        return next((name for name, one in self._live.items() if one.call == call), None)
