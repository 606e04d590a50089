"""PTZ commands moved onto a camera's head and lens (GB/T 28181-2022 A.3)."""

from __future__ import annotations

from camproof.protocols.gb28181 import ptz
from camproof.virtual_cameras.body.camera import Camera
from camproof.virtual_cameras.body.head import Track

__all__ = ["apply_ptz"]

SCAN_SPEED_TOP = 255


def apply_ptz(
    camera: Camera, command: ptz.PtzCommand, preset_name: str, track_name: str, now_s: float
) -> bool:
    """Carry out a command; False when it is unknown or names what is not there."""
    head = camera.head
    match command:
        case ptz.Stop():
            head.stop(now_s)
        case ptz.Move(pan, tilt, zoom, pan_speed, tilt_speed, zoom_speed):
            head.run(pan * pan_speed / 255, tilt * tilt_speed / 255, zoom * zoom_speed / 15, now_s)
        case ptz.Lens(focus, iris, focus_speed):
            camera.imaging.run_lens(focus, iris, focus_speed / 255, now_s)
        case ptz.LensStop():
            camera.imaging.run_lens(0, 0, 0.0, now_s)
        case ptz.Preset():
            return _preset(camera, command, preset_name, now_s)
        case ptz.Cruise():
            return _cruise(camera, command, track_name, now_s)
        case ptz.Scan():
            return _scan(camera, command, now_s)
        case ptz.Auxiliary(number, on):
            (camera.imaging.switches.add if on else camera.imaging.switches.discard)(number)
        case ptz.Unknown():
            return False
    return True


def _preset(camera: Camera, command: ptz.Preset, name: str, now_s: float) -> bool:
    if command.number == 0:
        return False
    match command.operation:
        case "set":
            camera.head.set_preset(command.number, name, now_s)
        case "call":
            return camera.head.call_preset(command.number, now_s)
        case "delete":
            camera.head.delete_preset(command.number)
    return True


def _cruise(camera: Camera, command: ptz.Cruise, name: str, now_s: float) -> bool:
    head, group = camera.head, command.group
    track = head.tracks.get(group) or Track(name or f"巡航{group}")
    match command.operation:
        case "add":
            head.change_track(group, presets=(*track.presets, command.value), name=name or track.name)
        case "delete":
            head.change_track(group, presets=tuple(one for one in track.presets if one != command.value))
        case "delete-group":
            head.tracks.pop(group, None)
        case "speed":
            head.change_track(group, speed=min(15, max(1, command.value)))
        case "dwell":
            head.change_track(group, stay_s=command.value)
        case "start":
            return head.start_track(group, now_s)
    return True


def _scan(camera: Camera, command: ptz.Scan, now_s: float) -> bool:
    head = camera.head
    if command.operation == "start":
        return head.start_scan(command.group, now_s)
    if command.operation == "speed":
        head.set_scan(command.group, now_s, speed=command.speed / SCAN_SPEED_TOP)
    else:
        head.set_scan(command.group, now_s, side=command.operation)
    return True
