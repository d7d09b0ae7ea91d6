"""API keys: who may call, how much, and the file that holds them.

A key is shown once, when it is made; the file keeps only its hash, so that who reads the file cannot call.
A key is 32 random bytes and needs no slow hash. The file is read again when it changes: taking a line out
takes the key away. A file that cannot be read lets nobody in.
"""

from __future__ import annotations

import csv
import hashlib
import hmac
import os
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from screening.errors import ScreeningError

COLUMNS = ("id", "holder", "team", "sha256", "calls_per_minute", "subjects_per_day")
CALLS_PER_MINUTE = 1_200  # a grant system in full swing; a loop gone wild reaches it in seconds
SUBJECTS_PER_DAY = 1_000_000
TEAM = "local"  # as the command line's runs
_KEY = re.compile(r"rs_([0-9a-f]{12})_([A-Za-z0-9_-]{43})")


class KeysInvalid(ScreeningError):
    """The file of keys cannot be used as it is; nobody is let in by it."""

    code, status = "keys-invalid", 500


@dataclass(frozen=True, slots=True)
class Key:
    """What is kept of a key. `sha256` is of the secret, in hexadecimal."""

    id: str
    holder: str  # which system or person holds it, in words
    team: str  # whose runs it may see and make
    sha256: str
    calls_per_minute: int = CALLS_PER_MINUTE
    subjects_per_day: int = SUBJECTS_PER_DAY


class Keys(Protocol):
    """Where keys are kept: a file, or later a table."""

    def find(self, key_id: str) -> Key | None:
        """The key of that id, None where there is none."""


def make_key(holder: str, team: str) -> tuple[str, Key]:
    """Make a key: the text to hand over, once, and what is kept of it."""
    key_id, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    return f"rs_{key_id}_{secret}", Key(key_id, holder, team, _digest(secret))


def check_key(given: str, keys: Keys) -> Key | None:
    """The key that `given` is, None where it is none; takes the same time for an unknown and a wrong one."""
    found = _KEY.fullmatch(given)
    if found is None:
        return None
    key = keys.find(found.group(1))
    right = hmac.compare_digest(_digest(found.group(2)), key.sha256 if key else "0" * 64)
    return key if right else None


class KeyFile:
    """Keys in a CSV file, one line each."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read_at: tuple[int, int] | None = None
        self._keys: dict[str, Key] = {}

    def find(self, key_id: str) -> Key | None:
        """The key of that id, None where there is none.

        Raises:
            KeysInvalid: the file is missing or wrong.
        """
        try:
            facts = self._path.stat()
        except OSError as error:
            raise KeysInvalid(f"The file of API keys cannot be read ({error.strerror}); mend it.") from error
        if (changed := (facts.st_mtime_ns, facts.st_size)) != self._read_at:
            self._keys, self._read_at = read_keys(self._path), changed
        return self._keys.get(key_id)


def read_keys(path: Path) -> dict[str, Key]:
    """Read a file of keys, strictly.

    Raises:
        KeysInvalid: naming the line.
    """
    keys: dict[str, Key] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for line, cells in enumerate(csv.reader(file, strict=True), start=1):
            if line == 1:
                if tuple(cells) != COLUMNS:
                    raise KeysInvalid(f"{path.name}: the first line must be {','.join(COLUMNS)}.")
                continue
            try:
                key_id, holder, team, digest, calls, subjects = cells
                key = Key(key_id, holder, team, digest, int(calls), int(subjects))
            except ValueError as error:
                raise KeysInvalid(
                    f"{path.name}, line {line}: six values are needed, two of them numbers."
                ) from error
            if not re.fullmatch(r"[0-9a-f]{64}", digest) or key_id in keys:
                raise KeysInvalid(f"{path.name}, line {line}: the hash is none, or the id stands twice.")
            keys[key_id] = key
    return keys


def add_key(path: Path, holder: str, calls_per_minute: int, subjects_per_day: int, team: str = TEAM) -> str:
    """Make a key, add its line to the file at `path` (made where there is none), and give the text of the key.

    Raises:
        KeysInvalid: the file there is wrong; it is left as it is.
    """
    kept = list(read_keys(path).values()) if path.exists() else []
    text, key = make_key(holder, team)
    _write(path, (*kept, replace(key, calls_per_minute=calls_per_minute, subjects_per_day=subjects_per_day)))
    return text


def _write(path: Path, keys: Iterable[Key]) -> None:
    part = path.with_suffix(".part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(
            (key.id, key.holder, key.team, key.sha256, key.calls_per_minute, key.subjects_per_day)
            for key in keys
        )
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
