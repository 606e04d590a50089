"""Renderings of a run's result, for people and for machines."""
