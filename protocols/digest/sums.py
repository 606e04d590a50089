"""The sums of digest authentication (RFC 2617 3.2.2, RFC 7616 3.4, GB/T 32905 for SM3)."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable

from camproof.protocols.digest.values import Challenge, Credentials
from camproof.protocols.errors import DigestError

__all__ = ["ALGORITHMS", "answer", "hash_hex", "verify"]


def _sm3(data: bytes) -> str:
    if "sm3" in hashlib.algorithms_available:
        return hashlib.new("sm3", data).hexdigest()
    from cryptography.hazmat.primitives import hashes  # noqa: PLC0415

    digest = hashes.Hash(hashes.SM3())
    digest.update(data)
    return digest.finalize().hex()


_HASHES: dict[str, Callable[[bytes], str]] = {
    "MD5": lambda data: hashlib.md5(data).hexdigest(),
    "SHA-256": lambda data: hashlib.sha256(data).hexdigest(),
    "SM3": _sm3,
}

ALGORITHMS = tuple(_HASHES)


def hash_hex(algorithm: str, data: bytes) -> str:
    """The hash of ``data`` in lower-case hex.

    :param algorithm: MD5, SHA-256 or SM3 in any case; a ``-sess`` ending is ignored here.
    :raises DigestError: another algorithm.
    """
    name = algorithm.upper().removesuffix("-SESS")
    function = _HASHES.get(name)
    if function is None:
        raise DigestError(
            f"the digest algorithm {algorithm!r} is not known", where="digest", clause="RFC 7616 6.1"
        )
    return function(data)


def answer(
    challenge: Challenge,
    *,
    username: str,
    password: str,
    method: str,
    uri: str,
    cnonce: str,
    nc: int = 1,
    body: bytes = b"",
) -> Credentials:
    """The credentials that meet a challenge.

    Of the offered qop "auth" is taken before "auth-int"; an unknown offer counts as none.

    :param cnonce: the client's nonce, only used with qop or a ``-sess`` algorithm.
    :param nc: how often this server nonce has been used, from 1.
    :param body: the message body, only used with auth-int.
    :raises DigestError: the algorithm is not known.
    """
    qop = next((word for word in ("auth", "auth-int") if word in challenge.qop), None)
    session = challenge.algorithm.upper().endswith("-SESS")
    unanswered = Credentials(
        username=username,
        realm=challenge.realm,
        nonce=challenge.nonce,
        uri=uri,
        response="",
        algorithm=challenge.algorithm,
        qop=qop,
        nc=f"{nc:08x}" if qop else None,
        cnonce=cnonce if qop or session else None,
        opaque=challenge.opaque,
    )
    response = expected_response(unanswered, password=password, method=method, body=body)
    return Credentials(
        username,
        challenge.realm,
        challenge.nonce,
        uri,
        response,
        challenge.algorithm,
        qop,
        unanswered.nc,
        unanswered.cnonce,
        challenge.opaque,
    )


def verify(credentials: Credentials, *, password: str, method: str, body: bytes = b"") -> bool:
    """Whether the response fits the password; compared in constant time, the case of hex ignored.

    Whether realm, nonce and uri are the right ones is for the caller to say.
    """
    try:
        expected = expected_response(credentials, password=password, method=method, body=body)
    except DigestError:
        return False
    return hmac.compare_digest(expected.encode(), credentials.response.lower().encode("utf-8", "replace"))


def expected_response(credentials: Credentials, *, password: str, method: str, body: bytes = b"") -> str:
    """The response that these credentials should carry, in lower-case hex.

    :raises DigestError: the algorithm is not known.
    """
    algorithm, nonce, cnonce = credentials.algorithm, credentials.nonce, credentials.cnonce or ""
    secret = _sum(algorithm, f"{credentials.username}:{credentials.realm}:{password}")
    if algorithm.upper().endswith("-SESS"):
        secret = _sum(algorithm, f"{secret}:{nonce}:{cnonce}")
    act = f"{method}:{credentials.uri}"
    qop = credentials.qop
    if qop is not None and qop.lower() == "auth-int":
        act = f"{act}:{hash_hex(algorithm, body)}"
    act = _sum(algorithm, act)
    if qop is None:
        return _sum(algorithm, f"{secret}:{nonce}:{act}")
    return _sum(algorithm, f"{secret}:{nonce}:{credentials.nc or ''}:{cnonce}:{qop}:{act}")


def _sum(algorithm: str, text: str) -> str:
    return hash_hex(algorithm, text.encode("utf-8", "replace"))
