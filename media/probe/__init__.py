"""One stream looked at closely: live, from a file, or from a capture of packets."""
