"""The band in H.264: slices written by hand (ITU-T H.264), with CAVLC."""
