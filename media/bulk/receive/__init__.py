"""Thousands of received streams measured in one process, packet by packet, without decoding."""
