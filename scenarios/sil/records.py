"""The cameras of a scenario as records of an archive; what is not given is made: codes, names, places."""

from __future__ import annotations

import math
from collections.abc import Sequence

from camproof.domain.camera import CameraRecord
from camproof.protocols.gb28181.ids import DeviceCode
from camproof.scenarios.schema import CameraGroup, Scenario

__all__ = ["camera_records", "defects_of", "records_of"]

_CENTRE = (118.376450, 31.326320)
"""Wuhu, the city of the usual example code 340200; made cameras stand on a spiral around it."""
_CAMERA, _RECORDER = "132", "118"
"""Type codes of GB/T 28181 Annex E."""
_CHANNEL_NETWORK = "5"
_STEP_DEG = 0.0011
_GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))


def camera_records(scenario: Scenario) -> tuple[CameraRecord, ...]:
    """All cameras of a scenario."""
    return records_of(scenario.cameras, scenario.platform.domain)


def records_of(groups: Sequence[CameraGroup], domain: str) -> tuple[CameraRecord, ...]:
    """All cameras, in the order of the groups; a camera's number is its place in this order, from 1.

    :param domain: its first 8 digits are the region of made codes, where a group names none.
    """
    taken = {record.code for group in groups for record in group.records}
    records: list[CameraRecord] = []
    serial = channel = 0
    for group in groups:
        if group.records:
            records += group.records
            continue
        region = group.region or domain[:8]
        for index in range(group.count):
            serial, code = _free_code(region, serial + 1, taken, _RECORDER if group.channels else _CAMERA)
            channels = tuple(_channel(region, channel + number) for number in range(1, group.channels + 1))
            channel += group.channels
            records.append(_made(group, index, code, len(records), channels))
    return tuple(records)


def defects_of(groups: Sequence[CameraGroup], records: Sequence[CameraRecord]) -> dict[str, tuple[str, ...]]:
    """The standing faults of cameras that have some."""
    by_group = {group.name: group.defects for group in groups if group.defects}
    return {record.code: by_group[record.group] for record in records if record.group in by_group}


def _channel(region: str, serial: int) -> str:
    """A code that no device is given: another network digit."""
    return str(DeviceCode.make(region, network=_CHANNEL_NETWORK, serial=serial))


def _free_code(region: str, serial: int, taken: set[str], kind: str) -> tuple[int, str]:
    while (code := str(DeviceCode.make(region, type_code=kind, serial=serial))) in taken:
        serial += 1
    taken.add(code)
    return serial, code


def _made(group: CameraGroup, index: int, code: str, number: int, channels: tuple[str, ...]) -> CameraRecord:
    traits = group.traits(index)
    reach, turn = _STEP_DEG * math.sqrt(number + 1), number * _GOLDEN_ANGLE
    return CameraRecord(
        code=code,
        name=f"{group.name} {index + 1:03d}",
        camera_class=traits.camera_class,
        district=traits.district,
        group=group.name,
        longitude=round(_CENTRE[0] + reach * math.cos(turn), 6),
        latitude=round(_CENTRE[1] + reach * math.sin(turn), 6),
        edition=traits.edition,
        sip_transport=traits.sip_transport,
        stream=traits.stream,
        scene=traits.scene,
        sound=traits.sound,
        picture=traits.picture,
        infrared=traits.infrared,
        channel_codes=channels,
        page_items=group.page_items,
    )
