"""Messages that set, ask for and report the settings of a device."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from camproof.protocols.gb28181.edition import Edition
from camproof.protocols.manscdp.config import (
    AlarmReport,
    BasicParam,
    ConfigRecord,
    FrameMirror,
    OsdConfig,
    PictureMask,
    SnapShotConfig,
    SvacDecodeConfig,
    SvacEncodeConfig,
    VideoAlarmRecord,
    VideoParamAttribute,
    VideoParamOpt,
    VideoRecordPlan,
)
from camproof.protocols.manscdp.node import Manscdp, Node

__all__ = [
    "CONFIG_TYPES",
    "config_basic_param",
    "config_message",
    "config_types_asked",
    "query_config",
    "read_configs",
    "response_config",
]

CONFIG_TYPES: Mapping[str, type[ConfigRecord]] = MappingProxyType(
    {
        kind.element: kind
        for kind in (
            BasicParam,
            VideoParamOpt,
            SvacEncodeConfig,
            SvacDecodeConfig,
            VideoParamAttribute,
            VideoRecordPlan,
            VideoAlarmRecord,
            PictureMask,
            FrameMirror,
            AlarmReport,
            OsdConfig,
            SnapShotConfig,
        )
    }
)
"""ConfigType -> value type."""

_BY_NAME: dict[str, type[ConfigRecord]] = {
    name.lower(): kind for kind in CONFIG_TYPES.values() for name in (kind.element, *kind.aliases)
}


def config_message(
    sn: int, device_id: str, configs: Iterable[ConfigRecord], edition: Edition = Edition.GB2022
) -> Manscdp:
    """Control DeviceConfig: sets one or more settings."""
    return Manscdp("Control", "DeviceConfig", sn, device_id, tuple(c.to_config(edition) for c in configs))


def config_basic_param(
    sn: int, device_id: str, basic: BasicParam, edition: Edition = Edition.GB2022
) -> Manscdp:
    """Sets name, registration and keepalive."""
    return config_message(sn, device_id, [basic], edition)


def query_config(sn: int, device_id: str, types: Iterable[str]) -> Manscdp:
    """Query ConfigDownload for one or more kinds of settings."""
    return Manscdp("Query", "ConfigDownload", sn, device_id, (Node("ConfigType", "/".join(types)),))


def config_types_asked(message: Manscdp) -> tuple[str, ...]:
    """The kinds that a ConfigDownload query names, spelled as in :data:`CONFIG_TYPES` where known."""
    words = [word.strip() for word in message.text("ConfigType").split("/")]
    return tuple(
        _BY_NAME[word.lower()].element if word.lower() in _BY_NAME else word for word in words if word
    )


def response_config(
    sn: int, device_id: str, config: ConfigRecord | None, edition: Edition = Edition.GB2022
) -> Manscdp:
    """Response ConfigDownload with one kind of settings; None refuses with Result ERROR."""
    result = Node("Result", "ERROR" if config is None else "OK")
    fields = (result,) if config is None else (result, config.to_config(edition))
    return Manscdp("Response", "ConfigDownload", sn, device_id, fields)


def read_configs(message: Manscdp) -> tuple[ConfigRecord, ...]:
    """The settings in a DeviceConfig order or a ConfigDownload answer; unknown elements are left out."""
    found = ((_BY_NAME.get(entry.name.lower()), entry) for entry in message.fields)
    return tuple(kind.from_node(entry) for kind, entry in found if kind is not None)
