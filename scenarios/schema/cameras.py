"""The groups of cameras."""

from __future__ import annotations

from typing import cast

from camproof.domain.camera import (
    EDITIONS,
    INFRARED,
    PICTURES,
    SCENES,
    SIP_TRANSPORTS,
    SOUNDS,
    EditionName,
    InfraredName,
    PictureName,
    SipTransport,
    SoundName,
)
from camproof.domain.classes import CameraClass
from camproof.domain.documents.fields import Fields
from camproof.domain.documents.problems import Problems
from camproof.domain.stream import StreamProfile, parse_stream, stream_form
from camproof.scenarios.schema.context import Context
from camproof.scenarios.schema.inventories import with_inventory
from camproof.scenarios.schema.model import CameraGroup

__all__ = ["MAX_CAMERAS", "read_cameras"]

MAX_CAMERAS = 100_000
MAX_CHANNELS = 100_000


def read_cameras(fields: Fields, context: Context, domain: str) -> tuple[CameraGroup, ...]:
    """`cameras:` — at least one group, their names unique.

    :param domain: the SIP domain, whose first digits are the region of codes that are made.
    """
    if not fields.has("cameras"):
        fields.missing("cameras", suggestion="write at least one group, as in - {name: crossings, count: 10}")
        return ()
    rows = tuple(fields.rows("cameras"))
    groups: list[CameraGroup] = []
    taken: frozenset[str] = frozenset()
    for row in rows:
        groups.append(_read_group(row, context, domain, taken))
        if groups[-1].records:
            taken |= {record.code for record in groups[-1].records}
    if not rows:
        fields.problem("cameras", "there is no camera")
    _check(rows, groups, context.problems)
    return tuple(groups)


def _check(rows: tuple[Fields, ...], groups: list[CameraGroup], problems: Problems) -> None:
    seen: dict[str, int | None] = {}
    for row, group in zip(rows, groups, strict=True):
        if group.name in seen:
            row.problem("name", f"a group {group.name!r} stands above already, on line {seen[group.name]}")
        seen.setdefault(group.name, group.place.line)
    if sum(group.count for group in groups) > MAX_CAMERAS:
        problems.add(f"more than {MAX_CAMERAS} cameras are asked for", rows[0].place, "cameras")
    if sum(group.count * group.channels for group in groups) > MAX_CHANNELS:
        problems.add(f"more than {MAX_CHANNELS} channels are asked for", rows[0].place, "cameras")


def _read_group(fields: Fields, context: Context, domain: str, taken: frozenset[str]) -> CameraGroup:
    name = fields.text("name", required=True)
    districts = tuple(scalar.text for scalar in fields.scalars("district")) or ("all",)
    made = CameraGroup(
        name=name,
        count=fields.whole("count", len(districts), low=1, high=MAX_CAMERAS),
        classes=tuple(CameraClass(word) for word in _classes(fields)),
        districts=districts,
        editions=cast(tuple[EditionName, ...], fields.words("edition", "edition", EDITIONS, ("2016",))),
        sip=cast(tuple[SipTransport, ...], fields.words("sip", "transport of SIP", SIP_TRANSPORTS, ("udp",))),
        streams=_streams(fields),
        scenes=fields.words("scene", "scene", SCENES, SCENES[:1]),
        sounds=cast(tuple[SoundName, ...], fields.words("sound", "sound of a camera", SOUNDS, SOUNDS[:1])),
        pictures=cast(
            tuple[PictureName, ...], fields.words("picture", "picture of a camera", PICTURES, PICTURES[:1])
        ),
        infrared=cast(
            tuple[InfraredName, ...], fields.words("infrared", "time of infrared", INFRARED, INFRARED[:1])
        ),
        defects=fields.words("defects", "defect of a camera", context.known.defects),
        channels=fields.whole("channels", 0, low=1, high=MAX_CHANNELS),
        page_items=fields.whole("items-per-message", 4, low=1, high=10_000),
        region=_region(fields, domain),
        place=fields.place,
    )
    if fields.has("infrared") and "rendered" not in made.pictures:
        fields.problem("infrared", "no picture of the group is drawn live", "write picture: rendered")
    group = with_inventory(fields, made, context, taken)
    fields.finish("a camera group")
    return group


def _streams(fields: Fields) -> tuple[StreamProfile, ...]:
    found = [
        fields.reading("stream", scalar, lambda scalar: parse_stream(scalar.text), StreamProfile())
        for scalar in fields.scalars("stream", stream_form())
    ]
    return tuple(found) or (StreamProfile(),)


def _classes(fields: Fields) -> tuple[str, ...]:
    return fields.words("class", "camera class", tuple(CameraClass), (CameraClass.SOCIAL,))


def _region(fields: Fields, domain: str) -> str:
    region = fields.text("region")
    if region and not (region.isascii() and region.isdigit() and len(region) in (6, 8)):
        fields.problem("region", f"{region!r} is no region", "write 6 or 8 digits, as in 340200")
        return domain[:8]
    return region or domain[:8]
