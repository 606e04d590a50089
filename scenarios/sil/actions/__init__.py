"""What a time line can do on sockets, one function an action."""

from __future__ import annotations

from collections.abc import Mapping

from camproof.scenarios.sil.actions import asking, obeying, upper, watching
from camproof.scenarios.sil.actions.context import ActionContext, ActionFunction

__all__ = ["AT_THE_UPPER", "FUNCTIONS", "ActionContext", "ActionFunction"]

FUNCTIONS: Mapping[str, ActionFunction] = {
    "query-catalog": asking.query_catalog,
    "query-info": asking.query_info,
    "query-status": asking.query_status,
    "query-records": asking.query_records,
    "configure-heartbeat": asking.configure_heartbeat,
    "watch": watching.watch,
    "playback": watching.playback,
    "download": watching.download,
    "move-ptz": obeying.move_ptz,
    "raise-alarm": obeying.raise_alarm,
    "subscribe-positions": obeying.subscribe_positions,
    "watch-from-upper": upper.watch_from_upper,
    "query-catalog-from-upper": upper.query_catalog_from_upper,
    "subscribe-catalog-from-upper": upper.subscribe_catalog_from_upper,
    "move-ptz-from-upper": upper.move_ptz_from_upper,
    "watch-in-a-loop": upper.watch_in_a_loop,
}
"""By the action's name in the vocabulary."""

AT_THE_UPPER = frozenset(
    name for name, function in FUNCTIONS.items() if function.__module__ == upper.__name__
)
"""What an upper platform does, which is always ours; all others need the platform under test to be."""
