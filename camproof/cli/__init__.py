"""The command line: wires the rooms together and holds no logic of its own."""

from camproof.cli.app import main

__all__ = ["main"]
