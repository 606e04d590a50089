"""What a platform machine tells the layer above. Times are monotonic seconds of the runtime."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from camproof.protocols.deviation import Deviation
from camproof.protocols.flow import Flow
from camproof.protocols.gb28181.platform.call_events import CallEvent
from camproof.protocols.manscdp import Manscdp

__all__ = [
    "AlarmRaised",
    "DeviationsNoted",
    "DeviceOffline",
    "DeviceRedirected",
    "DeviceRegistered",
    "KeepaliveReceived",
    "KeepaliveRefused",
    "MessageRejected",
    "NoticeReceived",
    "OfflineReason",
    "PlatformEvent",
    "PositionReported",
    "RegistrationRefused",
    "RequestAnswered",
    "RequestFailed",
    "SubscriptionActive",
    "SubscriptionEnded",
    "SubscriptionNotified",
    "UnmatchedResponse",
]

OfflineReason = Literal[
    "keepalives missed", "registration expired", "connection lost", "unregistered", "platform restarted"
]


@dataclass(frozen=True, slots=True)
class DeviceRegistered:
    """A REGISTER was accepted.

    :param first: the device was not on-line before.
    :param moved: it was on-line from another address; the newest binding replaces the older one.
    :param version: X-GB-Ver as sent, empty when absent.
    :param nonce: what its nonce was: "fresh", or "replayed nonce" and the like where the platform is weak.
    """

    at_s: float
    device: str
    flow: Flow
    contact: str
    expires_s: int
    version: str
    first: bool
    moved: bool
    nonce: str


@dataclass(frozen=True, slots=True)
class RegistrationRefused:
    """A REGISTER was refused for a reason: "wrong password", "replayed nonce", "unknown device", ...

    A challenge of a REGISTER without credentials is no refusal.
    """

    at_s: float
    device: str
    flow: Flow
    reason: str
    status: int


@dataclass(frozen=True, slots=True)
class DeviceRedirected:
    """A REGISTER was answered with 302."""

    at_s: float
    device: str
    flow: Flow
    target: str


@dataclass(frozen=True, slots=True)
class DeviceOffline:
    """A device is off-line.

    :param at_s: when this was due: for missed keepalives exactly last sign + interval x count.
    :param silent_since_s: the last REGISTER or keepalive.
    """

    at_s: float
    device: str
    reason: OfflineReason
    silent_since_s: float


@dataclass(frozen=True, slots=True)
class KeepaliveReceived:
    """A keepalive of a registered device.

    :param faulty: codes of sub-devices that it reports as faulty.
    """

    at_s: float
    device: str
    status: str
    faulty: tuple[str, ...]
    since_last_s: float | None


@dataclass(frozen=True, slots=True)
class KeepaliveRefused:
    """A keepalive that did not count: "not registered" or "from another address"."""

    at_s: float
    device: str
    flow: Flow
    reason: str
    status: int


@dataclass(frozen=True, slots=True)
class RequestAnswered:
    """A query, control or configuration was answered in full.

    :param request: number that the command returned (the SN).
    :param messages: the parts of the answer; empty for a control that only has the SIP 200.
    :param acknowledged_s: when the SIP 200 came, None if the answer came without it.
    """

    at_s: float
    request: int
    device: str
    asked: Manscdp
    messages: tuple[Manscdp, ...]
    sent_s: float
    acknowledged_s: float | None
    first_answer_s: float | None


@dataclass(frozen=True, slots=True)
class RequestFailed:
    """A query or control that was refused, timed out or stayed incomplete.

    :param status: SIP status of a refusal, None when there was no answer.
    :param received: items or parts received; ``expected`` is the SumNum, None if unknown.
    """

    at_s: float
    request: int
    device: str
    asked: Manscdp
    reason: str
    status: int | None
    messages: tuple[Manscdp, ...]
    received: int
    expected: int | None
    sent_s: float


@dataclass(frozen=True, slots=True)
class UnmatchedResponse:
    """A MANSCDP Response that answers nothing we asked, or came too late."""

    at_s: float
    device: str
    message: Manscdp


@dataclass(frozen=True, slots=True)
class AlarmRaised:
    """An alarm, by MESSAGE or by NOTIFY (then ``subscription`` is set)."""

    at_s: float
    device: str
    message: Manscdp
    subscription: str = ""


@dataclass(frozen=True, slots=True)
class PositionReported:
    """A position report, by MESSAGE or by NOTIFY."""

    at_s: float
    device: str
    message: Manscdp
    subscription: str = ""


@dataclass(frozen=True, slots=True)
class NoticeReceived:
    """Any other Notify of a registered device, such as UploadSnapShotFinished or DeviceUpgradeResult."""

    at_s: float
    device: str
    message: Manscdp


@dataclass(frozen=True, slots=True)
class MessageRejected:
    """A request that we answered with an error."""

    at_s: float
    device: str
    flow: Flow
    summary: str
    status: int
    reason: str


@dataclass(frozen=True, slots=True)
class SubscriptionActive:
    """A SUBSCRIBE, or its refresh, was accepted."""

    at_s: float
    subscription: str
    device: str
    event: str
    expires_s: int
    refreshed: bool


@dataclass(frozen=True, slots=True)
class SubscriptionEnded:
    """A subscription was refused, ended by the device, timed out, or ended on our wish."""

    at_s: float
    subscription: str
    device: str
    event: str
    reason: str


@dataclass(frozen=True, slots=True)
class SubscriptionNotified:
    """A NOTIFY with a body other than an alarm or a position: catalogue changes, PTZ positions."""

    at_s: float
    subscription: str
    device: str
    message: Manscdp


@dataclass(frozen=True, slots=True)
class DeviationsNoted:
    """What a device does otherwise than the standard says.

    :param device: its code; empty where the sender is not known.
    """

    at_s: float
    device: str
    flow: Flow
    summary: str
    deviations: tuple[Deviation, ...]


PlatformEvent = (
    DeviceRegistered
    | RegistrationRefused
    | DeviceRedirected
    | DeviceOffline
    | KeepaliveReceived
    | KeepaliveRefused
    | RequestAnswered
    | RequestFailed
    | UnmatchedResponse
    | AlarmRaised
    | PositionReported
    | NoticeReceived
    | MessageRejected
    | CallEvent
    | SubscriptionActive
    | SubscriptionEnded
    | SubscriptionNotified
    | DeviationsNoted
)
