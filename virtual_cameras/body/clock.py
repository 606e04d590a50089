"""A camera's own clock: wrong by an offset, drifting, set by the server's Date."""

from __future__ import annotations

from collections.abc import Callable

__all__ = ["CameraClock"]


class CameraClock:
    """Shows the true time plus an offset that grows with the drift.

    :param wall_s: true time: monotonic seconds in, epoch seconds out.
    :param offset_s: error at the start; positive is fast.
    :param drift_ppm: seconds gained in a million; setting the clock does not cure it.
    """

    def __init__(
        self, wall_s: Callable[[float], float], *, offset_s: float = 0.0, drift_ppm: float = 0.0
    ) -> None:
        self._wall_s = wall_s
        self._offset_s = offset_s
        self._drift = drift_ppm * 1e-6
        self._since_s: float | None = None
        self._forced_s: float | None = None
        self._watchers: list[Callable[[], None]] = []

    @property
    def drift_ppm(self) -> float:
        """Seconds gained in a million."""
        return self._drift * 1e6

    def watch(self, changed: Callable[[], None]) -> Callable[[], None]:
        """Call ``changed`` whenever the clock jumps; the function that is given back ends that."""
        self._watchers.append(changed)
        return lambda: self._watchers.remove(changed)

    def _tell(self) -> None:
        for changed in tuple(self._watchers):
            changed()

    def read_s(self, now_s: float) -> float:
        """What the clock shows, epoch seconds."""
        return self._wall_s(now_s) + self.error_s(now_s)

    def error_s(self, now_s: float) -> float:
        """What it shows minus the true time."""
        if self._since_s is None:
            self._since_s = now_s
        return self._offset_s + self._drift * (now_s - self._since_s) + (self._forced_s or 0.0)

    def set(self, epoch_s: float, now_s: float) -> bool:
        """Show this time from now on; False (and no change) while an offset is forced."""
        if self._forced_s is not None:
            return False
        self._offset_s = epoch_s - self._wall_s(now_s)
        self._since_s = now_s
        self._tell()
        return True

    def force(self, offset_s: float) -> None:
        """Jump by ``offset_s`` and stay there whatever the server says, until ``release``."""
        self._forced_s = offset_s
        self._tell()

    def release(self) -> None:
        """Jump back."""
        self._forced_s = None
        self._tell()
