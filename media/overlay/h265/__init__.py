"""H.265 (ITU-T H.265) for the band: headers of our own encodes, and tiny encodes for its slices."""
