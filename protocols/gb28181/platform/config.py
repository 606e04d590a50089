"""What one platform is and how strict it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from camproof.protocols.flow import Address
from camproof.protocols.gb28181.edition import Edition

__all__ = ["PlatformConfig", "Redirect"]


@dataclass(frozen=True, slots=True)
class Redirect:
    """Another server that devices shall register with (GB/T 28181-2022, redirected registration).

    :param challenged: only devices that have shown their password are told where to go.
    :param expires_s: how long they shall stay there; None for the platform's default expiry.
    :param devices: codes that are sent there; None for all.
    """

    code: str
    address: Address
    challenged: bool = False
    expires_s: int | None = None
    devices: frozenset[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformConfig:
    """Settings of one platform.

    :param code: 20-digit code of the SIP server.
    :param domain: SIP domain and digest realm; empty for the first ten digits of the code.
    :param host: address to bind.
    :param port: UDP and TCP port; 0 for any free one.
    :param advertised_host: address written into Contact and SDP; empty for ``host``.
    :param password: of every device that ``passwords`` does not name.
    :param passwords: device code to password.
    :param unknown_devices: whether a code that ``passwords`` does not name may register.
    :param strict_codes: refuse codes that are not 20 digits.
    :param heartbeat_interval_s: keepalive interval that devices are expected to hold.
    :param heartbeat_count: missed keepalives until a device is off-line.
    :param default_expires_s: used where a REGISTER names no expiry.
    :param min_expires_s: shorter expiries are answered 423 with Min-Expires. The standard's least is 3600 s.
    :param max_expires_s: longer expiries are cut to this.
    :param digest_algorithm: "MD5", "SHA-256" or "SM3".
    :param qop: offer qop="auth".
    :param ban_after: wrong passwords for one code, in ``ban_window_s``, until that code is banned from the
        host that they came from; 0 for never.
    :param ban_s: how long a ban lasts. A registration that stands is not touched by it.
    :param nonce_life_s: after which a nonce is answered with a fresh one (stale).
    :param accept_replayed_nonces: a weakness on purpose: any nonce, any number of times.
    :param keepalive_revives: a weakness on purpose: a keepalive alone brings an off-line device back.
    :param move_on_keepalive: a weakness on purpose: a keepalive from elsewhere moves the device's address.
    :param unregistered_status: answer to requests of devices that are not registered: 403 or 404.
    :param date_header: put the Beijing time into the 200 of REGISTER; "rfc1123" for the old form, or "none".
    :param clock_error_s: added to that time, for scenarios with a wrong clock.
    :param redirect: answer REGISTER with 302 to this server; a device of an older edition, which does not
        know 302, is registered here.
    :param answer_timeout_s: from a query or control to its first answer.
    :param part_gap_s: between the parts of one answer.
    :param invite_timeout_s: from INVITE to its final answer.
    :param broadcast_timeout_s: from the broadcast notice to the device's INVITE.
    :param refresh_early_s: how long before its end a subscription is refreshed (at most half its life).
    """

    code: str = "34020000002000000001"
    domain: str = ""
    host: str = "127.0.0.1"
    port: int = 0
    advertised_host: str = ""
    password: str = "12345678"  # noqa: S105 - the field's customary bench password
    passwords: Mapping[str, str] = field(default_factory=dict)
    unknown_devices: Literal["accept", "refuse"] = "accept"
    strict_codes: bool = True
    edition: Edition = Edition.GB2022
    user_agent: str = "camproof"
    heartbeat_interval_s: float = 60.0
    heartbeat_count: int = 3
    default_expires_s: int = 86_400
    min_expires_s: int = 3600
    max_expires_s: int = 604_800
    digest_algorithm: Literal["MD5", "SHA-256", "SM3"] = "MD5"
    qop: bool = True
    ban_after: int = 0
    ban_window_s: float = 60.0
    ban_s: float = 600.0
    nonce_life_s: float = 300.0
    nonce_limit: int = 100_000
    device_limit: int = 200_000
    accept_replayed_nonces: bool = False
    keepalive_revives: bool = False
    move_on_keepalive: bool = False
    unregistered_status: Literal[403, 404] = 403
    date_header: Literal["beijing", "rfc1123", "none"] = "beijing"
    clock_error_s: float = 0.0
    redirect: Redirect | None = None
    answer_timeout_s: float = 10.0
    part_gap_s: float = 10.0
    invite_timeout_s: float = 10.0
    broadcast_timeout_s: float = 10.0
    refresh_early_s: float = 60.0

    @property
    def realm(self) -> str:
        """SIP domain and digest realm."""
        return self.domain or self.code[:10]

    @property
    def public_host(self) -> str:
        """The address that devices are told."""
        return self.advertised_host or self.host

    def password_of(self, device: str) -> str | None:
        """The password of a device, None when it is not known here."""
        own = self.passwords.get(device)
        if own is None and self.unknown_devices == "accept":
            return self.password
        return own
