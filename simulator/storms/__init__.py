"""SIP load: power cuts, who is missed when, and the storm in which all come back."""

from camproof.simulator.storms.blackout import (
    Blackout,
    PowerCut,
    beside,
    blackout,
    cut_of_district,
    cut_of_feeder,
    cut_together,
)
from camproof.simulator.storms.parties import Comers, Registrations, Server, busy_share, server_of
from camproof.simulator.storms.registering import register_all
from camproof.simulator.storms.storm import RECOVERED, Storm, storm_of
from camproof.simulator.storms.waves import Wave, shares_of, waves_of

__all__ = [
    "RECOVERED",
    "Blackout",
    "Comers",
    "PowerCut",
    "Registrations",
    "Server",
    "Storm",
    "Wave",
    "beside",
    "blackout",
    "busy_share",
    "cut_of_district",
    "cut_of_feeder",
    "cut_together",
    "register_all",
    "server_of",
    "shares_of",
    "storm_of",
    "waves_of",
]
