"""What a camera counts about itself."""

from __future__ import annotations

from dataclasses import dataclass

from camproof.protocols.gb28181.device import (
    CallConfirmed,
    CallEnded,
    CallOffered,
    CommandReceived,
    DeviceEvent,
    KeepaliveAnswered,
    KeepaliveMissed,
    MessageFailed,
    Redirected,
    Registered,
    RegistrationFailed,
    ServerLost,
)

__all__ = ["CameraCounters"]


@dataclass(slots=True)
class CameraCounters:
    """Running counts over all boots of one camera; times are monotonic seconds.

    :param began_at_s: when it last began to register from a boot, or gave up a registration to register anew.
    :param last_refusal: status of the last REGISTER that was refused for good.
    :param registered_at_s: when the last registration that was not a refresh succeeded.
    :param lost_at_s: when it last lost its server or its power.
    """

    boots: int = 0
    registrations: int = 0
    refreshes: int = 0
    registrations_failed: int = 0
    redirects: int = 0
    servers_lost: int = 0
    keepalives_answered: int = 0
    keepalives_missed: int = 0
    commands: int = 0
    messages_failed: int = 0
    calls_offered: int = 0
    calls_confirmed: int = 0
    calls_ended: int = 0
    last_refusal: int | None = None
    began_at_s: float | None = None
    registered_at_s: float | None = None
    lost_at_s: float | None = None

    def count(self, event: DeviceEvent, now_s: float) -> None:
        """Take note of one event."""
        if isinstance(event, KeepaliveAnswered):
            self.keepalives_answered += 1
            return
        if isinstance(event, Registered):
            if event.refresh:
                self.refreshes += 1
            else:
                self.registrations += 1
                self.registered_at_s = now_s
            return
        if isinstance(event, RegistrationFailed) and event.status is not None:
            self.last_refusal = event.status
        if isinstance(event, ServerLost):
            self.lost_at_s = now_s
        name = _NAMES.get(type(event))
        if name is not None:
            setattr(self, name, getattr(self, name) + 1)


_NAMES: dict[type, str] = {
    RegistrationFailed: "registrations_failed",
    Redirected: "redirects",
    ServerLost: "servers_lost",
    KeepaliveMissed: "keepalives_missed",
    CommandReceived: "commands",
    MessageFailed: "messages_failed",
    CallOffered: "calls_offered",
    CallConfirmed: "calls_confirmed",
    CallEnded: "calls_ended",
}
