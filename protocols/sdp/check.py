"""Does an answer fit its offer?"""

from __future__ import annotations

from collections.abc import Iterator

from camproof.protocols.deviation import Deviation
from camproof.protocols.sdp.model import CLAUSE, MediaDescription, SessionDescription

__all__ = ["check_answer"]

_FITTING = {
    "recvonly": {"sendonly"},
    "sendonly": {"recvonly"},
    "sendrecv": {"sendrecv", "sendonly", "recvonly"},
}


def check_answer(offer: SessionDescription, answer: SessionDescription) -> tuple[Deviation, ...]:
    """What of ``answer`` contradicts ``offer``; what is wrong with it alone is in ``answer.deviations``."""
    return tuple(_session(offer, answer)) + tuple(
        deviation
        for asked, given in zip(offer.media, answer.media, strict=False)
        for deviation in _media(asked, given)
    )


def _session(offer: SessionDescription, answer: SessionDescription) -> Iterator[Deviation]:
    if answer.session_name != offer.session_name:
        yield _note("SDP answer has another s= than the offer", "s=", answer.session_name)
    if answer.ssrc is not None and offer.ssrc is not None and answer.ssrc != offer.ssrc:
        yield _note("SDP answer has another y= than the offer", "y=", f"{offer.ssrc} {answer.ssrc}")
    if len(answer.media) != len(offer.media):
        yield _note("SDP answer has another number of m= lines than the offer", "m=", str(len(answer.media)))
    if offer.session_name == "Download" and not any(media.file_size for media in answer.media):
        yield _note("SDP answer to a download has no a=filesize", "a=filesize", "")


def _media(asked: MediaDescription, given: MediaDescription) -> Iterator[Deviation]:
    if given.kind != asked.kind:
        yield _note("SDP answer has another kind of media than the offer", "m=", given.kind)
    if given.over_tcp != asked.over_tcp:
        yield _note("SDP answer has another transport than the offer", "m=", given.protocol)
    strange = set(given.payload_types) - set(asked.payload_types)
    if strange:
        yield _note("SDP answer has payload types that were not offered", "m=", str(sorted(strange)))
    if given.over_tcp and asked.over_tcp and given.setup and given.setup == asked.setup:
        yield _note(f"SDP offer and answer are both {given.setup}", "a=setup", given.setup)
    fitting = _FITTING.get(asked.direction or "")
    if fitting and given.direction and given.direction not in fitting:
        yield _note("SDP answer has a direction that does not fit the offer", "a=", given.direction)


def _note(what: str, line: str, evidence: str) -> Deviation:
    return Deviation(what, f"SDP {line}", CLAUSE, evidence.encode("utf-8", "replace")[:64])
