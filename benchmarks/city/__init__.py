"""How fast simulated years of a city are."""
