"""Sending thousands of paced streams.

Theory of operation. A stream is a record of numbers (``streams``); all bytes that do not change lie in the
tables that streams share (``media/tables``, joined in ``library``). The ``engine`` takes the streams that are
due out of the ``wheel``, moves their records on (``pictures``), copies and patches the rows of their frames
in the ``arena`` (``rows``, ``bands``), points iovecs at rows and shared payload (``layout``) and hands all of
it to a courier in one go: ``udp`` or ``tcp``. ``fleet`` lets streams come, go and change; ``sender`` gives it
all a thread, ``shards`` several processes.
"""
