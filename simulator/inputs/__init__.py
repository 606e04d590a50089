"""City files, inventories and places into checked values."""

from camproof.simulator.inputs.cells import read_date, read_measure
from camproof.simulator.inputs.city import CityFile, city_schema, read_city, read_city_file
from camproof.simulator.inputs.city.service import read_service_file, service_from_text
from camproof.simulator.inputs.desk import Desk, Issue
from camproof.simulator.inputs.geojson import Feature, read_geojson
from camproof.simulator.inputs.inventory import InventoryReading, parse_inventory, read_inventory
from camproof.simulator.inputs.opening import City, open_city
from camproof.simulator.inputs.options import InventoryOptions
from camproof.simulator.inputs.places import Buildings, PlacesReading, read_buildings, read_places
from camproof.simulator.inputs.positions import read_positions
from camproof.simulator.inputs.projection import Projection
from camproof.simulator.inputs.tables import SourceTable, TableOptions, load_table

__all__ = [
    "Buildings",
    "City",
    "CityFile",
    "Desk",
    "Feature",
    "InventoryOptions",
    "InventoryReading",
    "Issue",
    "PlacesReading",
    "Projection",
    "SourceTable",
    "TableOptions",
    "city_schema",
    "load_table",
    "open_city",
    "parse_inventory",
    "read_buildings",
    "read_city",
    "read_city_file",
    "read_date",
    "read_geojson",
    "read_inventory",
    "read_measure",
    "read_places",
    "read_positions",
    "read_service_file",
    "service_from_text",
]
