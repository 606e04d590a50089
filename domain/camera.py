"""One camera of an inventory."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, get_args

from camproof.domain.classes import CameraClass
from camproof.domain.stream import StreamProfile

__all__ = [
    "EDITIONS",
    "INFRARED",
    "PICTURES",
    "SCENES",
    "SIP_TRANSPORTS",
    "SOUNDS",
    "CameraRecord",
    "EditionName",
    "InfraredName",
    "PictureName",
    "SipTransport",
    "SoundName",
]

EditionName = Literal["2016", "2022"]
SipTransport = Literal["udp", "tcp"]
SoundName = Literal["none", "g711a", "aac"]
PictureName = Literal["clip", "rendered"]
InfraredName = Literal["never", "always", "by-clock"]
EDITIONS: tuple[EditionName, ...] = get_args(EditionName)
SIP_TRANSPORTS: tuple[SipTransport, ...] = get_args(SipTransport)
SOUNDS: tuple[SoundName, ...] = get_args(SoundName)
PICTURES: tuple[PictureName, ...] = get_args(PictureName)
INFRARED: tuple[InfraredName, ...] = get_args(InfraredName)
SCENES = ("street", "street-night", "street-rain", "indoor")
"""What a virtual camera may look at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraRecord:
    """A camera as the archive knows it.

    :param code: 20 digits, GB/T 28181 Annex E.
    :param name: as in the inventory, untouched.
    :param camera_class: whose camera it is.
    :param district: the part of the network that it hangs on.
    :param group: the name of the scenario's camera entry or inventory that it came from; may be empty.
    :param longitude: degrees east, WGS 84 or as the inventory has it; None where unknown or unusable.
    :param latitude: degrees north; None exactly where the longitude is.
    :param edition: the edition of GB/T 28181 that it speaks.
    :param sip_transport: "udp" or "tcp".
    :param stream: its main stream.
    :param scene: what a virtual camera looks at, one of ``SCENES``; a user's video file takes its place.
    :param sound: what a virtual camera's streams carry beside the picture: nothing, or a tone so coded.
    :param picture: "clip": coded once and played in a loop; "rendered": its live picture is drawn and coded
        as it goes, as its own head and lens stand, at the cost of a good part of a core.
    :param infrared: when a rendered picture is one of infrared, without colours: "by-clock" is from 18 to 6
        o'clock of the camera's own clock.
    :param channel_codes: of a recorder, the codes of its channels; empty for a camera, which is its own.
    :param page_items: list items that it puts into one MANSCDP message.
    :param attributes: every other column of the inventory, in its order.
    """

    code: str
    name: str
    camera_class: CameraClass = CameraClass.SOCIAL
    district: str = "all"
    group: str = ""
    longitude: float | None = None
    latitude: float | None = None
    edition: EditionName = "2016"
    sip_transport: SipTransport = "udp"
    stream: StreamProfile = field(default_factory=StreamProfile)
    scene: str = SCENES[0]
    sound: SoundName = SOUNDS[0]
    picture: PictureName = PICTURES[0]
    infrared: InfraredName = INFRARED[0]
    channel_codes: tuple[str, ...] = ()
    page_items: int = 4
    attributes: tuple[tuple[str, str], ...] = ()

    def attribute(self, name: str, default: str = "") -> str:
        """The value of another column of the inventory."""
        return dict(self.attributes).get(name, default)
