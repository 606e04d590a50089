"""Scenario and system files into checked values; a mistake is named with its line and what was meant."""

from camproof.domain.documents.problems import MAX_SHOWN, InputErrors
from camproof.scenarios.schema.cascade import why_not_below
from camproof.scenarios.schema.fleet import OWN_PORTS, FleetSpec, load_fleet
from camproof.scenarios.schema.given import CameraSource
from camproof.scenarios.schema.loading import CLOCKS, LOOPS, load_scenario
from camproof.scenarios.schema.model import (
    CameraGroup,
    CameraTraits,
    CascadeSpec,
    ClockName,
    Loop,
    PhaseSpec,
    PlatformSpec,
    Scenario,
    SystemSpec,
    TargetSpec,
    TimelineItem,
)
from camproof.scenarios.schema.system import load_system
from camproof.scenarios.schema.vocabulary import Action, Measure, Param, Vocabulary

__all__ = [
    "CLOCKS",
    "LOOPS",
    "MAX_SHOWN",
    "OWN_PORTS",
    "Action",
    "CameraGroup",
    "CameraSource",
    "CameraTraits",
    "CascadeSpec",
    "ClockName",
    "FleetSpec",
    "InputErrors",
    "Loop",
    "Measure",
    "Param",
    "PhaseSpec",
    "PlatformSpec",
    "Scenario",
    "SystemSpec",
    "TargetSpec",
    "TimelineItem",
    "Vocabulary",
    "load_fleet",
    "load_scenario",
    "load_system",
    "why_not_below",
]
