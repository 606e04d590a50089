"""Scoring the detectors: how many faults they find, and how often they cry over clean video."""
