"""Where work is done: here, on all cores, or on a Dask cluster; the same bits everywhere."""

from camproof.simulator.engines.engine import Here, Processes, local
from camproof.simulator.engines.on_dask import DaskEngine
from camproof.simulator.engines.work import Engine, Replicas, Work
from camproof.simulator.errors import DaskMissingError

__all__ = ["DaskEngine", "DaskMissingError", "Engine", "Here", "Processes", "Replicas", "Work", "local"]
