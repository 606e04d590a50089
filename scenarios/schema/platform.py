"""The built-in platform, and the word that says which system is under test."""

from __future__ import annotations

from camproof.domain.documents.fields import Fields
from camproof.domain.errors import did_you_mean
from camproof.scenarios.schema.context import Context
from camproof.scenarios.schema.model import PlatformSpec, SystemSpec
from camproof.scenarios.schema.system import read_system

__all__ = [
    "BUILT_IN",
    "read_domain",
    "read_platform",
    "read_positive",
    "read_system_choice",
    "read_timing",
]

BUILT_IN = "built-in"


def read_platform(fields: Fields) -> PlatformSpec:
    """`platform:` — every field has a default."""
    sub = fields.sub("platform")
    default = PlatformSpec()
    if sub is None:
        return default
    spec = PlatformSpec(
        domain=read_domain(sub, default.domain),
        password=sub.text("password", default.password),
        heartbeat_interval_s=read_positive(sub, "heartbeat-interval", default.heartbeat_interval_s),
        heartbeat_count=sub.whole("heartbeat-count", default.heartbeat_count, low=1, high=255),
        expires_s=read_positive(sub, "expires", default.expires_s),
        accept_replayed_nonces=sub.flag("accept-replayed-nonces", default.accept_replayed_nonces),
        ban_after=sub.whole("ban-after", default.ban_after, low=0, high=100),
        ban_s=read_positive(sub, "ban", default.ban_s),
        device_limit=sub.whole("device-limit", default.device_limit, low=1, high=1_000_000),
        keepalive_moves=sub.flag("keepalive-moves", default.keepalive_moves),
    )
    sub.finish("the platform")
    return spec


def read_timing(fields: Fields) -> PlatformSpec:
    """`timing:` of a fleet — how its cameras register and keep alive; nothing else of a platform."""
    sub = fields.sub("timing")
    default = PlatformSpec()
    if sub is None:
        return default
    spec = PlatformSpec(
        heartbeat_interval_s=read_positive(sub, "heartbeat-interval", default.heartbeat_interval_s),
        heartbeat_count=sub.whole("heartbeat-count", default.heartbeat_count, low=1, high=255),
        expires_s=read_positive(sub, "expires", default.expires_s),
    )
    sub.finish("the timing of a fleet")
    return spec


def read_positive(fields: Fields, name: str, default: float) -> float:
    """A duration of more than nothing."""
    value = fields.quantity(name, "duration", default)
    if value == 0:
        fields.problem(name, "it needs more than 0 s")
        return default
    return value


def read_domain(fields: Fields, default: str) -> str:
    """`domain`: 10 or 20 digits."""
    domain = fields.text("domain", default)
    if domain.isascii() and domain.isdigit() and len(domain) in (10, 20):
        return domain
    fields.problem("domain", f"{domain!r} is no SIP domain", "write 10 digits, as in 3402000000, or 20")
    return default


def read_system_choice(fields: Fields, context: Context) -> SystemSpec | None:
    """`system:` — "built-in" (None), or the path of a system file, from the scenario's folder on."""
    name = fields.text("system", BUILT_IN)
    if name == BUILT_IN:
        return None
    path = context.folder / name
    if "\0" in name or not path.is_file():
        hint = did_you_mean(name, (BUILT_IN,)) if "." not in name else ""
        fields.problem(
            "system", f"there is no system file {name!r}", hint or f"{BUILT_IN}, or a path from here on"
        )
        return None
    if fields.has("platform"):
        fields.problem(
            "platform", "these are settings of the built-in platform, and the system is another one"
        )
    return read_system(path, context.problems)
