"""Pan, tilt and zoom of a camera: a head that takes its time to move."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from camproof.virtual_cameras.body.axis import Axis

__all__ = ["Head", "HeadLimits", "HomePosition", "Position", "Track", "Waypoint"]


@dataclass(frozen=True, slots=True)
class Position:
    """Where a camera looks.

    :param pan: 0-360 degrees, clockwise.
    :param tilt: degrees, downwards positive.
    :param zoom: factor, 1 = widest.
    """

    pan: float = 0.0
    tilt: float = 0.0
    zoom: float = 1.0


@dataclass(frozen=True, slots=True)
class HeadLimits:
    """Ends and highest speeds of a head; angles in degrees, speeds in degrees (zoom: factors) a second."""

    tilt_low: float = -30.0
    tilt_high: float = 90.0
    zoom_high: float = 30.0
    pan_speed: float = 90.0
    tilt_speed: float = 60.0
    zoom_speed: float = 6.0
    field_angle: float = 60.0
    view_distance_m: float = 100.0


@dataclass(frozen=True, slots=True)
class HomePosition:
    """Where the head returns when it was left alone for ``reset_time_s``."""

    enabled: bool = False
    reset_time_s: int = 60
    preset: int = 1


@dataclass(frozen=True, slots=True)
class Waypoint:
    """One stop of a tour: a place, how long to stay there, and the share of the highest speed to go there."""

    position: Position
    stay_s: float = 0.0
    speed: float = 1.0


@dataclass(frozen=True, slots=True)
class Track:
    """A cruise: preset numbers, stay and speed (1-15)."""

    name: str
    presets: tuple[int, ...] = ()
    stay_s: int = 5
    speed: int = 7


@dataclass(slots=True)
class _Tour:
    points: tuple[Waypoint, ...]
    index: int = 0
    leave_s: float = 0.0


@dataclass(slots=True)
class _Sweep:
    left: Position | None = None
    right: Position | None = None
    speed: float = 0.5
    positions: list[Position] = field(default_factory=list)


class Head:
    """Position over time, presets, home position, cruises and scans."""

    def __init__(self, limits: HeadLimits | None = None, start: Position | None = None) -> None:
        self.limits = limits or HeadLimits()
        first = start or Position()
        self._pan = Axis(first.pan, 0.0, 360.0, round_trip=True)
        self._tilt = Axis(first.tilt, self.limits.tilt_low, self.limits.tilt_high)
        self._zoom = Axis(first.zoom, 1.0, self.limits.zoom_high)
        self.presets: dict[int, tuple[str, Position]] = {1: ("预置位1", first)}
        self.home = HomePosition()
        self.tracks: dict[int, Track] = {}
        self._sweeps: dict[int, _Sweep] = {}
        self._tour: _Tour | None = None
        self._touched_s = 0.0

    def at(self, now_s: float) -> Position:
        """Where the camera looks now."""
        self._settle(now_s)
        return self._place(now_s)

    def moving(self, now_s: float) -> bool:
        """Whether it moves at this moment."""
        self._settle(now_s)
        return self._tour is not None or any(axis.moving(now_s) for axis in self._axes)

    def run(self, pan: float, tilt: float, zoom: float, now_s: float) -> None:
        """Run at these shares (-1 to 1) of the highest speeds until a stop; tilt is positive upwards."""
        self._take(now_s)
        self._pan.run(pan * self.limits.pan_speed, now_s)
        self._tilt.run(-tilt * self.limits.tilt_speed, now_s)
        self._zoom.run(zoom * self.limits.zoom_speed, now_s)

    def stop(self, now_s: float) -> None:
        """Stop every motion, cruise and scan."""
        self.run(0.0, 0.0, 0.0, now_s)

    def go(self, goal: Position, now_s: float) -> None:
        """Go to a place at full speed."""
        self._take(now_s)
        self._go(goal, 1.0, now_s)

    def set_preset(self, number: int, name: str, now_s: float) -> None:
        """Keep where it looks now under a number."""
        self.presets[number] = (name or f"预置位{number}", self.at(now_s))

    def call_preset(self, number: int, now_s: float) -> bool:
        """Go to a preset; False when it is not set."""
        if number not in self.presets:
            return False
        self.go(self.presets[number][1], now_s)
        return True

    def delete_preset(self, number: int) -> None:
        """Forget a preset; nothing where it is not set."""
        self.presets.pop(number, None)

    def set_home(self, home: HomePosition, now_s: float) -> None:
        """Where it returns to after a while without a command."""
        self._settle(now_s)
        self.home = home
        self._touched_s = now_s

    def change_track(self, number: int, **changes: object) -> None:
        """Change fields of a cruise, made when it is not there yet."""
        track = self.tracks.get(number, Track(f"巡航{number}"))
        self.tracks[number] = replace(track, **changes)  # type: ignore[arg-type]

    def start_track(self, number: int, now_s: float) -> bool:
        """Start a cruise; False when it has no point that is set."""
        track = self.tracks.get(number)
        if track is None:
            return False
        places = [self.presets[preset][1] for preset in track.presets if preset in self.presets]
        return self._start_tour(
            [Waypoint(place, max(1.0, track.stay_s), track.speed / 15) for place in places], now_s
        )

    def set_scan(self, number: int, now_s: float, *, side: str = "", speed: float | None = None) -> None:
        """Set the "left" or "right" end of a scan to where the head looks now, or its speed (0-1)."""
        sweep = self._sweeps.setdefault(number, _Sweep())
        if side == "left":
            sweep.left = self.at(now_s)
        elif side == "right":
            sweep.right = self.at(now_s)
        if speed is not None:
            sweep.speed = min(1.0, max(0.02, speed))

    def start_scan(self, number: int, now_s: float) -> bool:
        """Go to and fro between the ends of a scan; False when one of them is not set."""
        sweep = self._sweeps.get(number)
        if sweep is None or sweep.left is None or sweep.right is None:
            return False
        ends = [Waypoint(end, 1.0, sweep.speed) for end in (sweep.left, sweep.right)]
        return self._start_tour(ends, now_s)

    def drag(self, window: tuple[int, int], middle: tuple[int, int], size: tuple[int, int], *, zoom_in: bool,
             now_s: float) -> None:  # fmt: skip
        """Bring a box of the picture (all in pixels of the play window) to the full picture, or the
        reverse.
        """
        here = self.at(now_s)
        across = self.field_angle(now_s)
        down = across * window[1] / window[0]
        factor = min(window[0] / max(1, size[0]), window[1] / max(1, size[1]))
        self.go(
            Position(
                (here.pan + (middle[0] / window[0] - 0.5) * across) % 360.0,
                here.tilt + (middle[1] / window[1] - 0.5) * down,
                here.zoom * factor if zoom_in else here.zoom / factor,
            ),
            now_s,
        )

    def field_angle(self, now_s: float) -> float:
        """Horizontal field of view in degrees."""
        return self.limits.field_angle / self.at(now_s).zoom

    # Inside

    @property
    def _axes(self) -> tuple[Axis, Axis, Axis]:
        return self._pan, self._tilt, self._zoom

    def _place(self, now_s: float) -> Position:
        return Position(*(axis.at(now_s) for axis in self._axes))

    def _take(self, now_s: float) -> None:
        """An order from outside: a tour ends, the time to go home starts anew."""
        self._settle(now_s)
        self._tour = None
        self._touched_s = now_s

    def _go(self, goal: Position, share: float, now_s: float) -> float:
        """Start towards ``goal``; returns the time of arrival."""
        limits = self.limits
        self._pan.go(goal.pan, limits.pan_speed * share, now_s)
        self._tilt.go(goal.tilt, limits.tilt_speed * share, now_s)
        self._zoom.go(goal.zoom, limits.zoom_speed * share, now_s)
        return max(axis.arrival_s() for axis in self._axes)

    def _start_tour(self, points: Sequence[Waypoint], now_s: float) -> bool:
        if not points:
            return False
        self._take(now_s)
        self._tour = _Tour(tuple(points))
        self._next_leg(self._tour, now_s)
        return True

    def _next_leg(self, tour: _Tour, start_s: float) -> None:
        point = tour.points[tour.index]
        tour.leave_s = self._go(point.position, max(0.05, point.speed), start_s) + max(1.0, point.stay_s)
        tour.index = (tour.index + 1) % len(tour.points)

    def _settle(self, now_s: float) -> None:
        """Play the tour, or the return to the home position, up to now."""
        tour = self._tour
        if tour is None:
            self._return_home(now_s)
            return
        while tour.leave_s <= now_s:
            self._next_leg(tour, tour.leave_s)

    def _return_home(self, now_s: float) -> None:
        due_s = self._touched_s + self.home.reset_time_s
        if not self.home.enabled or now_s < due_s or self.home.preset not in self.presets:
            return
        if any(axis.moving(due_s) for axis in self._axes):
            return
        goal = self.presets[self.home.preset][1]
        if self._place(now_s) != goal:
            self._go(goal, 1.0, max(due_s, *(axis.arrival_s() for axis in self._axes)))
