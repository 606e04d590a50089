"""The city as a model: what fails, who mends it, and whether 98 % hold (SimPy and numpy, simulated years)."""
