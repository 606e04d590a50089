"""The platform (SIP server) side of GB/T 28181, sans-IO.

:class:`PlatformMachine` is what a runtime runs; :class:`PlatformConfig` says how strict, and how weak on
purpose, it is; the events of :mod:`.events` and :mod:`.call_events` tell what happened.
"""

from camproof.protocols.gb28181.platform.call_events import (
    BroadcastInvited,
    BroadcastRefused,
    BroadcastStarted,
    CallAnswered,
    CallControlled,
    CallEnded,
    CallEvent,
    CallFailed,
    CallKind,
    MediaEnded,
)
from camproof.protocols.gb28181.platform.call_state import Call, CallOffer
from camproof.protocols.gb28181.platform.config import PlatformConfig, Redirect
from camproof.protocols.gb28181.platform.events import (
    AlarmRaised,
    DeviationsNoted,
    DeviceOffline,
    DeviceRedirected,
    DeviceRegistered,
    KeepaliveReceived,
    KeepaliveRefused,
    MessageRejected,
    NoticeReceived,
    PlatformEvent,
    PositionReported,
    RegistrationRefused,
    RequestAnswered,
    RequestFailed,
    SubscriptionActive,
    SubscriptionEnded,
    SubscriptionNotified,
    UnmatchedResponse,
)
from camproof.protocols.gb28181.platform.machine import MakeMessage, PlatformMachine
from camproof.protocols.gb28181.platform.presence import DeviceRecord
from camproof.protocols.gb28181.platform.subscriptions import SubscriptionKind

__all__ = [
    "AlarmRaised",
    "BroadcastInvited",
    "BroadcastRefused",
    "BroadcastStarted",
    "Call",
    "CallAnswered",
    "CallControlled",
    "CallEnded",
    "CallEvent",
    "CallFailed",
    "CallKind",
    "CallOffer",
    "DeviationsNoted",
    "DeviceOffline",
    "DeviceRecord",
    "DeviceRedirected",
    "DeviceRegistered",
    "KeepaliveReceived",
    "KeepaliveRefused",
    "MakeMessage",
    "MediaEnded",
    "MessageRejected",
    "NoticeReceived",
    "PlatformConfig",
    "PlatformEvent",
    "PlatformMachine",
    "PositionReported",
    "Redirect",
    "RegistrationRefused",
    "RequestAnswered",
    "RequestFailed",
    "SubscriptionActive",
    "SubscriptionEnded",
    "SubscriptionKind",
    "SubscriptionNotified",
    "UnmatchedResponse",
]
