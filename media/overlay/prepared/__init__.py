"""The band as slices that were coded before: for entropy coders whose bits cannot be written by hand.

Tiny pictures are coded alone, once. Their slice data is put behind new slice headers at any place, and reads
the same there, since neighbours in other slices are as unavailable as those beyond the edge of a picture.
"""
