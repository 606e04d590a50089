"""Captures of packets: records, datagrams, RTP streams in them."""
