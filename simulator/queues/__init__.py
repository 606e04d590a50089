"""Queues: simulated and in closed form."""

from camproof.simulator.queues.fifo import fifo_waits
from camproof.simulator.queues.formulas import erlang_c, mean_wait_s

__all__ = ["erlang_c", "fifo_waits", "mean_wait_s"]
