"""The fault catalogue: every fault is data, used alike by cameras, model and detectors."""

from camproof.domain.faults.catalogue import FaultCatalogue, fault, load_faults
from camproof.domain.faults.model import Fault, JudgedBy, Layer, ResolvedFault
from camproof.domain.faults.parameters import Parameter, ParameterValue
from camproof.domain.faults.resolution import resolve

__all__ = [
    "Fault",
    "FaultCatalogue",
    "JudgedBy",
    "Layer",
    "Parameter",
    "ParameterValue",
    "ResolvedFault",
    "fault",
    "load_faults",
    "resolve",
]
