"""From a machine's event to an observation."""

from __future__ import annotations

from typing import Any

from camproof.platforms.observations import Observation
from camproof.protocols.flow import Address, Flow
from camproof.protocols.gb28181.platform import call_events as calls
from camproof.protocols.gb28181.platform import events as machine
from camproof.protocols.manscdp import Manscdp

__all__ = ["address_text", "observe"]


def observe(event: machine.PlatformEvent, origin_s: float) -> Observation | None:
    """The observation of an event; None for one that is only counted (deviations).

    :param origin_s: monotonic time that counts as zero.
    """
    told = _told(event, origin_s)
    if told is None:
        return None
    kind, device, data = told
    return Observation(event.at_s - origin_s, kind, device, data)


def address_text(address: Address) -> str:
    """HOST:PORT."""
    return f"{address[0]}:{address[1]}"


Told = tuple[str, str, dict[str, Any]]
_PRESENCE = (
    machine.DeviceRegistered,
    machine.RegistrationRefused,
    machine.DeviceRedirected,
    machine.DeviceOffline,
    machine.KeepaliveReceived,
    machine.KeepaliveRefused,
)


def _told(event: machine.PlatformEvent, origin_s: float) -> Told | None:
    if isinstance(event, _PRESENCE):
        return _of_presence(event, origin_s)
    match event:
        case machine.RequestAnswered() | machine.RequestFailed() | machine.UnmatchedResponse():
            return _of_request(event, origin_s)
        case (
            machine.AlarmRaised()
            | machine.PositionReported()
            | machine.NoticeReceived()
            | machine.MessageRejected()
        ):
            return _of_message(event)
        case machine.SubscriptionActive() | machine.SubscriptionEnded() | machine.SubscriptionNotified():
            return _of_subscription(event)
        case machine.DeviationsNoted():
            return None
        case _:
            return _of_call(event, origin_s)


def _of_presence(
    event: machine.DeviceRegistered
    | machine.RegistrationRefused
    | machine.DeviceRedirected
    | machine.DeviceOffline
    | machine.KeepaliveReceived
    | machine.KeepaliveRefused,
    origin_s: float,
) -> Told:
    match event:
        case machine.KeepaliveReceived():
            told = {"status": event.status, "faulty": list(event.faulty), "since_last_s": event.since_last_s}
            return "keepalive", event.device, told
        case machine.DeviceRegistered():
            return "registered", event.device, {
                **_flow(event.flow), "contact": event.contact, "expires_s": event.expires_s,
                "version": event.version, "first": event.first, "moved": event.moved, "nonce": event.nonce,
            }  # fmt: skip
        case machine.RegistrationRefused():
            told = {**_flow(event.flow), "reason": event.reason, "status": event.status}
            return "registration-refused", event.device, told
        case machine.DeviceRedirected():
            return "redirected", event.device, {**_flow(event.flow), "target": event.target}
        case machine.DeviceOffline():
            since_s = event.silent_since_s - origin_s
            return "offline", event.device, {"reason": event.reason, "silent_since_s": since_s}
        case machine.KeepaliveRefused():
            told = {**_flow(event.flow), "reason": event.reason, "status": event.status}
            return "keepalive-refused", event.device, told


def _of_request(
    event: machine.RequestAnswered | machine.RequestFailed | machine.UnmatchedResponse, origin_s: float
) -> Told:
    match event:
        case machine.RequestAnswered():
            told = {
                **_asked(event.asked),
                "sent_s": event.sent_s - origin_s,
                "answer_ms": _ms(event.sent_s, event.at_s),
                "first_answer_ms": _ms(event.sent_s, event.first_answer_s),
                "acknowledged_ms": _ms(event.sent_s, event.acknowledged_s),
                "parts": len(event.messages),
            }
            for name in ("Result", "DeviceTime", "Record", "SumNum"):
                text = event.messages[0].text(name) if event.messages else ""
                if text:
                    told[name] = text[:64]
            return "answer", event.device, told
        case machine.RequestFailed():
            return "no-answer", event.device, {
                **_asked(event.asked), "sent_s": event.sent_s - origin_s, "reason": event.reason,
                "status": event.status, "received": event.received, "expected": event.expected,
            }  # fmt: skip
        case machine.UnmatchedResponse():
            return "unmatched", event.device, _asked(event.message)


