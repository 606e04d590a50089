"""Virtual time: an asyncio event loop on SimPy's clock, and a network in memory that it carries.

Whatever runs on asyncio's tasks, timers, transports and protocols runs on it unchanged, as fast as it can be
computed, and in the same order every time.
"""

from camproof.runtimes.virtual.collecting import rare_collections
from camproof.runtimes.virtual.loop import NothingLeftError, VirtualLoop
from camproof.runtimes.virtual.network import VirtualNetwork
from camproof.runtimes.virtual.running import run_virtually

__all__ = ["NothingLeftError", "VirtualLoop", "VirtualNetwork", "rare_collections", "run_virtually"]
