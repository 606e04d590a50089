"""The device side of GB/T 28181: a camera, recorder or lower platform towards its SIP server."""

from camproof.protocols.gb28181.device.config import DeviceConfig, ServerRef
from camproof.protocols.gb28181.device.date import BEIJING, format_date, parse_date
from camproof.protocols.gb28181.device.events import (
    CallAnswered,
    CallConfirmed,
    CallControl,
    CallEnded,
    CallOffered,
    CallRefused,
    ClockSet,
    CommandReceived,
    DeviceEvent,
    KeepaliveAnswered,
    KeepaliveMissed,
    MessageFailed,
    Redirected,
    Registered,
    RegistrationFailed,
    ServerLost,
    Subscribed,
    SubscriptionEnded,
    SubscriptionKind,
    Unregistered,
)
from camproof.protocols.gb28181.device.machine import DeviceMachine
from camproof.protocols.gb28181.device.registration import RegistrationState

__all__ = [
    "BEIJING",
    "CallAnswered",
    "CallConfirmed",
    "CallControl",
    "CallEnded",
    "CallOffered",
    "CallRefused",
    "ClockSet",
    "CommandReceived",
    "DeviceConfig",
    "DeviceEvent",
    "DeviceMachine",
    "KeepaliveAnswered",
    "KeepaliveMissed",
    "MessageFailed",
    "Redirected",
    "Registered",
    "RegistrationFailed",
    "RegistrationState",
    "ServerLost",
    "ServerRef",
    "Subscribed",
    "SubscriptionEnded",
    "SubscriptionKind",
    "Unregistered",
    "format_date",
    "parse_date",
]
