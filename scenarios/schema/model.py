"""A scenario after reading: every quantity in its base unit, every word known, every reference resolved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Literal

from camproof.domain.camera import (
    INFRARED,
    PICTURES,
    SCENES,
    SOUNDS,
    CameraRecord,
    EditionName,
    InfraredName,
    PictureName,
    SipTransport,
    SoundName,
)
from camproof.domain.classes import CameraClass
from camproof.domain.errors import Place
from camproof.domain.selector import Selector
from camproof.domain.stream import StreamProfile
from camproof.domain.timeline import TimelineEntry
from camproof.domain.topology import PERFECT_LINK, District, Link
from camproof.scenarios.schema.dealing import deal
from camproof.verdicts.limit import Limit
from camproof.verdicts.requirement import Requirement

__all__ = [
    "CameraGroup",
    "CameraTraits",
    "CascadeSpec",
    "Loop",
    "PhaseSpec",
    "PlatformSpec",
    "Scenario",
    "SystemSpec",
    "TargetSpec",
    "TimelineItem",
]

Loop = Literal["mil", "sil", "hil"]
ClockName = Literal["wall", "virtual"]


@dataclass(frozen=True, slots=True)
class CameraTraits:
    """What one camera of a group is dealt."""

    camera_class: CameraClass
    district: str
    edition: EditionName
    sip_transport: SipTransport
    stream: StreamProfile
    scene: str
    sound: SoundName
    picture: PictureName
    infrared: InfraredName


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraGroup:
    """One entry of `cameras`: made ones, or those of an inventory.

    :param count: how many there are; of an inventory, its records.
    :param records: the inventory's cameras; empty for made ones.
    :param scenes: what its cameras look at, where no video file is given.
    :param sounds: what their streams carry beside the picture.
    :param pictures: whether it is a clip or drawn live.
    :param infrared: when those that are drawn live are pictures of infrared.
    :param defects: habits of all cameras of the group, by the names of the vocabulary.
    :param channels: how many pictures hang on each device; 0 for cameras, which are their own channels.
    :param page_items: list items that each device puts into one MANSCDP message.
    :param region: the first 6 or 8 digits of the codes that are made.
    """

    name: str
    count: int
    classes: tuple[CameraClass, ...] = (CameraClass.SOCIAL,)
    districts: tuple[str, ...] = ("all",)
    editions: tuple[EditionName, ...] = ("2016",)
    sip: tuple[SipTransport, ...] = ("udp",)
    streams: tuple[StreamProfile, ...] = (StreamProfile(),)
    scenes: tuple[str, ...] = SCENES[:1]
    sounds: tuple[SoundName, ...] = SOUNDS[:1]
    pictures: tuple[PictureName, ...] = PICTURES[:1]
    infrared: tuple[InfraredName, ...] = INFRARED[:1]
    defects: tuple[str, ...] = ()
    channels: int = 0
    page_items: int = 4
    region: str = ""
    inventory: Path | None = None
    records: tuple[CameraRecord, ...] = ()
    notes: tuple[str, ...] = ()
    place: Place = field(default=Place(), compare=False)

    def traits(self, index: int) -> CameraTraits:
        """What the camera `index` (from 0) of a made group is dealt; see :func:`deal`."""
        lists = (
            self.districts,
            self.editions,
            self.sip,
            self.streams,
            self.classes,
            self.scenes,
            self.sounds,
            self.pictures,
            self.infrared,
        )
        dealt = deal([len(items) for items in lists], index)
        district, edition, sip, stream, kind, scene, sound, picture, infrared = dealt
        return CameraTraits(
            self.classes[kind],
            self.districts[district],
            self.editions[edition],
            self.sip[sip],
            self.streams[stream],
            self.scenes[scene],
            self.sounds[sound],
            self.pictures[picture],
            self.infrared[infrared],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformSpec:
    """The built-in platform.

    :param domain: its SIP domain, 10 digits, or its 20-digit code.
    :param heartbeat_count: how many keepalives may be missed before a camera is off line.
    :param device_limit: so many devices it has room for; further ones are answered 503.
    :param keepalive_moves: a weakness on purpose: a keepalive from elsewhere moves the device's address.
    :param ban_after: wrong passwords within a minute that bring a ban of ``ban_s``; 0 for never.
    """

    domain: str = "3402000000"
    password: str = "12345678"  # noqa: S105 - of virtual cameras on the loopback
    heartbeat_interval_s: float = 60.0
    heartbeat_count: int = 3
    expires_s: float = 3600.0
    accept_replayed_nonces: bool = False
    ban_after: int = 0
    ban_s: float = 600.0
    device_limit: int = 200_000
    keepalive_moves: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CascadeSpec:
    """The upper platform of the system under test.

    :param domain: its SIP domain, 10 digits, or its 20-digit code.
    :param port: of its SIP on sockets; None for any, or 5060 where the system under test has to know it.
    :param password: of the lower platform there.
    :param sip: transport of the lower platform's signalling; ``edition`` what it speaks.
    :param page_items: items of the lower platform's catalogue in one message.
    :param mutual: whether the upper platform is below the lower one, too.
    :param groups: names of the camera groups that stand at the upper platform itself.
    :param link: between the two.
    :param defects: what the lower platform does wrong, by the names of the vocabulary.
    """

    domain: str = "3401000000"
    port: int | None = None
    password: str = "12345678"  # noqa: S105 - of a virtual platform on the loopback
    heartbeat_interval_s: float = 60.0
    heartbeat_count: int = 3
    expires_s: float = 3600.0
    sip: SipTransport = "udp"
    edition: EditionName = "2022"
    page_items: int = 4
    mutual: bool = False
    groups: tuple[str, ...] = ()
    link: Link = PERFECT_LINK
    defects: tuple[str, ...] = ()
    place: Place = field(default=Place(), compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemSpec:
    """A platform that is not ours, from a system file.

    :param api: address of its HTTP interface; may be empty.
    :param owner: who allowed the traffic; empty only for the loopback.
    :param until: the last day of that permission; None only for the loopback.
    """

    name: str
    host: str
    port: int
    transport: SipTransport
    code: str
    domain: str
    password: str
    api: str = ""
    owner: str = ""
    until: date | None = None
    file: Path | None = None


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """One line of a phase's time line.

    :param entry: its `at_s` counts from the start of the phase; parameters are in base units.
    """

    entry: TimelineEntry
    place: Place = field(default=Place(), compare=False)

    def starting_at(self, phase_start_s: float) -> TimelineEntry:
        """The entry in scenario time."""
        return replace(self.entry, at_s=phase_start_s + self.entry.at_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetSpec:
    """A limit that the phase must meet.

    :param limit: in the measure's unit; None = the requirement's own.
    :param window_s: from and to, counted from the start of the phase; None = the whole phase.
    :param percentile: 95.0 for the 95th percentile; None for a plain value.
    :param params: further fields of the measure, in base units.
    :param predicted: what a model said it would be, in the measure's unit; shown beside what is measured.
    """

    measure: str
    unit: str
    requirement: Requirement
    limit: Limit | None = None
    selector: Selector = field(default_factory=Selector)
    window_s: tuple[float, float] | None = None
    percentile: float | None = None
    params: Mapping[str, object] = field(default_factory=dict)
    predicted: float | None = None
    place: Place = field(default=Place(), compare=False)


@dataclass(frozen=True, slots=True)
class PhaseSpec:
    """A part of a scenario, with a time line and targets of its own."""

    name: str
    duration_s: float
    timeline: tuple[TimelineItem, ...] = ()
    targets: tuple[TargetSpec, ...] = ()
    place: Place = field(default=Place(), compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A whole file, with the options laid over it.

    :param system: None = the built-in platform.
    :param cascade: the platform above the system under test; None = there is none.
    :param network: the districts whose link is described; the others have a perfect one.
    :param seed: None = the runner draws one and names it.
    :param must_fail: the measures for which its run has to fail, and no others; empty for a usual scenario.
    :param variants: the names of the file's variants.
    :param variant: which of them this is; empty for the file as it stands.
    """

    title: str
    proves: str
    file: Path
    cameras: tuple[CameraGroup, ...]
    phases: tuple[PhaseSpec, ...]
    tags: tuple[str, ...] = ()
    loops: tuple[Loop, ...] = ("sil",)
    clocks: tuple[ClockName, ...] = ("wall",)
    system: SystemSpec | None = None
    platform: PlatformSpec = PlatformSpec()
    cascade: CascadeSpec | None = None
    network: tuple[District, ...] = ()
    seed: int | None = None
    must_fail: tuple[str, ...] = ()
    variants: tuple[str, ...] = ()
    variant: str = ""

    @property
    def name(self) -> str:
        """Of the file without its endings, then the variant: as in "acceptance-tcp"."""
        stem = self.file.name.removesuffix(".yaml").removesuffix(".scenario")
        return f"{stem}-{self.variant}" if self.variant else stem

    @property
    def count(self) -> int:
        """How many cameras there are."""
        return sum(group.count for group in self.cameras)

    @property
    def duration_s(self) -> float:
        """All phases one after the other."""
        return sum(phase.duration_s for phase in self.phases)
