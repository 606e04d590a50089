"""Digest answers to REGISTER challenges (RFC 3261 22, GB/T 28181-2022 8.2)."""

from __future__ import annotations

import random

from camproof.protocols.errors import SipError
from camproof.protocols.gb28181.device.config import DeviceConfig
from camproof.protocols.sip import Challenge, SipRequest, SipResponse, answer, parse_challenge

__all__ = ["Authenticator"]

SUPPORTED = frozenset({"MD5", "SHA-256", "SM3"})


class Authenticator:
    """Answers the challenges of one server; counts the uses of a nonce that comes again."""

    def __init__(self, config: DeviceConfig, rng: random.Random) -> None:
        self._config = config
        self._rng = rng
        self._nonce = ""
        self._uses = 0

    def challenge_of(self, response: SipResponse) -> Challenge:
        """The first challenge with a hash that we know.

        :raises SipError: none, or none that can be answered.
        """
        trouble = SipError("401 without a WWW-Authenticate that can be answered", where="WWW-Authenticate")
        for value in response.headers.all("WWW-Authenticate"):
            try:
                challenge = parse_challenge(value)
            except SipError as error:
                trouble = error
                continue
            if challenge.algorithm.upper() in SUPPORTED:
                return challenge
        raise trouble

    def answer(self, challenge: Challenge, request: SipRequest) -> str:
        """The value of the Authorization header."""
        self._uses = self._uses + 1 if challenge.nonce == self._nonce else 1
        self._nonce = challenge.nonce
        return answer(
            challenge,
            username=self._config.account,
            password=self._config.password,
            method=request.method,
            uri=request.uri,
            cnonce=f"{self._rng.getrandbits(64):016x}",
            nc=self._uses,
            body=request.body,
        ).header()
