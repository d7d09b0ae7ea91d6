"""Secrets and passwords: what is handed out once and kept as its hash, and argon2id for what people choose."""

from __future__ import annotations

import hashlib
import re
import secrets
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

from screening.errors import ScreeningError


def new_secret() -> str:
    """A secret of 43 characters that stand in an address or a cookie as they are."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


SHORTEST, LONGEST = 12, 256  # characters; the upper bound keeps a long text from costing more work
_FEWEST_DIFFERENT = 5
_AT_ONCE, _PATIENCE_SECONDS = 2, 5
_OFTEN_TRIED = ("password", "passwort", "qwerty", "letmein", "welcome", "123456", "screening")
_HASHER = PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)
_TURNS = BoundedSemaphore(_AT_ONCE)
# Of a random text that nobody kept, so that an unknown name costs what a known one does; written down, because making
# it would cost every process at its start.
_NOBODYS = "$argon2id$v=19$m=65536,t=3,p=4$faKIqqEZV/qzYhqXUjBOMg$Qs+P1FIahSBlEEwvuvSObvToGCdT0ftnUAKesHIeT8A"


class PasswordRefused(ScreeningError):
    """The password is one that would be guessed; nothing was changed."""

    code, status = "password-refused", 422


class TooBusy(ScreeningError):
    """More people sign in at this moment than the machine has memory for."""

    code, status = "too-busy", 503


def check_new(password: str, *others: str) -> None:
    """Let only a password go by that is not guessed at once.

    Args:
        password: as typed.
        others: what it must not be made of: the person's login and name.

    Raises:
        PasswordRefused: it is too short or long, of too few different signs, or made of what everybody tries.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise PasswordRefused(
            f"Use {SHORTEST} to {LONGEST} characters; four unrelated words are easy to remember."
        )
    small = password.casefold()
    own = [part for each in others for part in re.split(r"\W+", each.casefold()) if len(part) > 2]
    tried = [each for each in (*_OFTEN_TRIED, *own) if each in small]
    rest = small
    for each in sorted(tried, key=len, reverse=True):
        rest = rest.replace(each, "")
    if len(set(small)) < _FEWEST_DIFFERENT or (tried and len(rest) < SHORTEST // 2):
        raise PasswordRefused("This password is too common; choose another one.")


def hash_password(password: str) -> str:
    """What is kept of a password."""
    with _turn():
        return _HASHER.hash(_same(password))


def is_right(kept: str, password: str) -> bool:
    """Whether `password` is the one whose hash is kept; the same work where nothing is kept ("")."""
    if len(password) > LONGEST:
        password, kept = "", ""
    with _turn():
        try:
            return _HASHER.verify(kept or _NOBODYS, _same(password)) and bool(kept)
        except (VerificationError, InvalidHashError):
            return False


def is_outdated(kept: str) -> bool:
    """Whether a hash was made with other parameters than today's, and is to be made anew."""
    return _HASHER.check_needs_rehash(kept)


def _same(password: str) -> str:
    """One text for what two keyboards type differently (NIST SP 800-63B asks for this)."""
    return unicodedata.normalize("NFKC", password)


@contextmanager
def _turn() -> Iterator[None]:
    if not _TURNS.acquire(timeout=_PATIENCE_SECONDS):
        raise TooBusy("Too many people are signing in at this moment; try again in a few seconds.")
    try:
        yield
    finally:
        _TURNS.release()
