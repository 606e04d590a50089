"""Everything that a device can be told to do."""

from __future__ import annotations

from typing import Literal

from camproof.platforms.asking import Asking
from camproof.protocols.gb28181.ptz import PtzCommand
from camproof.protocols.manscdp import (
    BasicParam,
    ConfigRecord,
    DeviceUpgrade,
    DragArea,
    HomePosition,
    PrecisePosition,
    config_message,
    control_alarm_reset,
    control_drag_zoom,
    control_format_sd_card,
    control_guard,
    control_home_position,
    control_iframe,
    control_precise_position,
    control_ptz,
    control_record,
    control_target_track,
    control_teleboot,
    control_upgrade,
)

__all__ = ["Controls"]


class Controls(Asking):
    """Controls and settings of GB/T 28181. ``channel`` is what is steered, by default the device itself.

    All raise the errors of :meth:`Asking.ask`, and DeviceRefused where the device answers Result ERROR.
    """

    async def ptz(self, device: str, command: PtzCommand, *, channel: str = "") -> None:
        """Move, zoom, presets, cruises ...; a motion goes on until a stop."""
        edition = self.edition_of(device)
        await self.command(device, lambda sn: control_ptz(sn, channel or device, command, edition=edition))

    async def record(self, device: str, start: bool, *, channel: str = "") -> None:
        """Start or stop recording in the device."""
        await self.command(device, lambda sn: control_record(sn, channel or device, start))

    async def guard(self, device: str, on: bool, *, channel: str = "") -> None:
        """Arm or disarm."""
        await self.command(device, lambda sn: control_guard(sn, channel or device, on))

    async def reset_alarm(
        self, device: str, *, channel: str = "", method: str = "", alarm_type: str = ""
    ) -> None:
        """End an alarm; ``method`` and ``alarm_type`` narrow down which."""
        await self.command(
            device,
            lambda sn: control_alarm_reset(sn, channel or device, method=method, alarm_type=alarm_type),
        )

    async def key_frame(self, device: str, *, channel: str = "") -> None:
        """Ask for a key frame, spelled as the device's edition spells it."""
        edition = self.edition_of(device)
        await self.command(device, lambda sn: control_iframe(sn, channel or device, edition))

    async def reboot(self, device: str, *, channel: str = "") -> None:
        """Restart the device (TeleBoot)."""
        await self.command(device, lambda sn: control_teleboot(sn, channel or device))

    async def set_home_position(self, device: str, position: HomePosition, *, channel: str = "") -> None:
        """Say where the head returns to, and after how long."""
        await self.command(device, lambda sn: control_home_position(sn, channel or device, position))

    async def drag_zoom(self, device: str, zoom_in: bool, area: DragArea, *, channel: str = "") -> None:
        """Zoom in on an area of the picture, or out of it."""
        await self.command(device, lambda sn: control_drag_zoom(sn, channel or device, zoom_in, area))

    async def precise_position(self, device: str, position: PrecisePosition, *, channel: str = "") -> None:
        """Go to an exact position (2022)."""
        self.need_2022(device, "PTZPreciseCtrl")
        await self.command(device, lambda sn: control_precise_position(sn, channel or device, position))

    async def format_sd_card(self, device: str, number: int = 0, *, channel: str = "") -> None:
        """Format a storage card, 0 all (2022)."""
        self.need_2022(device, "FormatSDCard")
        await self.command(device, lambda sn: control_format_sd_card(sn, channel or device, number))

    async def target_track(
        self,
        device: str,
        mode: Literal["Auto", "Manual", "Stop"],
        *,
        channel: str = "",
        panorama: str = "",
        area: DragArea | None = None,
    ) -> None:
        """Follow a target (2022)."""
        self.need_2022(device, "TargetTrack")
        await self.command(
            device,
            lambda sn: control_target_track(sn, channel or device, mode, panorama_id=panorama, area=area),
        )

    async def upgrade(self, device: str, upgrade: DeviceUpgrade, *, channel: str = "") -> None:
        """Order a firmware upgrade (2022); its result is a notice of the same session."""
        self.need_2022(device, "DeviceUpgrade")
        await self.command(device, lambda sn: control_upgrade(sn, channel or device, upgrade))

    async def device_config(self, device: str, *configs: ConfigRecord, channel: str = "") -> None:
        """Set one or more settings. New keepalive figures are supervised from then on."""
        edition = self.edition_of(device)
        await self.command(device, lambda sn: config_message(sn, channel or device, configs, edition))
        for config in configs:
            if isinstance(config, BasicParam):
                self.keep_basic_param(device, config)

    def keep_basic_param(self, device: str, basic: BasicParam) -> None:
        """Called when a device has taken new keepalive figures."""
