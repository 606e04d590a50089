"""Reads an INVITE's offer as a plan for a media sender."""

from __future__ import annotations

import random

from camproof.media.plan import Container, MediaKind, MediaPlan, MediaTransport
from camproof.protocols.sdp import MediaDescription, SessionDescription
from camproof.virtual_cameras.body.storage import Storage

__all__ = ["FASTEST", "SLOWEST", "OfferRefusedError", "media_of", "plan_from_offer"]

SLOWEST, FASTEST = 0.25, 16.0
"""Pace of recordings."""

_LAST_PORT = 65_535
_KINDS: dict[str, MediaKind] = {
    "Play": "live",
    "Playback": "playback",
    "Download": "download",
    "Talk": "talk",
}


class OfferRefusedError(Exception):
    """The offer cannot be met; ``status`` is the SIP answer (GB/T 28181-2022 Annex G, table of errors)."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


def plan_from_offer(
    stream: str, offer: SessionDescription, storage: Storage, epoch_s: float, rng: random.Random
) -> MediaPlan:
    """The plan that meets an offer.

    :param epoch_s: the camera's own time, for what it has recorded.
    :param rng: draws an SSRC where the offer names none.
    :raises OfferRefusedError: neither PS video nor G.711A sound is asked for, or nothing was recorded then.
    """
    kind = _KINDS.get(offer.session_name)
    if kind is None:
        raise OfferRefusedError(488, f"no session is called {offer.session_name!r}")
    media = media_of(offer)
    container: Container = "PCMA" if media.kind == "audio" else "PS"
    start_s, end_s = _span(kind, offer, storage, epoch_s)
    ssrc = offer.ssrc_number
    speed = float(media.download_speed or 1) if kind == "download" else 1.0
    if not SLOWEST <= speed <= FASTEST:
        raise OfferRefusedError(488, f"a recording is not sent at {speed:g} times its pace")
    return MediaPlan(
        stream=stream,
        kind=kind,
        ssrc=rng.getrandbits(32) if ssrc is None else ssrc,
        transport=_transport(media),
        remote=(offer.host_of(media), media.port),
        payload_type=_payload_type(media, container),
        container=container,
        start_s=start_s,
        end_s=end_s,
        scale=speed,
    )


def media_of(offer: SessionDescription) -> MediaDescription:
    """The block that is met: sound for talk, else video where it is offered.

    :raises OfferRefusedError: there is none.
    """
    media = offer.audio if offer.session_name == "Talk" else offer.video or offer.audio
    if media is None:
        raise OfferRefusedError(488, "the offer has no media")
    return media


def _payload_type(media: MediaDescription, container: Container) -> int:
    number = media.payload_of(container)
    if number is None:
        raise OfferRefusedError(488, f"{container} is not offered")
    return number


def _transport(media: MediaDescription) -> MediaTransport:
    """Our role."""
    role = media.answering_role
    if role == "tcp-passive":
        return role
    if media.port == 0:
        raise OfferRefusedError(488, "the offered port is 0")
    if role == "udp" and media.port == _LAST_PORT:
        raise OfferRefusedError(488, "above the offered port there is none for RTCP")
    return role


def _span(
    kind: MediaKind, offer: SessionDescription, storage: Storage, epoch_s: float
) -> tuple[float, float | None]:
    if kind not in ("playback", "download"):
        return 0.0, None
    start_s, end_s = float(offer.start_s), float(offer.end_s)
    if end_s <= start_s:
        raise OfferRefusedError(488, "the span ends before it starts")
    found = storage.find(start_s, end_s, epoch_s)
    if not found:
        raise OfferRefusedError(488, "nothing was recorded in the span")
    return start_s, min(end_s, found[-1].end_s)
