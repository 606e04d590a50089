"""The media of virtual time: access units by size, time and stamp, moved in blocks; no packets, no sockets.

Theory of operation
===================

A *flight* is a stream from a camera to a receiver: one row of numbers (``flights``). When time has gone on,
all pictures that fell due since are made at once (``sending``, ``recordings``), taken through the impaired
links packet by packet where a link is not perfect (``links``), and booked at their receivers (``arrivals``).
Receivers are real :class:`StreamAnalyser` objects without bytes (``analyser``): the start of a stream, and
streams whose packets overtake one another, go through their code packet by packet (``parcels``); all others
are added up in arrays, and become its buckets when somebody asks (``ledger``).

Randomness is handed in, time too: integer nanoseconds of the loop's clock.
"""
