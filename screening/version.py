"""Which engine made a result, and what it is made of: its code, and the curated knowledge beside it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import version
from pathlib import Path

import screening
import watchlists

ENGINE = f"research-screening {version('research-screening')}"


_KNOWLEDGE = {".toml", ".csv", ".txt"}
_PINNED_APART = (
    "screening/policies/",
    "screening/sandbox/",
    "watchlists/data/lists/",
    "watchlists/data/register/seed.csv",
)


@cache
def code_sha256() -> str:
    """Give a hash over every file of code."""
    return _over((name, path) for name, path in _files() if path.suffix == ".py")


@cache
def knowledge() -> dict[str, str]:
    """Give a hash over the curated files of each folder that holds any, by folder."""
    parts: dict[str, list[tuple[str, Path]]] = {}
    for name, path in _files():
        if path.suffix in _KNOWLEDGE and not name.startswith(_PINNED_APART):
            parts.setdefault(name.rpartition("/")[0], []).append((name, path))
    return {folder: _over(files) for folder, files in parts.items()}


@cache
def whole_sha256() -> str:
    """Give a hash over all of it."""
    return hashlib.sha256(json.dumps([code_sha256(), knowledge()], sort_keys=True).encode()).hexdigest()


def _files() -> Iterator[tuple[str, Path]]:
    """Every file of ours with its name from the root, in order."""
    for package in (Path(screening.__file__).parent, Path(watchlists.__file__).parent):
        for path in sorted(package.rglob("*")):
            if path.is_file():
                yield path.relative_to(package.parent).as_posix(), path


def _over(files: Iterable[tuple[str, Path]]) -> str:
    digest = hashlib.sha256()
    for name, path in files:
        digest.update(f"{name}\n".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
