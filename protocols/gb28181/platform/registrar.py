"""REGISTER: challenge, check, bind.

Theory of operation. Each REGISTER passes these gates in turn; the first that refuses answers:

1. the code: 20 digits (403), the same in From and To
2. redirect: 302 if the platform sends devices of the 2022 edition elsewhere (or after gate 7)
3. a ban: 403 for who has tried too many passwords, unless it is where the device is registered from
   Expires: a number (400), not below the least (423)
4. credentials: none -> 401 with a fresh nonce bound to the code; unreadable -> 400
5. who: user name = code, realm ours, a password known, the algorithm asked for (403)
6. the digest itself: wrong -> 403
7. the nonce, for a right digest alone: foreign or used before -> 403, unknown or expired -> 401 with stale

A device that repeats a digest without nc on a later CSeq of its own registration, from its own address, is
asked again (401) rather than refused: it reuses its nonce, it does not replay another's answer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from camproof.protocols.deviation import Deviation
from camproof.protocols.errors import SipError
from camproof.protocols.flow import Flow
from camproof.protocols.gb28181.edition import Edition
from camproof.protocols.gb28181.platform.bans import Bans
from camproof.protocols.gb28181.platform.config import Redirect
from camproof.protocols.gb28181.platform.core import VERSION_HEADER, Core
from camproof.protocols.gb28181.platform.events import (
    DeviceRedirected,
    DeviceRegistered,
    RegistrationRefused,
)
from camproof.protocols.gb28181.platform.nonces import NonceState, NonceStore
from camproof.protocols.gb28181.platform.presence import DeviceRecord, Presence
from camproof.protocols.sip import Challenge, Credentials, SipRequest, parse_credentials, user_of, verify

__all__ = ["Registrar"]

CLAUSE = "GB/T 28181-2022 9.1"
_EXPIRES_DIGITS = 10
_CODE = re.compile(r"\d{20}")
_NONCE_COUNT = re.compile(r"[0-9a-fA-F]{1,8}")
_EXPIRES_PARAM = re.compile(r";\s*expires\s*=\s*(\d{1,10})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Register:
    """One REGISTER on its way through the gates."""

    transaction: str
    request: SipRequest
    flow: Flow
    now_s: float
    device: str


class _Refused(Exception):  # noqa: N818 - never leaves this file
    """A gate says no."""

    def __init__(self, status: int, reason: str, *, stale: bool = False, challenge: bool = False) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason
        self.stale = stale
        self.challenge = challenge or status == 401


class Registrar:
    """Answers REGISTER and fills :class:`Presence`."""

    def __init__(self, core: Core, presence: Presence) -> None:
        self._core = core
        self._presence = presence
        config = core.config
        self._nonces = NonceStore(core.rng, life_s=config.nonce_life_s, limit=config.nonce_limit)
        self._bans = Bans(config.ban_after, config.ban_window_s, config.ban_s)

    def receive(self, transaction: str, request: SipRequest, flow: Flow, now_s: float) -> None:
        """Answer one REGISTER."""
        device = user_of(request.headers.get("From") or "")
        register = _Register(transaction, request, flow, now_s, device)
        try:
            self._check_code(register)
            redirect = self._redirect_of(register)
            if redirect is not None and not redirect.challenged:
                self._redirect(register, redirect)
                return
            self._check_ban(register)
            expires_s = self._expires_s(register)
            nonce = self._authenticate(register)
            if redirect is not None:
                self._redirect(register, redirect)
            else:
                self._bind(register, expires_s, nonce)
        except _Refused as refused:
            self._refuse(register, refused)

    # The gates.

    def _check_code(self, register: _Register) -> None:
        if self._core.config.strict_codes and not _CODE.fullmatch(register.device):
            raise _Refused(403, "not a 20-digit code")
        if user_of(register.request.headers.get("To") or "") != register.device:
            self._deviate(register, "REGISTER names another code in To than in From", "SIP header To")

    def _check_ban(self, register: _Register) -> None:
        record = self._presence.online(register.device)
        at_home = record is not None and record.flow == register.flow
        if not at_home and self._bans.holds(register.device, register.flow.remote[0], register.now_s):
            raise _Refused(403, "banned")

    def _redirect_of(self, register: _Register) -> Redirect | None:
        """Where this device is sent; None for who stays: a 302 means nothing to older editions."""
        redirect = self._core.config.redirect
        if redirect is None or _edition(register.request) is not Edition.GB2022:
            return None
        return redirect if redirect.devices is None or register.device in redirect.devices else None

    def _redirect(self, register: _Register, redirect: Redirect) -> None:
        host, port = redirect.address
        target = f"sip:{redirect.code}@{host}:{port}"
        expires_s = self._core.config.default_expires_s if redirect.expires_s is None else redirect.expires_s
        headers = [("Contact", f"<{target}>"), ("Expires", str(expires_s))]
        self._reply(register, 302, headers)
        self._core.events.append(DeviceRedirected(register.now_s, register.device, register.flow, target))

    def _expires_s(self, register: _Register) -> int:
        config, headers = self._core.config, register.request.headers
        text = headers.get("Expires")
        if text is None:
            in_contact = _EXPIRES_PARAM.search(headers.get("Contact") or "")
            text = in_contact.group(1) if in_contact else None
            if text is None:
                self._deviate(register, "REGISTER without Expires", "SIP header Expires")
                return config.default_expires_s
        digits = text.strip()
        if not (digits.isascii() and digits.isdigit() and len(digits) <= _EXPIRES_DIGITS):
            raise _Refused(400, "Expires is not a number")
        wanted_s = int(digits)
        if 0 < wanted_s < config.min_expires_s:
            raise _Refused(423, "Expires is below the least allowed")
        return min(wanted_s, config.max_expires_s)

    def _authenticate(self, register: _Register) -> NonceState:
        header = register.request.headers.get("Authorization")
        if header is None:
            raise _Refused(401, "")
        try:
            credentials = parse_credentials(header)
        except SipError as error:
            self._deviate(register, "Authorization cannot be read", "SIP header Authorization")
            raise _Refused(400, "unreadable credentials") from error
        self._core.deviate(register.device, register.flow, "REGISTER", register.now_s, credentials.deviations)
        self._check_who(register, credentials)
        password = self._core.config.password_of(register.device)
        if password is None:
            raise _Refused(403, "unknown device")
        request = register.request
        if not verify(credentials, password=password, method=request.method, body=request.body):
            self._bans.wrong(register.device, register.flow.remote[0], register.now_s)
            raise _Refused(403, "wrong password")
        self._bans.right(register.device, register.flow.remote[0])
        count = _count(credentials)
        state = self._nonces.take(credentials.nonce, count, register.device, register.now_s)
        if not self._core.config.accept_replayed_nonces:
            self._check_nonce(register, state, count)
        return state

    def _check_who(self, register: _Register, credentials: Credentials) -> None:
        config = self._core.config
        if credentials.username != register.device:
            raise _Refused(403, "user name is not the device code")
        if credentials.realm != config.realm:
            raise _Refused(403, "realm is not ours")
        if (credentials.algorithm or "MD5").upper() != config.digest_algorithm.upper():
            raise _Refused(403, "algorithm is not the one asked for")
        if config.qop and not credentials.qop:
            self._deviate(register, "digest without qop although qop was offered", "SIP header Authorization")
        if credentials.uri != register.request.uri:
            self._deviate(register, "digest uri is not the Request-URI", "SIP header Authorization")

    def _check_nonce(self, register: _Register, state: NonceState, count: str) -> None:
        match state:
            case NonceState.FRESH:
                return
            case NonceState.UNKNOWN | NonceState.EXPIRED:
                raise _Refused(401, state.value, stale=True)
            case NonceState.USED if not count and self._is_own_refresh(register):
                self._deviate(register, "digest repeats a nonce without nc", "SIP header Authorization")
                raise _Refused(401, "", stale=True)
            case _:
                raise _Refused(403, state.value)

    def _is_own_refresh(self, register: _Register) -> bool:
        record = self._presence.online(register.device)
        return (
            record is not None
            and record.flow == register.flow
            and record.call_id == (register.request.headers.get("Call-ID") or "")
            and _cseq(register.request) > record.cseq
        )

    # The outcome.

    def _bind(self, register: _Register, expires_s: int, nonce: NonceState) -> None:
        core, device, now_s = self._core, register.device, register.now_s
        if expires_s == 0:
            self._reply(register, 200, self._accepted_headers(register, 0))
            gone = self._presence.drop(device, "unregistered", now_s)
            core.events.extend([gone] if gone is not None else [])
            return
        if self._presence.is_full(device):
            raise _Refused(503, "no room for another device")
        record = self._record(register, expires_s)
        first, moved = self._presence.put(record)
        self._reply(register, 200, self._accepted_headers(register, expires_s))
        core.events.append(
            DeviceRegistered(
                now_s,
                device,
                register.flow,
                record.contact,
                expires_s,
                record.version,
                first,
                moved,
                nonce.value,
            )
        )

    def _record(self, register: _Register, expires_s: int) -> DeviceRecord:
        headers, config = register.request.headers, self._core.config
        old = self._presence.known(register.device)
        version = (headers.get(VERSION_HEADER) or "").strip()
        spoken = _edition(register.request)
        return DeviceRecord(
            code=register.device,
            flow=register.flow,
            contact=headers.get("Contact") or "",
            expires_s=expires_s,
            registered_s=register.now_s,
            last_sign_s=register.now_s,
            last_keepalive_s=old.last_keepalive_s if old is not None and old.online else None,
            version=version,
            edition=min(spoken, config.edition, key=lambda edition: edition.value),
            call_id=headers.get("Call-ID") or "",
            cseq=_cseq(register.request),
            heartbeat_interval_s=old.heartbeat_interval_s if old else config.heartbeat_interval_s,
            heartbeat_count=old.heartbeat_count if old else config.heartbeat_count,
        )

    def _accepted_headers(self, register: _Register, expires_s: int) -> list[tuple[str, str]]:
        headers = [("Expires", str(expires_s))]
        contact = register.request.headers.get("Contact")
        if contact is not None and expires_s:
            headers.insert(0, ("Contact", contact))
        date = self._core.date(register.now_s)
        if date:
            headers.append(("Date", date))
        return headers

    def _refuse(self, register: _Register, refused: _Refused) -> None:
        headers: list[tuple[str, str]] = []
        if refused.challenge:
            headers.append(("WWW-Authenticate", self._challenge(register, stale=refused.stale)))
        if refused.status == 423:
            headers.append(("Min-Expires", str(self._core.config.min_expires_s)))
        self._reply(register, refused.status, headers)
        if refused.reason:
            self._core.events.append(
                RegistrationRefused(
                    register.now_s, register.device, register.flow, refused.reason, refused.status
                )
            )

    def _challenge(self, register: _Register, *, stale: bool) -> str:
        config = self._core.config
        return Challenge(
            realm=config.realm,
            nonce=self._nonces.issue(register.device, register.now_s),
            algorithm=config.digest_algorithm,
            qop=("auth",) if config.qop else (),
            stale=stale,
        ).header()

    def _reply(self, register: _Register, status: int, headers: list[tuple[str, str]]) -> None:
        version = (VERSION_HEADER, self._core.config.edition.version_header)
        self._core.reply(
            register.transaction, register.request, status, register.now_s, headers=(version, *headers)
        )

    def _deviate(self, register: _Register, what: str, where: str) -> None:
        self._core.deviate(
            register.device, register.flow, "REGISTER", register.now_s, [Deviation(what, where, CLAUSE)]
        )


def _count(credentials: Credentials) -> str:
    """The nonce count, empty without qop.

    Its form is checked: a count that swallows a part of the cnonce would make a used answer look new.
    """
    if not credentials.qop:
        return ""
    if not _NONCE_COUNT.fullmatch(credentials.nc or ""):
        raise _Refused(400, "unreadable credentials")
    return credentials.nc or ""


def _edition(request: SipRequest) -> Edition:
    """What a device speaks: its X-GB-Ver, without one the 2016 edition."""
    version = (request.headers.get(VERSION_HEADER) or "").strip()
    return Edition.from_version_header(version) or Edition.GB2016


def _cseq(request: SipRequest) -> int:
    number = (request.headers.get("CSeq") or "").split(maxsplit=1)
    return (
        int(number[0])
        if number and number[0].isascii() and number[0].isdigit() and len(number[0]) < 12
        else 0
    )
