"""ConfigDownload and DeviceConfig (GB/T 28181-2022 A.2.3.2, A.2.4.8)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from camproof.protocols.errors import LocalProtocolError
from camproof.protocols.gb28181.device import DeviceMachine
from camproof.protocols.gb28181.edition import Edition
from camproof.protocols.manscdp import (
    AlarmReport,
    BasicParam,
    ConfigRecord,
    FrameMirror,
    Manscdp,
    OsdConfig,
    OsdText,
    PictureMask,
    VideoAlarmRecord,
    VideoParamAttribute,
    VideoParamOpt,
    VideoRecordPlan,
    VideoStream,
    build_manscdp,
    config_message,
    config_types_asked,
    read_configs,
    response_config,
)
from camproof.virtual_cameras.body.camera import Camera

__all__ = ["answer_config_query", "change_configs"]

MAX_NAME = 128
DOWNLOAD_SPEEDS = "1/2/4"


@dataclass(frozen=True, slots=True)
class _Kept:
    """Settings that are kept as they were set, if ``good``; ``start`` makes those of a new camera."""

    start: Callable[[Camera], ConfigRecord]
    good: Callable[[ConfigRecord], bool] = lambda _config: True


def answer_config_query(camera: Camera, machine: DeviceMachine, message: Manscdp) -> list[Manscdp]:
    """One Response for each kind that is asked for and known; a refusal at the end when some are not."""
    asked = dict.fromkeys(config_types_asked(message))
    known = [config for name in asked if (config := _read(camera, machine, name)) is not None]
    answers: list[ConfigRecord | None] = [*known]
    if not asked or len(known) < len(asked):
        answers.append(None)
    return [response_config(message.sn, message.device_id, one, camera.edition) for one in answers]


def change_configs(camera: Camera, machine: DeviceMachine, message: Manscdp, now_s: float) -> bool:
    """Take what a DeviceConfig sets; False when any of it is unknown, query-only or out of range."""
    configs = read_configs(message)
    good = bool(configs) and len(configs) == len(message.fields)
    for config in configs:
        kept = _KEPT.get(config.element)
        if isinstance(config, BasicParam):
            good = _set_basic(camera, machine, config, now_s) and good
        elif kept is None or camera.edition is not Edition.GB2022:
            good = False
        elif _writable(config) and kept.good(config):
            camera.configs[config.element] = config
        else:
            good = False
    return good


def _read(camera: Camera, machine: DeviceMachine, name: str) -> ConfigRecord | None:
    if name == BasicParam.element:
        return BasicParam(
            device_name=camera.name,
            expiration_s=machine.expires_s,
            heartbeat_interval_s=round(machine.keepalive_interval_s),
            heartbeat_count=machine.keepalive_count,
        )
    if name == VideoParamOpt.element:
        stream = camera.record.stream
        code = camera.media_format().resolution or f"{stream.width}x{stream.height}"
        return VideoParamOpt(download_speed=DOWNLOAD_SPEEDS, resolution=code)
    if name not in _KEPT or camera.edition is not Edition.GB2022:
        return None
    return camera.configs.get(name) or _KEPT[name].start(camera)


def _set_basic(camera: Camera, machine: DeviceMachine, basic: BasicParam, now_s: float) -> bool:
    """Only what is named changes, and nothing when one value is out of range or cannot be read."""
    numbers = (basic.expiration_s, basic.heartbeat_interval_s, basic.heartbeat_count)
    sound = all(value is None or 1 <= value <= 10_000_000 for value in numbers)
    if not sound or basic.deviations or len(basic.device_name) > MAX_NAME:
        return False
    camera.name = basic.device_name or camera.name
    machine.set_expires(basic.expiration_s or machine.expires_s)
    machine.set_keepalive(
        float(basic.heartbeat_interval_s or machine.keepalive_interval_s),
        basic.heartbeat_count or machine.keepalive_count,
        now_s,
    )
    return True


def _writable(config: ConfigRecord) -> bool:
    """Whether it can be written down again, whatever strange elements came with it."""
    try:
        build_manscdp(config_message(1, "", [config]))
    except LocalProtocolError:
        return False
    return not config.deviations


def _attributes(camera: Camera) -> ConfigRecord:
    shape = camera.media_format()
    stream = VideoStream(
        stream_number=0,
        video_format=shape.video_codec,
        resolution=shape.resolution,
        frame_rate=shape.fps,
        bit_rate_type=shape.rate_type,
        bit_rate=shape.video_kbit,
    )
    return VideoParamAttribute(streams=(stream,))


def _overlay(camera: Camera) -> ConfigRecord:
    stream = camera.record.stream
    caption = OsdText(value=camera.name[:32], x=16, y=max(0, stream.height - 48))
    return OsdConfig(
        length=stream.width,
        width=stream.height,
        time_x=16,
        time_y=16,
        time_enable=1,
        time_type=0,
        text_enable=1,
        text_count=1,
        texts=(caption,),
    )


def _good_overlay(config: ConfigRecord) -> bool:
    return (
        isinstance(config, OsdConfig)
        and len(config.texts) <= 8
        and all(len(text.value) <= 32 for text in config.texts)
    )


def _good_plan(config: ConfigRecord) -> bool:
    return (
        isinstance(config, VideoRecordPlan)
        and len(config.schedules) <= 7
        and all(len(day.segments) <= 8 for day in config.schedules)
    )


_KEPT: dict[str, _Kept] = {
    "VideoParamAttribute": _Kept(_attributes),
    "VideoRecordPlan": _Kept(
        lambda _camera: VideoRecordPlan(enable=1, schedule_count=0, stream_number=0), _good_plan
    ),
    "VideoAlarmRecord": _Kept(
        lambda _camera: VideoAlarmRecord(enable=0, record_time_s=30, pre_record_time_s=5, stream_number=0)
    ),
    "PictureMask": _Kept(
        lambda _camera: PictureMask(on=0),
        lambda config: isinstance(config, PictureMask) and len(config.regions) <= 4,
    ),
    "FrameMirror": _Kept(
        lambda _camera: FrameMirror(mode=0),
        lambda config: isinstance(config, FrameMirror) and config.mode is not None,
    ),
    "AlarmReport": _Kept(lambda _camera: AlarmReport(motion_detection=1, field_detection=0)),
    "OSDConfig": _Kept(_overlay, _good_overlay),
}
