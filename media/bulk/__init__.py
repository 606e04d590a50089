"""Thousands of streams in one process: sending and receiving in bulk."""
