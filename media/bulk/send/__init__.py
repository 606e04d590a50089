"""Sending thousands of paced streams."""
