"""Speed figures, each beside a peer in the same run: ``python -m benchmarks.media``; all by ``make bench``.

They are measured here and never in a timed test: a figure depends on the machine, a ratio much less.
"""
