"""Values of this room as JSON can hold them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

from camproof.platforms.cascade import Relay, UpperPlatform
from camproof.platforms.observe import address_text
from camproof.platforms.platform import Platform
from camproof.platforms.session import DownloadSession, LiveSession
from camproof.protocols.gb28181.platform import DeviceRecord

__all__ = ["plain", "plain_device", "plain_platform", "plain_relay", "plain_session", "plain_upper"]

_INNER = frozenset({"extras", "deviations"})
Plain = dict[str, Any]


def plain(value: Any) -> Any:
    """A dataclass as a dictionary, without what it keeps for itself; bytes as hex."""
    if is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: plain(getattr(value, field.name))
            for field in fields(value)
            if field.name not in _INNER
        }
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    return value


def plain_platform(name: str, platform: Platform) -> Plain:
    """A platform with its counts, as the API answers it."""
    devices = platform.devices()
    host, port = platform.address
    return {
        "name": name,
        "code": platform.code,
        "host": host,
        "port": port,
        "edition": platform.config.edition.value,
        "devices": len(devices),
        "online": sum(record.online for record in devices),
        "streams": len(platform.sessions),
        "uppers": [plain_upper(upper) for upper in platform.uppers.values()],
        "now_s": platform.now_s(),
    }


def plain_upper(upper: UpperPlatform) -> Plain:
    """A platform above, as the API answers it."""
    return {
        "code": upper.config.code,
        "address": address_text(upper.config.address),
        "transport": upper.config.transport,
        "local_port": upper.local_port,
        "registered": upper.registered,
        "last_failure": upper.last_failure,
        "subscriptions": upper.subscriptions,
        "relays": len(upper.relays()),
    }


def plain_relay(upper: UpperPlatform, relay: Relay) -> Plain:
    """A stream that is passed on, as the API answers it."""
    stats, session = relay.stats, relay.session
    return {
        "upper": upper.config.code,
        "call": relay.call,
        "channel": relay.channel,
        "kind": relay.kind,
        "transport": relay.transport,
        "device": None if session is None else session.device,
        "source_call": None if session is None else session.call,
        "path": [] if session is None else list(session.path),
        "packets": 0 if stats is None else stats.packets,
        "frames": 0 if stats is None else stats.frames,
        "octets": 0 if stats is None else stats.octets,
        "dropped": 0 if stats is None else stats.dropped_access_units,
    }


def plain_device(platform: Platform, record: DeviceRecord) -> Plain:
    """``_s`` times count from the origin of the platform's observations."""
    origin_s = platform.observations.origin_s
    keepalive_s = record.last_keepalive_s
    return {
        "code": record.code,
        "online": record.online,
        "transport": record.flow.transport,
        "address": address_text(record.flow.remote),
        "contact": record.contact,
        "edition": record.edition.value,
        "version": record.version,
        "registered_s": record.registered_s - origin_s,
        "expires_s": record.expires_s,
        "last_sign_s": record.last_sign_s - origin_s,
        "last_keepalive_s": None if keepalive_s is None else keepalive_s - origin_s,
        "heartbeat_interval_s": record.heartbeat_interval_s,
        "heartbeat_count": record.heartbeat_count,
        "channels": len(platform.catalogs.get(record.code, ())),
        "deviations": sum(entry.count for entry in platform.deviations.of(record.code)),
    }


def plain_session(session: LiveSession) -> Plain:
    """An open stream with its report and findings, as the API answers it."""
    told: Plain = {
        "call": session.call,
        "device": session.device,
        "channel": session.channel,
        "kind": session.kind,
        "transport": session.transport,
        "ssrc": session.ssrc,
        "codec": session.receiver.codec,
        "up": not session.ended.is_set(),
        "end_reason": session.end_reason,
        "start_s": session.start_s,
        "report": plain(session.report()),
        "findings": [finding.as_dict() for finding in session.findings()],
    }
    if isinstance(session, DownloadSession):
        told["file_size"] = session.file_size
        told["progress"] = session.progress
    return told
