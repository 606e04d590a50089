"""The words that all rooms share: cameras, inventories, network, time line, faults, units, seeds."""

from camproof.domain.camera import EDITIONS, SIP_TRANSPORTS, CameraRecord, EditionName, SipTransport
from camproof.domain.classes import CameraClass, parse_class
from camproof.domain.codes import CodeMaker, check_region
from camproof.domain.errors import (
    FaultError,
    InputError,
    InventoryError,
    Place,
    QuantityError,
    SelectionError,
    UnknownWordError,
    did_you_mean,
    nearest,
)
from camproof.domain.faults import Fault, FaultCatalogue, ResolvedFault, fault, load_faults, resolve
from camproof.domain.inventory import Inventory, InventoryOptions, RowIssue, parse_inventory, read_inventory
from camproof.domain.selector import Selector, select
from camproof.domain.stream import StreamProfile, parse_stream
from camproof.domain.timeline import TimelineEntry, end_s
from camproof.domain.topology import District, Link, Topology
from camproof.domain.units import format_quantity, parse_delay, parse_in_unit, parse_quantity

__all__ = [
    "EDITIONS",
    "SIP_TRANSPORTS",
    "CameraClass",
    "CameraRecord",
    "CodeMaker",
    "District",
    "EditionName",
    "Fault",
    "FaultCatalogue",
    "FaultError",
    "InputError",
    "Inventory",
    "InventoryError",
    "InventoryOptions",
    "Link",
    "Place",
    "QuantityError",
    "ResolvedFault",
    "RowIssue",
    "SelectionError",
    "Selector",
    "SipTransport",
    "StreamProfile",
    "TimelineEntry",
    "Topology",
    "UnknownWordError",
    "check_region",
    "did_you_mean",
    "end_s",
    "fault",
    "format_quantity",
    "load_faults",
    "nearest",
    "parse_class",
    "parse_delay",
    "parse_in_unit",
    "parse_inventory",
    "parse_quantity",
    "parse_stream",
    "read_inventory",
    "resolve",
    "select",
]
