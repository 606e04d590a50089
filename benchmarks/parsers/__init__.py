"""How fast bytes from the wire are read."""
