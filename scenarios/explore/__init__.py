"""Searching for a time line of faults under which a scenario's targets are missed, in virtual time."""
