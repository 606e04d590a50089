"""The alarm side of a camera: on guard or not, and what it has raised."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["Alarm", "Alarms"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """One alarm; codes as in GB/T 28181-2022 A.2.5.

    :param priority: 1 (highest) to 4.
    :param method: 2 device, 5 video, 6 device fault and so on.
    :param alarm_type: depends on the method; None where it has none.
    :param event_type: 1 enters, 2 leaves an area; intrusion alarms only.
    """

    priority: int = 4
    method: int = 5
    alarm_type: int | None = 2
    event_type: int | None = None
    description: str = ""


@dataclass(slots=True)
class Alarms:
    """Guard state and open alarms.

    A device alarm (method 2) must be reset before the next one may be raised. Without guard only device
    faults (method 6) are raised.
    """

    guarded: bool = True
    open: list[Alarm] = field(default_factory=list)

    @property
    def duty(self) -> str:
        """As DutyStatus says it."""
        if self.open:
            return "ALARM"
        return "ONDUTY" if self.guarded else "OFFDUTY"

    def may_raise(self, alarm: Alarm) -> bool:
        """Whether it may: guarded or a device fault, and no second device alarm while one is open."""
        if alarm.method == 2 and any(one.method == 2 for one in self.open):
            return False
        return self.guarded or alarm.method == 6

    def add(self, alarm: Alarm) -> None:
        """Open an alarm; one of the same method and type that is open already gives way to it."""
        self.reset(alarm.method, alarm.alarm_type)
        self.open.append(alarm)

    def reset(self, method: int | None = None, alarm_type: int | None = None) -> None:
        """Close alarms; ``None`` fits all."""
        self.open = [
            one
            for one in self.open
            if (method is not None and one.method != method)
            or (alarm_type is not None and one.alarm_type != alarm_type)
        ]
