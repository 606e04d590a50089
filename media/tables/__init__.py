"""Flat packet tables: a clip cut into RTP payloads once, in arrays that thousands of streams share."""
