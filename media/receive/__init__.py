"""Receiving: sockets into frames, frames into measurements."""
