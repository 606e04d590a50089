"""What the live pictures of one camera show while faults hold."""

from __future__ import annotations

from camproof.domain.faults import ResolvedFault
from camproof.virtual_cameras.body import Imaging
from camproof.virtual_cameras.media_desk import MediaDesk
from camproof.virtual_cameras.picture_faults import PICTURE_FAULTS, Sight, degraded, injection_of

__all__ = ["Sights"]


class Sights:
    """The picture faults of a camera.

    :param plain: what it shows without one.
    :param rendered: whether its pictures are drawn live.
    """

    def __init__(self, imaging: Imaging, desk: MediaDesk, plain: Sight, *, rendered: bool) -> None:
        self._imaging = imaging
        self._desk = desk
        self._plain = plain
        self._rendered = rendered
        self._held: dict[str, ResolvedFault] = {}

    def prepare(self, fault: ResolvedFault) -> None:
        """Code what the camera will send under this fault, if that is a picture of another kind. May take
        seconds, the first time; where it was left out, :meth:`set_fault` takes them.

        :raises ClipError: it cannot be coded.
        """
        if fault.fault.id in PICTURE_FAULTS and not self._rendered:
            self._desk.make_ready(degraded(self._plain, fault))

    def set_fault(self, fault_id: str, fault: ResolvedFault | None) -> None:
        """Let a fault of this kind show in the live pictures, or no longer (None).

        Of several kinds a clip shows the one that came last; a rendered picture shows all.
        """
        self._held.pop(fault_id, None)
        if fault is not None:
            self._held[fault_id] = fault
        held = tuple(self._held.values())
        if self._rendered:
            self._imaging.picture_faults = tuple(injection_of(one) for one in held)
        else:
            self._desk.show(degraded(self._plain, held[-1]) if held else self._plain)
