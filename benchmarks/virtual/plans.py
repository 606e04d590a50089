"""The scenarios that are measured, as texts of scenario files."""

from __future__ import annotations

__all__ = ["KEEPALIVE_S", "LINK_S", "hour_text", "storm_text"]

KEEPALIVE_S = 60
LINK_S = 0.005
"""What the link of each district delays, either way."""

_HEAD = """\
scenario: {title}
proves: {proves}
runs: {{clocks: [virtual]}}
platform:
  {{password: synthetic-only, heartbeat-interval: {keepalive_s} s, heartbeat-count: 3, expires: 86400 s}}
network:
  east: {{delay: {link_ms:g} ms}}
  west: {{delay: {link_ms:g} ms}}
cameras:
  - {{name: gates, count: {cameras}, district: [east, west], stream: 720p25 h264 1 Mbit/s}}
"""
_HOUR = """\
for: {seconds} s
timeline:
  - {{at: 60 s, do: query-catalog}}
{watching}targets:
  - {{measure: online rate, window: 60 s .. {seconds} s, exactly: 100 %}}
  - {{measure: catalogue completeness, exactly: 100 %}}
  - {{measure: registration time, percentile: 95}}
"""
_STORM = """\
for: {seconds} s
targets:
  - {{measure: registration time, percentile: 95}}
  - {{measure: online rate, window: 10 s .. {seconds} s, exactly: 100 %}}
"""


def hour_text(cameras: int, streams: int, seconds: int = 3600) -> str:
    """An hour of registration, keepalives each minute and a catalogue, and streams that run for all of it."""
    head = _head(
        title=f"{cameras} cameras for {seconds} s",
        proves="That keepalives, a catalogue and running streams are computed faster than they happen.",
        cameras=cameras,
    )
    watching = (
        f"  - {{at: 5 s, do: watch, on: {{count: {streams}}}, for: {seconds - 10} s}}\n" if streams else ""
    )
    return head + _HOUR.format(seconds=seconds, watching=watching)


def storm_text(cameras: int, seconds: int = 30) -> str:
    """Every camera registers within two seconds, with a digest, at one platform."""
    head = _head(
        title=f"{cameras} cameras register at once",
        proves="That a platform takes in a whole city after its power came back.",
        cameras=cameras,
    )
    return head + _STORM.format(seconds=seconds)


def _head(*, title: str, proves: str, cameras: int) -> str:
    return _HEAD.format(
        title=title, proves=proves, cameras=cameras, keepalive_s=KEEPALIVE_S, link_ms=LINK_S * 1000
    )
