"""What of a media block's payload types and TCP role departs from the standard."""

from __future__ import annotations

from collections.abc import Iterator

from camproof.protocols.deviation import Deviation
from camproof.protocols.sdp.model import CLAUSE, MediaDescription
from camproof.protocols.sdp.payloads import PAYLOADS, VENDOR_NAMES, RtpMap

__all__ = ["payload_deviations"]

PAYLOAD_CLAUSE = "GB/T 28181-2022 Annex C"


def payload_deviations(media: MediaDescription) -> Iterator[Deviation]:
    """Unknown numbers, numbers under another name, vendors' private codings, TCP without a role."""
    named = {entry.payload_type: entry for entry in reversed(media.rtpmaps)}
    for number in media.payload_types:
        if number not in PAYLOADS and number not in named:
            yield _payload("SDP offers an unknown payload type without rtpmap", number, "")
    for entry in named.values():
        yield from _rtpmap(entry, media)
    if media.over_tcp and media.setup is None:
        yield Deviation("SDP has TCP media without a=setup", "SDP a=setup", CLAUSE)


def _rtpmap(entry: RtpMap, media: MediaDescription) -> Iterator[Deviation]:
    number, name = entry.payload_type, entry.name.upper()
    usual = PAYLOADS.get(number)
    if number not in media.payload_types:
        yield _payload("SDP rtpmap names a payload type that m= does not have", number, name)
    if number == 96 and name in VENDOR_NAMES:
        yield _payload("SDP announces a vendor's private coding", number, name)
    elif usual is not None and name != usual.name:
        yield _payload(f"SDP rtpmap gives payload type {number} another name than {usual.name}", number, name)
    elif usual is not None and entry.clock_hz != usual.clock_hz:
        yield _payload(
            f"SDP rtpmap gives payload type {number} another clock", number, f"{name}/{entry.clock_hz}"
        )


def _payload(what: str, number: int, name: str) -> Deviation:
    return Deviation(what, "SDP a=rtpmap", PAYLOAD_CLAUSE, f"{number} {name}".strip().encode()[:64])
