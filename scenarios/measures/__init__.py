"""Everything that a scenario's targets can measure, one function each."""

from __future__ import annotations

from collections.abc import Mapping

from camproof.scenarios.measures import (
    availability,
    bench,
    cascade,
    control,
    pictures,
    sharing,
    transport,
)
from camproof.scenarios.measures.view import MeasureFunction, View

__all__ = ["FUNCTIONS", "MeasureFunction", "View"]

FUNCTIONS: Mapping[str, MeasureFunction] = {
    "registration time": availability.registration_time,
    "online rate": availability.online_rate,
    "clock accuracy": availability.clock_accuracy,
    "detection of offline": availability.offline_detection,
    "recovery time to 99 %": availability.recovery_time,
    "recording completeness": availability.recording_completeness,
    "longest gap": availability.longest_gap,
    "intact rate": pictures.intact_rate,
    "HD share": pictures.hd_share,
    "networking rate": sharing.networking_rate,
    "code rate": sharing.code_rate,
    "coordinates rate": sharing.coordinates_rate,
    "catalogue completeness": sharing.catalogue_completeness,
    "channels listed": sharing.channels_listed,
    "catalogue time": sharing.catalogue_time,
    "live fetch rate": sharing.live_fetch_rate,
    "time to first key frame": sharing.time_to_first_key_frame,
    "history fetch rate": sharing.history_fetch_rate,
    "alarm delivery": sharing.alarm_delivery,
    "alarm delay": sharing.alarm_delay,
    "position delivery": sharing.position_delivery,
    "PTZ response": sharing.ptz_response,
    "packet loss": transport.packet_loss,
    "jitter": transport.jitter,
    "information delay": transport.information_delay,
    "network delay": transport.network_delay,
    "bit rate": transport.bit_rate,
    "frame rate": transport.frame_rate,
    "cascade registration time": cascade.registration_time,
    "cascade online rate": cascade.online_rate,
    "cascade catalogue completeness": cascade.catalogue_completeness,
    "cascade live fetch rate": cascade.live_fetch_rate,
    "cascade time to first key frame": cascade.time_to_first_key_frame,
    "cascade information delay": cascade.information_delay,
    "cascade packet loss": cascade.packet_loss,
    "cascade PTZ response": cascade.ptz_response,
    "status report delay": cascade.status_report_delay,
    "loops refused": cascade.loops_refused,
    "planned faults detected": bench.faults_detected,
    "fault detection time": bench.detection_time,
    "false findings": bench.false_findings,
    "intruders refused": control.intruders_refused,
    "guessed passwords refused": control.guesses_refused,
    "replayed credentials refused": control.replays_refused,
}
"""By the measure's name in the vocabulary."""
