"""What a camera does otherwise than it should, from one boot to the next."""

from __future__ import annotations

from dataclasses import dataclass

from camproof.virtual_cameras.gb28181 import Gb28181Face
from camproof.virtual_cameras.setup import Defects

__all__ = ["Habits"]


@dataclass(slots=True)
class Habits:
    """Faults of a camera's signalling; a face that is made anew at a boot gets them again.

    :param silent: whether it sends no keepalive; ``answers`` whether it answers requests all the same.
    :param keepalive_loss: share of the keepalives that never leave, 0..1.
    :param refreshing: whether it looks after its registration.
    :param lost_pages: messages of each answer to Catalog that never leave.
    """

    silent: bool = False
    answers: bool = True
    keepalive_loss: float = 0.0
    refreshing: bool = True
    lost_pages: int = 0

    @classmethod
    def of(cls, defects: Defects) -> Habits:
        """Those that it has from the start."""
        return cls(
            silent=defects.silent, refreshing=not defects.forgets_refresh, lost_pages=defects.lost_pages
        )

    def give(self, face: Gb28181Face, now_s: float) -> None:
        """Let a face have them."""
        machine = face.machine
        machine.set_keepalive_silence(self.silent, now_s, answers=self.answers)
        machine.set_keepalive_loss(self.keepalive_loss)
        machine.set_refreshing(self.refreshing, now_s)
        face.lost_pages = self.lost_pages
