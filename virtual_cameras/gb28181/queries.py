"""Answers to the queries of the platform (GB/T 28181-2022 A.2.4, A.2.6)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from camproof.protocols.gb28181.device import DeviceMachine
from camproof.protocols.gb28181.edition import Edition
from camproof.protocols.manscdp import (
    AlarmStatus,
    Body,
    CatalogItem,
    CruisePoint,
    CruiseTrack,
    CruiseTrackAnswer,
    CruiseTrackList,
    DeviceInfo,
    DeviceStatus,
    HomePosition,
    HomePositionAnswer,
    Manscdp,
    PresetItem,
    PresetList,
    PtzPosition,
    RecordItem,
    RecordQuery,
    SdCard,
    SdCardStatus,
    Written,
    catalog_pages,
    record_pages,
)
from camproof.virtual_cameras.body.camera import Camera, Channel
from camproof.virtual_cameras.body.head import Track
from camproof.virtual_cameras.body.storage import Card, Recording
from camproof.virtual_cameras.gb28181.configs import answer_config_query
from camproof.virtual_cameras.gb28181.values import integer_of, local_time, time_of
from camproof.virtual_cameras.personality import Personality

__all__ = ["answer_query", "channel_items", "look"]

MAX_RECORDS = 10_000
_DECIMALS = 6


@dataclass(frozen=True, slots=True)
class _Asked:
    camera: Camera
    machine: DeviceMachine
    personality: Personality
    message: Manscdp
    now_s: float

    def answer(self, body: Body) -> list[Manscdp]:
        """A Response in one message."""
        message = body.to_message(self.message.sn, self.message.device_id, self.camera.edition)
        return [message]


def answer_query(
    camera: Camera, machine: DeviceMachine, personality: Personality, message: Manscdp, now_s: float
) -> Sequence[Manscdp]:
    """The Response messages to a query, in the order in which they must leave; none for what is not known."""
    name = message.cmd_type.lower()
    if name in _ONLY_2022 and camera.edition is not Edition.GB2022:
        return []
    handler = _HANDLERS.get(name)
    return [] if handler is None else handler(_Asked(camera, machine, personality, message, now_s))


def channel_items(
    camera: Camera, personality: Personality, server: str, event: str = ""
) -> list[CatalogItem]:
    """The channels of a camera as items of a catalogue.

    :param server: code of the server, which a camera hangs under that is its own channel.
    """
    return [_item(camera, channel, personality, server, event) for channel in camera.channels]


def _item(camera: Camera, channel: Channel, personality: Personality, server: str, event: str) -> CatalogItem:
    record = camera.record
    stream = record.stream
    return CatalogItem(
        device_id=channel.code,
        name=channel.name,
        manufacturer=personality.manufacturer,
        model=personality.model,
        owner="owner",
        civil_code=camera.code[:6],
        address=record.attribute("address") or camera.name,
        parental=0,
        parent_id=server if channel.code == camera.code else camera.code,
        safety_way=0,
        register_way=1,
        secrecy=0,
        status="ON" if camera.working else "OFF",
        longitude=_degrees(camera.place.longitude),
        latitude=_degrees(camera.place.latitude),
        ptz_type=1,
        grassroots_code="000000",
        point_type=int(record.camera_class.point_type),
        photoelectric_imaging_type="1",
        room_type=1,
        resolution=f"{stream.width}x{stream.height}" if camera.edition is Edition.GB2022 else "",
        stream_number_list="0",
        download_speed="1/2/4",
        install_time=record.attribute("install_time"),
        event=event,
    )


def _degrees(value: float | None) -> Written | None:
    """With six decimals, which are a tenth of a metre, as an archive asks for them."""
    return None if value is None else Written.of(value, _DECIMALS)


def look(camera: Camera, now_s: float) -> PtzPosition:
    """Where the camera looks, as PTZPosition tells it."""
    here = camera.head.at(now_s)
    angle = camera.head.field_angle(now_s)
    stream = camera.record.stream
    return PtzPosition(
        pan=round(here.pan, 2),
        tilt=round(here.tilt, 2),
        zoom=round(here.zoom, 2),
        horizontal_field_angle=round(angle, 2),
        vertical_field_angle=round(angle * stream.height / stream.width, 2),
        max_view_distance=round(camera.head.limits.view_distance_m * here.zoom, 1),
    )


def _catalog(asked: _Asked) -> Sequence[Manscdp]:
    """The channels; StartTime and EndTime leave out a camera that is known to be installed outside of them
    (``install_time`` of its inventory, local time). One of unknown age is always told.
    """
    items = channel_items(asked.camera, asked.personality, asked.machine.server_code)
    items = items if _is_installed_in(asked) else []
    message, per_page = asked.message, asked.personality.items_per_message
    return catalog_pages(items, message.sn, message.device_id, per_page, asked.camera.edition)


def _is_installed_in(asked: _Asked) -> bool:
    start_s, end_s = (time_of(asked.message.text(name)) for name in ("StartTime", "EndTime"))
    at_s = time_of(asked.camera.record.attribute("install_time"))
    return at_s is None or ((start_s is None or start_s <= at_s) and (end_s is None or at_s <= end_s))


def _info(asked: _Asked) -> list[Manscdp]:
    make = asked.personality
    info = DeviceInfo(
        device_name=asked.camera.name,
        result="OK",
        manufacturer=make.manufacturer,
        model=make.model,
        firmware=make.firmware,
        channel=len(asked.camera.channels),
    )
    return asked.answer(info)


def _status(asked: _Asked) -> list[Manscdp]:
    camera = asked.camera
    status = DeviceStatus(
        result="OK",
        online="ONLINE",
        status="OK" if camera.working else "ERROR",
        encode="ON",
        record="ON" if camera.storage.recording else "OFF",
        device_time=local_time(camera.clock.read_s(asked.now_s)),
        alarm_status=(AlarmStatus(device_id=camera.code, duty_status=camera.alarms.duty),),
    )
    return asked.answer(status)


def _records(asked: _Asked) -> Sequence[Manscdp]:
    query = RecordQuery.from_message(asked.message)
    start_s, end_s = time_of(query.start_time), time_of(query.end_time)
    found: list[Recording] = []
    if start_s is not None and end_s is not None and _may_match(asked.camera, query):
        epoch_s = asked.camera.clock.read_s(asked.now_s)
        found = asked.camera.storage.find(start_s, end_s, epoch_s)[:MAX_RECORDS]
    wanted = query.type.lower()
    items = [_record_item(asked.camera, one) for one in found if wanted in ("", "all", one.kind)]
    items = [item for item in items if query.file_path in ("", item.file_path)]
    camera, message = asked.camera, asked.message
    per_page = asked.personality.items_per_message
    return record_pages(
        items, message.sn, message.device_id, per_page, name=camera.name, edition=camera.edition
    )


def _may_match(camera: Camera, query: RecordQuery) -> bool:
    """Filters that fit all of the camera's recordings or none."""
    return (
        query.secrecy in (None, 0)
        and query.stream_number in (None, 0)
        and query.recorder_id in ("", camera.code)
    )


