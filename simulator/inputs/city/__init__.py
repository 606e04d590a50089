"""City files (YAML) into a :class:`~camproof.simulator.values.CitySpec`; everything has a default."""

from camproof.simulator.inputs.city.file import CityFile, read_city, read_city_file

__all__ = ["CityFile", "read_city", "read_city_file"]
