"""The engine's own files as one hash: two states of one version are told apart."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import screening
import watchlists

_MADE_OF = {".py", ".toml", ".csv", ".txt"}


@cache
def code_sha256() -> str:
    """Give a hash over every file the engine is made of, code and vocabulary, as this process found them."""
    root = Path(screening.__file__).parent
    digest = hashlib.sha256()
    for package in (root, Path(watchlists.__file__).parent):
        for path in sorted(package.rglob("*")):
            if path.suffix in _MADE_OF and path.is_file():
                digest.update(f"{path.relative_to(package.parent).as_posix()}\n".encode())
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
