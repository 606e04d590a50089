"""Who is on-line, since when, and until when without a further sign.

Theory of operation: a device is on-line from an accepted REGISTER until the first of

* its registration expires,
* ``heartbeat_count`` keepalives in a row are missing (interval x count since the last sign),
* its TCP connection ends, if it registered over TCP (GB/T 28181-2022, registration over NAT),
* it unregisters.

Off-line devices stay known, so that a later REGISTER can be told from a first one. A keepalive does not bring
a device back; that takes a REGISTER, which takes the digest. Two switches weaken this on purpose.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace

from camproof.protocols.flow import Flow
from camproof.protocols.gb28181.edition import Edition
from camproof.protocols.gb28181.platform.deadlines import Deadlines
from camproof.protocols.gb28181.platform.events import DeviceOffline, OfflineReason

__all__ = ["DeviceRecord", "Presence"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceRecord:
    """What the platform knows of one device. Times are monotonic seconds.

    :param flow: where it is reached: the flow of its last REGISTER.
    :param last_sign_s: last REGISTER or keepalive.
    :param last_keepalive_s: None until the first one.
    :param version: X-GB-Ver as sent, empty when absent.
    """

    code: str
    flow: Flow
    contact: str
    expires_s: int
    registered_s: float
    last_sign_s: float
    version: str
    edition: Edition
    call_id: str
    cseq: int
    heartbeat_interval_s: float
    heartbeat_count: int
    online: bool = True
    last_keepalive_s: float | None = None

    @property
    def expires_at_s(self) -> float:
        return self.registered_s + self.expires_s

    @property
    def silent_until_s(self) -> float:
        """When missed keepalives make it off-line."""
        return self.last_sign_s + self.heartbeat_interval_s * self.heartbeat_count

    def signed(self, now_s: float) -> DeviceRecord:
        """The record after a keepalive. By far the most frequent change: ``replace`` took twice as long."""
        return DeviceRecord(
            code=self.code,
            flow=self.flow,
            contact=self.contact,
            expires_s=self.expires_s,
            registered_s=self.registered_s,
            last_sign_s=now_s,
            version=self.version,
            edition=self.edition,
            call_id=self.call_id,
            cseq=self.cseq,
            heartbeat_interval_s=self.heartbeat_interval_s,
            heartbeat_count=self.heartbeat_count,
            last_keepalive_s=now_s,
        )


class Presence:
    """The registered devices.

    :param limit: devices that are remembered; off-line ones go first, the oldest first.
    """

    def __init__(self, limit: int = 200_000) -> None:
        self._limit = limit
        self._records: OrderedDict[str, DeviceRecord] = OrderedDict()
        self._by_flow: dict[Flow, dict[str, None]] = {}
        self._deadlines: Deadlines[str] = Deadlines()

    def all(self) -> tuple[DeviceRecord, ...]:
        """All devices that have registered, on-line or not."""
        return tuple(self._records.values())

    def known(self, device: str) -> DeviceRecord | None:
        """The record of a device, on-line or not."""
        return self._records.get(device)

    def online(self, device: str) -> DeviceRecord | None:
        """The record of a device; None where it is off-line or unknown."""
        record = self._records.get(device)
        return record if record is not None and record.online else None

    def at(self, flow: Flow) -> tuple[str, ...]:
        """The codes of the on-line devices that are reached over this flow."""
        return tuple(self._by_flow.get(flow, ()))

    def is_full(self, device: str) -> bool:
        """Whether there is no room for this device."""
        if device in self._records or len(self._records) < self._limit:
            return False
        idle = next((code for code, record in self._records.items() if not record.online), None)
        if idle is not None:
            del self._records[idle]
        return idle is None

    def put(self, record: DeviceRecord) -> tuple[bool, bool]:
        """Take a new or changed record; gives (was off-line before, has moved)."""
        old = self.online(record.code)
        self._records[record.code] = record
        alone = old is not None and old.flow is record.flow and len(self._by_flow[record.flow]) == 1
        if not alone:
            if old is not None:
                self._leave(old)
            self._by_flow.setdefault(record.flow, {})[record.code] = None
        self._deadlines.set(record.code, min(record.expires_at_s, record.silent_until_s))
        return old is None, old is not None and old.flow != record.flow

    def update(self, device: str, *, interval_s: float, count: int) -> None:
        """New keepalive figures, after BasicParam was set."""
        record = self.online(device)
        if record is not None:
            self.put(replace(record, heartbeat_interval_s=interval_s, heartbeat_count=count))

    def sign(self, record: DeviceRecord, now_s: float) -> None:
        """A keepalive counts for this device."""
        self.put(record.signed(now_s))

    def drop(self, device: str, reason: OfflineReason, at_s: float) -> DeviceOffline | None:
        """Take a device off-line."""
        record = self.online(device)
        if record is None:
            return None
        self._records[device] = replace(record, online=False)
        self._leave(record)
        self._deadlines.cancel(device)
        return DeviceOffline(at_s, device, reason, record.last_sign_s)

    def due(self, now_s: float) -> list[DeviceOffline]:
        """Those that are off-line by now."""
        gone = []
        for device, at_s in self._deadlines.pop_due(now_s):
            record = self._records[device]
            expired = record.expires_at_s <= record.silent_until_s
            event = self.drop(device, "registration expired" if expired else "keepalives missed", at_s)
            if event is not None:
                gone.append(event)
        return gone

    def _leave(self, record: DeviceRecord) -> None:
        there = self._by_flow.get(record.flow)
        if there is not None:
            there.pop(record.code, None)
            if not there:
                del self._by_flow[record.flow]

    def next_s(self) -> float | None:
        return self._deadlines.next_s()
