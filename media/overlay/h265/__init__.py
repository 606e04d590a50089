"""The band in H.265 (ITU-T H.265): slices of tiny encodes, behind headers of our own."""
