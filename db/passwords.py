"""Passwords as argon2id hashes."""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# OWASP's second choice (19 MiB, 2 passes): thirty people who sign in at eight do not exhaust an office machine
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def hash_password(password: str) -> str:
    """An argon2id hash with its own salt and its parameters."""
    return _HASHER.hash(password)


def password_fits(hashed: str | None, password: str) -> bool:
    """Whether the password has this hash. Without a hash the same work is done and the answer is no."""
    try:
        return _HASHER.verify(hashed or _nobodys(), password) and hashed is not None
    except (VerificationError, InvalidHashError):
        return False


def outdated(hashed: str) -> bool:
    """Whether a hash was made with other parameters than today's."""
    return _HASHER.check_needs_rehash(hashed)


@cache
def _nobodys() -> str:
    """A hash to verify against for logins that do not exist."""
    return _HASHER.hash("nobody's password")
