"""How fast scenarios are in virtual time."""
