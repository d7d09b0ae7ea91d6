"""Secrets that are handed out once and kept as their hash: of sessions, one-time links and keys.

They are 32 random bytes and need no slow hash: nobody guesses one, and whoever reads the hash cannot use it.
"""

from __future__ import annotations

import hashlib
import secrets


def new_secret() -> str:
    """A secret of 43 characters that stand in an address or a cookie as they are."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()
