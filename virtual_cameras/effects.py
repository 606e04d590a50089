"""What faults do to one camera. Several may hold at a time; when one ends, the one before it holds again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from camproof.domain.faults import ResolvedFault
from camproof.virtual_cameras.picture_faults import PICTURE_FAULTS
from camproof.virtual_cameras.virtual_camera import VirtualCamera

__all__ = ["Effects"]


@dataclass(slots=True)
class Effects:
    """The faults that hold on one camera, by fault id, the latest last."""

    camera: VirtualCamera
    holding: dict[str, list[tuple[int, ResolvedFault]]] = field(default_factory=dict)

    def begin(self, handle: int, fault: ResolvedFault) -> None:
        """Let a fault act.

        :raises KeyError: no camera can have this fault.
        """
        apply = APPLY[fault.fault.id]
        self.holding.setdefault(fault.fault.id, []).append((handle, fault))
        apply(self.camera, fault, fault)

    def end(self, handle: int, fault: ResolvedFault) -> None:
        """Take a fault away again; what held before it holds again."""
        held = self.holding.get(fault.fault.id, [])
        self.holding[fault.fault.id] = [one for one in held if one[0] != handle]
        still = self.holding[fault.fault.id]
        APPLY[fault.fault.id](self.camera, still[-1][1] if still else None, fault)


Apply = Callable[[VirtualCamera, ResolvedFault | None, ResolvedFault], None]
"""Takes the camera, the fault that holds now (None: none) and the fault that began or ended."""


def _power(camera: VirtualCamera, holds: ResolvedFault | None, changed: ResolvedFault) -> None:
    if holds is not None:
        camera.power_off()
    else:
        camera.power_on(changed.number("boot"), changed.number("spread"))


def _freeze(camera: VirtualCamera, holds: ResolvedFault | None, _changed: ResolvedFault) -> None:
    camera.set_frozen(holds is not None or camera.setup.defects.frozen)


def _clock(camera: VirtualCamera, holds: ResolvedFault | None, _changed: ResolvedFault) -> None:
    offset_s = camera.setup.defects.clock_offset_s if holds is None else holds.number("offset")
    if offset_s:
        camera.body.clock.force(offset_s)
    else:
        camera.body.clock.release()


def _silence(camera: VirtualCamera, holds: ResolvedFault | None, _changed: ResolvedFault) -> None:
    if holds is None:
        camera.set_silence(silent=camera.setup.defects.silent)
    else:
        camera.set_silence(silent=True, answers=holds.flag("answers"))


def _loss(camera: VirtualCamera, holds: ResolvedFault | None, _changed: ResolvedFault) -> None:
    share = 0.0 if holds is None else holds.number("loss")
    direction = "both" if holds is None else holds.word("direction")
    camera.up.set(loss=share if direction in ("both", "up") else 0.0)
    camera.down.set(loss=share if direction in ("both", "down") else 0.0)


def _storm(camera: VirtualCamera, holds: ResolvedFault | None, changed: ResolvedFault) -> None:
    if holds is changed:
        camera.register_again(changed.number("spread"))


def _refresh(camera: VirtualCamera, holds: ResolvedFault | None, _changed: ResolvedFault) -> None:
    camera.set_refreshing(holds is None and not camera.setup.defects.forgets_refresh)


def _keepalive_loss(camera: VirtualCamera, holds: ResolvedFault | None, _changed: ResolvedFault) -> None:
    camera.set_keepalive_loss(0.0 if holds is None else holds.number("loss"))


def _rebind(camera: VirtualCamera, holds: ResolvedFault | None, _changed: ResolvedFault) -> None:
    if holds is None:
        camera.keep_port()
    else:
        camera.rebind(holds.number("every"))


def _lost_pages(camera: VirtualCamera, holds: ResolvedFault | None, _changed: ResolvedFault) -> None:
    camera.set_lost_pages(camera.setup.defects.lost_pages if holds is None else holds.count("pages"))


def _duplicate(camera: VirtualCamera, holds: ResolvedFault | None, _changed: ResolvedFault) -> None:
    code = "" if holds is None else f"{camera.code[:14]}{holds.count('serial'):06d}"
    camera.set_further_channel("" if code == camera.code else code)


def _storage(camera: VirtualCamera, holds: ResolvedFault | None, _changed: ResolvedFault) -> None:
    camera.set_storage_full(holds is not None)


def _picture(camera: VirtualCamera, holds: ResolvedFault | None, changed: ResolvedFault) -> None:
    camera.sights.set_fault(changed.fault.id, holds)


APPLY: dict[str, Apply] = {
    "power.cut": _power,
    "picture.freeze": _freeze,
    "clock.offset": _clock,
    "keepalive.silence": _silence,
    "link.loss": _loss,
    "registration.storm": _storm,
    "registration.refresh-lost": _refresh,
    "keepalive.loss": _keepalive_loss,
    "nat.rebinding": _rebind,
    "catalog.lost-pages": _lost_pages,
    "channel.duplicate": _duplicate,
    "storage.full": _storage,
    **dict.fromkeys(PICTURE_FAULTS, _picture),
}
