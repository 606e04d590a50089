"""The values of a call: what is asked for, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from camproof.protocols.errors import LocalProtocolError
from camproof.protocols.flow import Address, Flow
from camproof.protocols.gb28181.platform.call_events import CallKind
from camproof.protocols.sdp import (
    MediaTransport,
    SessionDescription,
    audio_offer,
    history_offer,
    live_offer,
)
from camproof.protocols.sip import Dialog

__all__ = ["Call", "CallOffer", "CallState", "describe", "media_of"]

CallState = Literal["inviting", "cancelling", "answering", "up", "ending"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CallOffer:
    """What to ask a device for.

    :param channel: 20-digit code of the camera channel.
    :param media: where we take (tcp-passive: listen for) the stream.
    :param transport: our role.
    :param start_s: history: Unix seconds of the recording; ``end_s`` likewise.
    :param download_speed: multiple of real time, for a download.
    :param record_type: 0 all, 1 manual, 2 alarm, 3 time.
    :param stream_number: 0 main, 1 and up sub streams (2022); None says nothing.
    :param headers: further ones of the INVITE, as those of its route.
    :param ssrc: ten digits from ``PlatformMachine.reserve_ssrc``; empty takes the next free ones.
    """

    kind: CallKind
    channel: str
    media: Address
    transport: MediaTransport = "udp"
    start_s: int = 0
    end_s: int = 0
    download_speed: int = 1
    record_type: int = 0
    stream_number: int | None = None
    ssrc: str = ""
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def is_history(self) -> bool:
        """Whether it asks for a recording."""
        return self.kind in {"playback", "download"}


@dataclass(slots=True)
class Call:
    """One call; ``id`` is its Call-ID."""

    id: str
    device: str
    channel: str
    kind: CallKind
    transport: MediaTransport
    ssrc: str
    flow: Flow
    state: CallState
    asked_s: float
    transaction: str = ""
    offer: SessionDescription | None = None
    dialog: Dialog | None = None
    rtsp_cseq: int = 0


def describe(offer: CallOffer, *, origin_user: str, ssrc: str) -> SessionDescription:
    """The session description of an offer.

    :raises LocalProtocolError: a history offer without a span of time.
    """
    host, port = offer.media
    match offer.kind:
        case "live":
            return live_offer(
                origin_user=origin_user,
                host=host,
                port=port,
                ssrc=ssrc,
                transport=offer.transport,
                stream_number=offer.stream_number,
            )
        case "talk":
            return audio_offer(
                origin_user=origin_user, host=host, port=port, ssrc=ssrc, transport=offer.transport, talk=True
            )
        case "playback" | "download":
            if offer.end_s <= offer.start_s:
                raise LocalProtocolError(f"a {offer.kind} needs an end after its start")
            return history_offer(
                origin_user=origin_user,
                device_id=offer.channel,
                host=host,
                port=port,
                ssrc=ssrc,
                start_s=offer.start_s,
                end_s=offer.end_s,
                transport=offer.transport,
                download_speed=offer.download_speed if offer.kind == "download" else None,
                record_type=offer.record_type,
                stream_number=offer.stream_number,
            )
        case _:
            raise LocalProtocolError("a broadcast is started by a notice, not by our INVITE")


def media_of(description: SessionDescription) -> Address | None:
    """Where the writer of a description has its first media; None if it has none or refuses it."""
    if not description.media or description.media[0].port == 0:
        return None
    media = description.media[0]
    return description.host_of(media), media.port
