"""GB/T 28181: its editions, device codes, pan/tilt/zoom bytes and the state machines of both sides."""
