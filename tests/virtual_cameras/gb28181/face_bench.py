"""A face with its camera, registered, against the scripted server."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

from device_bench import CAMERA, LOCAL, PASSWORD, REMOTE, SERVER, Bench, wall

from camproof.domain.camera import CameraRecord
from camproof.domain.stream import StreamProfile
from camproof.protocols.gb28181.device import DeviceConfig, DeviceMachine, ServerRef
from camproof.protocols.gb28181.edition import Edition
from camproof.protocols.manscdp import Manscdp, parse_manscdp
from camproof.protocols.sdp import SessionDescription, parse_sdp
from camproof.protocols.sip import SipResponse, tag_of
from camproof.virtual_cameras.body import Camera, CameraClock, Channel
from camproof.virtual_cameras.gb28181 import FaceAction, Gb28181Face, PrepareStream
from camproof.virtual_cameras.personality import Personality

OWN_MEDIA = ("192.0.2.10", 15060)


class FaceBench(Bench):
    """Adds what a shell and a platform do with a face."""

    def __init__(self, face: Gb28181Face) -> None:
        super().__init__(face)
        self.face = face
        self.camera = face.camera
        self.steered: list[FaceAction] = []

    def acts(self) -> list[FaceAction]:
        """What the face asked of its shell since the last look."""
        self.drain()
        acts, self.other = self.other, []
        return acts

    def ask(self, message: Manscdp) -> list[Manscdp]:
        """Send a command; all the Responses, each answered before the next one comes."""
        assert self.command(message).status == 200
        return self.answers()

    def answers(self) -> list[Manscdp]:
        found = []
        while True:
            requests = self.all()
            if not requests:
                return found
            assert len(requests) == 1, "a message did not wait for the answer to the one before"
            found.append(parse_manscdp(requests[0].body, strict=True))
            self.reply(requests[0], 200)  # type: ignore[arg-type]

    def play(self, offer: SessionDescription, **settings: str) -> tuple[str, SessionDescription, str]:
        """INVITE, prepare, 200, ACK: the stream's name, the answer and the call's To tag."""
        self.invite(offer, **settings)
        prepared = [act for act in self.acts() if isinstance(act, PrepareStream)]
        assert prepared, "the call was refused"
        self.face.stream_ready(prepared[-1].stream, *OWN_MEDIA, self.now_s)
        response = self.response()
        assert response.status == 200
        self.ack(response, settings.get("call_id", "call"))
        self.all()
        return prepared[-1].stream, parse_sdp(response.body), tag_of(response.headers.get("To"))

    def refused(self, offer: SessionDescription, **settings: str) -> int:
        self.invite(offer, **settings)
        assert not self.acts()
        return self.response().status

    def in_dialog(
        self,
        method: str,
        tag: str,
        *,
        headers: Sequence[tuple[str, str]] = (),
        body: bytes = b"",
        cseq: int = 2,
    ) -> SipResponse:
        self.request(method, headers=headers, body=body, call_id="call", cseq=cseq, to_tag=tag)
        return self.response()


def face_bench(
    edition: str = "2022",
    *,
    personality: Personality | None = None,
    stream: StreamProfile | None = None,
    channels: tuple[Channel, ...] = (),
    attributes: tuple[tuple[str, str], ...] = (),
    **device: Any,
) -> FaceBench:
    record = CameraRecord(
        code=CAMERA,
        name="中山路口",
        edition=edition,  # type: ignore[arg-type]
        longitude=118.376,
        latitude=31.326,
        stream=stream or StreamProfile(),
        attributes=attributes,
    )
    camera = Camera(record, 1, CameraClock(wall), channels=channels)
    settings = {"keepalive_interval_s": 1e6, **device}
    config = DeviceConfig(
        code=CAMERA,
        password=PASSWORD,
        server=ServerRef(SERVER, REMOTE),
        channels=tuple(channel.code for channel in channels),
        edition=Edition(edition),
        **settings,
    )
    machine = DeviceMachine(config, random.Random(1), camera.clock.read_s)
    bench = FaceBench(Gb28181Face(camera, machine, rng=random.Random(2), personality=personality))
    bench.face.start(LOCAL, 0.0)
    bench.register()
    bench.all()
    return bench
