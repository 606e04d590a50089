"""City files (YAML) into a :class:`~camproof.simulator.values.CitySpec`; everything has a default."""

from camproof.simulator.inputs.city.file import CityFile, read_city, read_city_file
from camproof.simulator.inputs.city.schema import city_schema

__all__ = ["CityFile", "city_schema", "read_city", "read_city_file"]
