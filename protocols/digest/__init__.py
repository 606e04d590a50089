"""Digest authentication, the same in SIP and RTSP (RFC 2069, RFC 2617, RFC 7616).

GB/T 28181 devices use MD5 with or without ``qop="auth"``; SHA-256 and SM3 are there for the devices of GB
35114 and of the message digest.
"""

from __future__ import annotations

from camproof.protocols.digest.reading import parse_challenge, parse_credentials
from camproof.protocols.digest.sums import ALGORITHMS, answer, hash_hex, verify
from camproof.protocols.digest.values import Challenge, Credentials

__all__ = [
    "ALGORITHMS",
    "Challenge",
    "Credentials",
    "answer",
    "hash_hex",
    "parse_challenge",
    "parse_credentials",
    "verify",
]