def _of_message(
    event: machine.AlarmRaised | machine.PositionReported | machine.NoticeReceived | machine.MessageRejected,
) -> Told:
    match event:
        case machine.AlarmRaised():
            return "alarm", event.device, {**_plain(event.message), "subscription": event.subscription}
        case machine.PositionReported():
            return "position", event.device, {**_plain(event.message), "subscription": event.subscription}
        case machine.NoticeReceived():
            return "notice", event.device, _plain(event.message)
        case machine.MessageRejected():
            told = {
                **_flow(event.flow),
                "method": event.summary,
                "status": event.status,
                "reason": event.reason,
            }
            return "rejected", event.device, told


def _of_subscription(
    event: machine.SubscriptionActive | machine.SubscriptionEnded | machine.SubscriptionNotified,
) -> Told:
    match event:
        case machine.SubscriptionActive():
            return "subscription", event.device, {
                "subscription": event.subscription, "event": event.event, "state": "active",
                "expires_s": event.expires_s, "refreshed": event.refreshed,
            }  # fmt: skip
        case machine.SubscriptionEnded():
            return "subscription", event.device, {
                "subscription": event.subscription, "event": event.event, "state": "ended",
                "reason": event.reason,
            }  # fmt: skip
        case machine.SubscriptionNotified():
            told = {**_plain(event.message), "subscription": event.subscription}
            return "catalog-change", event.device, told


def _of_call(event: calls.CallEvent, origin_s: float) -> Told:
    match event:
        case calls.CallAnswered():
            return "call-answered", event.device, {
                **_call(event), "transport": event.transport, "ssrc": event.ssrc,
                "remote": address_text(event.remote), "asked_s": event.asked_s - origin_s,
                "answer_ms": _ms(event.asked_s, event.at_s),
            }  # fmt: skip
        case calls.CallFailed():
            return (
                "call-failed",
                event.device,
                {**_call(event), "status": event.status, "reason": event.reason},
            )
        case calls.CallEnded():
            return "call-ended", event.device, {**_call(event), "by": event.by, "reason": event.reason}
        case calls.CallControlled():
            told = {"call": event.call, "method": event.request.method, "status": event.status}
            return "call-controlled", event.device, told
        case calls.MediaEnded():
            told = {"call": event.call, "channel": event.channel, "in_dialog": event.in_dialog}
            return "media-ended", event.device, told
        case calls.BroadcastInvited():
            return "broadcast", event.device, {
                "state": "invited", "call": event.call, "target": event.target, "transport": event.transport,
            }  # fmt: skip
        case calls.BroadcastStarted():
            return "broadcast", event.device, {"state": "up", "call": event.call, "target": event.target}
        case calls.BroadcastRefused():
            told = {"state": "refused", "target": event.target, "reason": event.reason}
            return "broadcast", event.device, told


def _call(event: calls.CallAnswered | calls.CallFailed | calls.CallEnded) -> dict[str, Any]:
    return {"call": event.call, "channel": event.channel, "call_kind": event.kind}


def _flow(flow: Flow) -> dict[str, Any]:
    return {"transport": flow.transport, "from": address_text(flow.remote)}


def _asked(message: Manscdp) -> dict[str, Any]:
    return {"command": message.cmd_type, "sn": message.sn, "target": message.device_id}


def _plain(message: Manscdp) -> dict[str, Any]:
    """The short fields of a message."""
    flat = {field.name: field.text.strip()[:256] for field in message.fields[:32] if not field.children}
    return {**_asked(message), **flat}


def _ms(from_s: float, to_s: float | None) -> float | None:
    return None if to_s is None else round((to_s - from_s) * 1000, 3)
