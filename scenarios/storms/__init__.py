"""Storms of the city model as scenarios: written, with what the model predicts of them."""

from camproof.scenarios.storms.writing import StormPlan, storm_scenario

__all__ = ["StormPlan", "storm_scenario"]