def _record_item(camera: Camera, recording: Recording) -> RecordItem:
    start = local_time(recording.start_s)
    return RecordItem(
        device_id=camera.code,
        name=camera.name,
        file_path=f"/{camera.code}/{start.replace(':', '')}.ps",
        address=camera.record.attribute("address") or camera.name,
        start_time=start,
        end_time=local_time(recording.end_s),
        secrecy=0,
        type=recording.kind,
        recorder_id=camera.code,
        file_size=recording.size,
        stream_number=0,
    )


def _config(asked: _Asked) -> list[Manscdp]:
    return answer_config_query(asked.camera, asked.machine, asked.message)


def _presets(asked: _Asked) -> list[Manscdp]:
    presets = sorted(asked.camera.head.presets.items())
    return asked.answer(
        PresetList(presets=tuple(PresetItem(preset_id=number, name=name) for number, (name, _) in presets))
    )


def _home(asked: _Asked) -> list[Manscdp]:
    home = asked.camera.head.home
    value = HomePosition(enabled=int(home.enabled), reset_time_s=home.reset_time_s, preset_index=home.preset)
    return asked.answer(HomePositionAnswer(home_position=value))


def _tracks(asked: _Asked) -> list[Manscdp]:
    tracks = sorted(asked.camera.head.tracks.items())
    return asked.answer(
        CruiseTrackList(tracks=tuple(CruiseTrack(number=number, name=track.name) for number, track in tracks))
    )


def _track(asked: _Asked) -> list[Manscdp]:
    number = integer_of(asked.message.text("Number"))
    track = asked.camera.head.tracks.get(-1 if number is None else number, Track(""))
    points = tuple(
        CruisePoint(preset_index=preset, stay_time_s=track.stay_s, speed=track.speed)
        for preset in track.presets
    )
    return asked.answer(CruiseTrackAnswer(number=number, name=track.name, points=points))


def _looks_at(asked: _Asked) -> list[Manscdp]:
    return asked.answer(look(asked.camera, asked.now_s))


def _cards(asked: _Asked) -> list[Manscdp]:
    storage = asked.camera.storage
    cards = tuple(_card(card, storage.free_mb(card), asked.now_s) for card in storage.cards[:8])
    return asked.answer(SdCardStatus(cards=cards))


def _card(card: Card, free_mb: int, now_s: float) -> SdCard:
    progress = card.format_progress(now_s)
    return SdCard(
        number=card.number,
        hdd_name=card.name,
        status="ok" if progress is None else "formatting",
        format_progress=100 if progress is None else progress,
        capacity_mb=card.capacity_mb,
        free_mb=free_mb,
    )


_HANDLERS: dict[str, Callable[[_Asked], Sequence[Manscdp]]] = {
    "catalog": _catalog,
    "deviceinfo": _info,
    "devicestatus": _status,
    "recordinfo": _records,
    "configdownload": _config,
    "presetquery": _presets,
    "homepositionquery": _home,
    "cruisetracklistquery": _tracks,
    "cruisetrackquery": _track,
    "ptzposition": _looks_at,
    "sdcardstatus": _cards,
}
_ONLY_2022 = frozenset(
    {"homepositionquery", "cruisetracklistquery", "cruisetrackquery", "ptzposition", "sdcardstatus"}
)
