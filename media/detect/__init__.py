"""Detectors: findings from received bytes alone, never from knowledge of what was injected."""
