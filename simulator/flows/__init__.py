"""Video as flows over the network: routes, max-min fair shares, licences, emergencies."""

from camproof.simulator.flows.bundles import Bundles, joined, recorder_bundles, viewer_bundles
from camproof.simulator.flows.carrying import FULL_RATE, Carried, capacities, carry, crossings
from camproof.simulator.flows.emergency import EmergencyOutcome, rehearse, serve
from camproof.simulator.flows.erlang import blocking, licences_for
from camproof.simulator.flows.fairness import max_min
from camproof.simulator.flows.giving_way import GivesWay
from camproof.simulator.flows.licences import LiveRequests, live_requests
from camproof.simulator.flows.requests import Requests, requests_of, watched_cameras
from camproof.simulator.flows.routes import Grid, Paths, arc_capacities, join_paths
from camproof.simulator.flows.state import State

__all__ = [
    "FULL_RATE",
    "Bundles",
    "Carried",
    "EmergencyOutcome",
    "GivesWay",
    "Grid",
    "LiveRequests",
    "Paths",
    "Requests",
    "State",
    "arc_capacities",
    "blocking",
    "capacities",
    "carry",
    "crossings",
    "join_paths",
    "joined",
    "licences_for",
    "live_requests",
    "max_min",
    "recorder_bundles",
    "rehearse",
    "requests_of",
    "serve",
    "viewer_bundles",
    "watched_cameras",
]
