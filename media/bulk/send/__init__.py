"""Sending thousands of paced streams.

Theory of operation. A stream is a record of numbers (``streams``); all bytes that do not change lie in the
tables that streams share (``media/tables``, joined in ``library``). The ``engine`` asks ``turns`` who is due,
moves their records on (``pictures``, ``flights``), which fills records of frames (``frames``), copies and
patches their rows in the ``arena`` (``rows``, with the words of ``texts`` or ``raw_bands``), points iovecs
at rows and shared payload (``packing``) and hands all of it to a courier in one go: ``udp`` or ``tcp``.
``fleet`` lets streams come, go and change; ``sender`` gives it all a thread, ``shards`` several processes.
"""
