"""Streams without signalling: what a load tester plays, and what all that comes is measured to be."""
