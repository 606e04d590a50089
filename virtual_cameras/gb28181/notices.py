"""What a camera tells unasked: alarms, and NOTIFYs (GB/T 28181-2022 9.4, 9.5, 9.11)."""

from __future__ import annotations

from dataclasses import dataclass

from camproof.protocols.gb28181.device import DeviceMachine, Subscribed, SubscriptionKind
from camproof.protocols.manscdp import (
    AlarmNotify,
    AlarmQuery,
    CatalogEvent,
    CatalogItem,
    Manscdp,
    PositionItem,
    PtzPosition,
    notify_catalog,
    notify_position,
    notify_ptz_position,
)
from camproof.virtual_cameras.body.alarms import Alarm
from camproof.virtual_cameras.body.camera import Camera
from camproof.virtual_cameras.gb28181.queries import channel_items, look
from camproof.virtual_cameras.gb28181.values import integer_of, local_time, time_of
from camproof.virtual_cameras.personality import Personality

__all__ = ["Notices"]

DEFAULT_INTERVAL_S = 5.0
LOOK_INTERVAL_S = 1.0


@dataclass(slots=True)
class _Subscription:
    kind: SubscriptionKind
    query: Manscdp
    interval_s: float | None = None
    due_s: float | None = None
    looked: PtzPosition | None = None


class Notices:
    """Subscriptions of one camera, by their keys, and what is sent for them."""

    def __init__(self, camera: Camera, machine: DeviceMachine, personality: Personality) -> None:
        self._camera = camera
        self._machine = machine
        self._personality = personality
        self._live: dict[str, _Subscription] = {}

    # Subscriptions

    def subscribed(self, event: Subscribed, now_s: float) -> None:
        """A new subscription gets its first NOTIFY at once."""
        if event.refresh and event.subscription in self._live:
            return
        one = _Subscription(event.kind, event.query)
        self._live[event.subscription] = one
        match event.kind:
            case "Catalog":
                self._tell_state(event.subscription, now_s)
            case "MobilePosition":
                interval = integer_of(event.query.text("Interval"))
                one.interval_s = float(interval) if interval else DEFAULT_INTERVAL_S
                one.due_s = now_s
            case "PTZPosition":
                one.interval_s, one.due_s = LOOK_INTERVAL_S, now_s
            case "Alarm":
                pass
        self.advance(now_s)

    def ended(self, subscription: str) -> None:
        self._live.pop(subscription, None)

    def clear(self) -> None:
        self._live.clear()

    def __len__(self) -> int:
        return len(self._live)

    def next_deadline_s(self) -> float | None:
        if not self._live:
            return None
        due = (one.due_s for one in self._live.values())
        return min((time_s for time_s in due if time_s is not None), default=None)

    def advance(self, now_s: float) -> None:
        for key, one in tuple(self._live.items()):
            if one.due_s is None or one.interval_s is None or now_s < one.due_s:
                continue
            late_s = now_s - one.due_s
            one.due_s += one.interval_s * (1 + late_s // one.interval_s)
            if one.kind == "MobilePosition":
                self._machine.notify(key, self._position(now_s), now_s)
            else:
                self._tell_look(key, one, now_s)

    # Alarms

    def alarm(self, alarm: Alarm, now_s: float) -> bool:
        """Raise an alarm: a NOTIFY to each subscriber that wants it, else a MESSAGE.

        :return: False when no alarm may be raised now.
        """
        alarms = self._camera.alarms
        if not alarms.may_raise(alarm):
            return False
        alarms.add(alarm)
        epoch_s = self._camera.clock.read_s(now_s)
        message = self._alarm(alarm, epoch_s)
        wanted = [
            key
            for key, one in self._live.items()
            if one.kind == "Alarm" and _wants(AlarmQuery.from_message(one.query), alarm, epoch_s)
        ]
        for key in wanted:
            self._machine.notify(key, message, now_s)
        if not wanted:
            self._machine.send_message(message, now_s, urgent=True)
        return True

    def _alarm(self, alarm: Alarm, epoch_s: float) -> Manscdp:
        notice = AlarmNotify(
            priority=alarm.priority,
            method=alarm.method,
            time=local_time(epoch_s),
            description=alarm.description,
            longitude=self._camera.place.longitude,
            latitude=self._camera.place.latitude,
            alarm_type=alarm.alarm_type,
            event_type=alarm.event_type,
        )
        return notice.to_message(self._machine.next_sn(), self._camera.code, self._camera.edition)

    # Catalogue

    def catalog_changed(self, event: CatalogEvent, now_s: float) -> None:
        """Tell every subscriber of the catalogue; ADD and UPDATE carry the whole item."""
        items = self._changed(event)
        for key, one in self._live.items():
            if one.kind == "Catalog":
                self._machine.notify(key, self._catalog(items), now_s)

    def _changed(self, event: CatalogEvent) -> list[CatalogItem]:
        if event in ("ADD", "UPDATE"):
            return channel_items(self._camera, self._personality, self._machine.server_code, event)
        return [CatalogItem(device_id=channel.code, event=event) for channel in self._camera.channels]

    def _tell_state(self, key: str, now_s: float) -> None:
        event: CatalogEvent = "ON" if self._camera.working else "DEFECT"
        self._machine.notify(key, self._catalog(self._changed(event)), now_s)

    def _catalog(self, items: list[CatalogItem]) -> Manscdp:
        return notify_catalog(self._machine.next_sn(), self._camera.code, items, self._camera.edition)

    # Position

    def _position(self, now_s: float) -> Manscdp:
        place = self._camera.place
        time = local_time(self._camera.clock.read_s(now_s))
        item = PositionItem(
            device_id=self._camera.code,
            capture_time=time,
            longitude=place.longitude or 0.0,
            latitude=place.latitude or 0.0,
            speed_kmh=place.speed_kmh,
            direction=place.direction,
            altitude=place.altitude_m,
            height=place.height_m,
        )
        return notify_position(self._machine.next_sn(), self._camera.code, time, [item], self._camera.edition)

    def _tell_look(self, key: str, one: _Subscription, now_s: float) -> None:
        """Where the camera looks, when that has changed since the last NOTIFY."""
        here = look(self._camera, now_s)
        if here != one.looked:
            one.looked = here
            message = notify_ptz_position(self._machine.next_sn(), self._camera.code, here)
            self._machine.notify(key, message, now_s)


def _wants(query: AlarmQuery, alarm: Alarm, epoch_s: float) -> bool:
    """Does an alarm pass the filters of a subscription? Missing and zero filters let everything pass."""
    if not (query.start_priority or 0) <= alarm.priority <= (query.end_priority or 4):
        return False
    if not _listed(query.method, alarm.method) or not _listed(query.alarm_type, alarm.alarm_type):
        return False
    start_s, end_s = time_of(query.start_time), time_of(query.end_time)
    return (start_s is None or start_s <= epoch_s) and (end_s is None or epoch_s <= end_s)


def _listed(text: str, value: int | None) -> bool:
    """Is a code among ``1/2``?"""
    codes = {part.strip() for part in text.split("/")} - {"", "0"}
    return not codes or str(value) in codes
