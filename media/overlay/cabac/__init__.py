"""The band in H.264 with CABAC: slices prepared by tiny encodes."""
