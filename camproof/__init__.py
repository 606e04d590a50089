"""camproof proves a public-safety video network before rollout."""

__version__ = "0.1.0"
