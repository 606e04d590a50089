"""The measures and actions that the loops know: what a scenario file may ask for."""

from __future__ import annotations

import functools

from camproof.scenarios.schema import Action, Measure, Param, Vocabulary

__all__ = ["ACTIONS", "DEFECTS", "MEASURES", "TRANSPORTS", "vocabulary"]

TRANSPORTS = ("udp", "tcp-passive", "tcp-active")
"""Media transports in the platform's words: tcp-passive: the camera dials; tcp-active: the platform does."""

_TRANSPORT = {"transport": Param("word", (*TRANSPORTS, "mixed"))}

MEASURES: tuple[Measure, ...] = (
    Measure("registration time", "s", percentile=True),
    Measure("online rate", "share"),
    Measure("intact rate", "share"),
    Measure("networking rate", "share"),
    Measure("HD share", "share"),
    Measure("code rate", "share"),
    Measure("coordinates rate", "share"),
    Measure("catalogue completeness", "share"),
    Measure("channels listed", "share"),
    Measure("catalogue time", "s", percentile=True),
    Measure("clock accuracy", "share"),
    Measure("live fetch rate", "share"),
    Measure("time to first key frame", "s", percentile=True),
    Measure("packet loss", "share"),
    Measure("jitter", "ms", percentile=True),
    Measure("information delay", "s", percentile=True),
    Measure("network delay", "ms", percentile=True),
    Measure("bit rate", "kbit/s"),
    Measure("frame rate", "fps"),
    Measure("recording completeness", "share"),
    Measure("longest gap", "s"),
    Measure("history fetch rate", "share"),
    Measure("alarm delivery", "share"),
    Measure("alarm delay", "s", percentile=True),
    Measure("position delivery", "share"),
    Measure("PTZ response", "ms", percentile=True),
    Measure("detection of offline", "intervals"),
    Measure("recovery time to 99 %", "s"),
    Measure("cascade registration time", "s", cascade=True),
    Measure("cascade online rate", "share", cascade=True),
    Measure("cascade catalogue completeness", "share", cascade=True),
    Measure("cascade live fetch rate", "share", cascade=True),
    Measure("cascade time to first key frame", "s", percentile=True, cascade=True),
    Measure("cascade information delay", "s", percentile=True, cascade=True),
    Measure("cascade packet loss", "share", cascade=True),
    Measure("cascade PTZ response", "ms", percentile=True, cascade=True),
    Measure("status report delay", "s", percentile=True, cascade=True),
    Measure("loops refused", "share", cascade=True),
    Measure("planned faults detected", "share"),
    Measure("fault detection time", "s"),
    Measure("false findings", "count"),
    Measure("intruders refused", "share"),
    Measure("guessed passwords refused", "share"),
    Measure("replayed credentials refused", "share"),
)

ACTIONS: tuple[Action, ...] = (
    Action("query-catalog", lasting=False),
    Action("query-info", lasting=False),
    Action("query-status", lasting=False),
    Action("query-records", {"span": Param("duration")}, lasting=False),
    Action("configure-heartbeat", {"interval": Param("duration"), "count": Param("count")}, lasting=False),
    Action("watch", {**_TRANSPORT, "pictures": Param("duration")}),
    Action("playback", _TRANSPORT),
    Action("download", {**_TRANSPORT, "speed": Param("number")}),
    Action("move-ptz", lasting=False),
    Action("raise-alarm", lasting=False),
    Action("subscribe-positions", {"interval": Param("duration")}),
    Action("watch-from-upper", _TRANSPORT, cascade=True),
    Action("query-catalog-from-upper", lasting=False, cascade=True),
    Action("subscribe-catalog-from-upper", lasting=False, cascade=True),
    Action("move-ptz-from-upper", lasting=False, cascade=True),
    Action("watch-in-a-loop", lasting=False, cascade=True),
)

DEFECTS = (
    "frozen-picture",
    "wrong-password",
    "clock-8h-off",
    "no-keepalive",
    "forgets-refresh",
    "ignores-redirect",
    "loses-pages",
    "records-nothing",
    "head-stuck",
    "swallows-alarms",
    "stays-away",
)
"""Standing faults that cameras of a group may have from the start; no plan announces them."""


@functools.cache
def vocabulary() -> Vocabulary:
    """Everything that a scenario file may say."""
    return Vocabulary(measures=MEASURES, actions=ACTIONS, defects=DEFECTS)
