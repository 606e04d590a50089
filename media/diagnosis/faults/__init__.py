"""Faults of a picture as functions on pictures, for cameras that render and for scoring the detectors."""
