"""City files, inventories, places and explicit networks into checked values."""

from camproof.simulator.inputs.city import CityFile, read_city, read_city_file
from camproof.simulator.inputs.inventory import InventoryReading, parse_inventory, read_inventory
from camproof.simulator.inputs.opening import City, open_city
from camproof.simulator.inputs.options import InventoryOptions
from camproof.simulator.inputs.projection import Projection

__all__ = [
    "City",
    "CityFile",
    "InventoryOptions",
    "InventoryReading",
    "Projection",
    "open_city",
    "parse_inventory",
    "read_city",
    "read_city_file",
    "read_inventory",
]
