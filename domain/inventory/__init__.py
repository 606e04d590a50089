"""Camera inventories: CSV files as districts, vendors and spreadsheets write them."""

from camproof.domain.camera import CameraRecord
from camproof.domain.inventory.columns import FIELDS
from camproof.domain.inventory.model import Inventory, InventoryOptions, RowIssue
from camproof.domain.inventory.reader import parse_inventory, read_inventory

__all__ = [
    "FIELDS",
    "CameraRecord",
    "Inventory",
    "InventoryOptions",
    "RowIssue",
    "parse_inventory",
    "read_inventory",
]
