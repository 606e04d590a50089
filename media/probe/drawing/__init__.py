"""The picture of the timing."""
