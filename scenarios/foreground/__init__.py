"""A fleet in the foreground, against any platform, until it is told to stop."""

from camproof.scenarios.foreground.fleet import FleetStatus, ForegroundFleet

__all__ = ["FleetStatus", "ForegroundFleet"]
