"""Sending: one pacer for all streams of an event loop, senders over UDP and TCP."""
