"""Whether a stored hash is of a password: RabbitMQ keeps base64 of four bytes of salt and the hash of both."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac

_SALT = 4
_ALGORITHMS = {
    "rabbit_password_hashing_sha256": hashlib.sha256,
    "rabbit_password_hashing_sha512": hashlib.sha512,
}


def matches(password: str, stored: str, algorithm: str | None) -> bool:
    """Whether they belong together; never for an algorithm that is not RabbitMQ's own."""
    hashing = _ALGORITHMS.get(algorithm or "rabbit_password_hashing_sha256")
    if hashing is None:
        return False
    try:
        raw = base64.b64decode(stored, validate=True)
    except (binascii.Error, ValueError):
        return False
    salt, kept = raw[:_SALT], raw[_SALT:]
    return len(salt) == _SALT and hmac.compare_digest(hashing(salt + password.encode()).digest(), kept)
