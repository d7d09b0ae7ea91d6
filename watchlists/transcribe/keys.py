"""Stable keys for listings whose publisher gives none.

The key is a slug of the primary name, so that a person can read it and an edition that only adds entries
changes no key. Names that share a slug take a short hash of what tells them apart, all of them: were the
first left bare, a new namesake printed before it would inherit its key, and with it its decisions.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence

from anyascii import anyascii

LONGEST = 60  # characters; long official titles differ early
HASHED = 6  # hex digits: namesakes are a handful, never thousands


def slug(name: str) -> str:
    """A readable key of lower-case ASCII words joined by hyphens; "x" for a name without letters."""
    words = re.sub(r"['’ʼ`]", "", anyascii(name)).lower()
    joined = re.sub(r"[^a-z0-9]+", "-", words).strip("-")
    if len(joined) > LONGEST:
        joined = joined[:LONGEST].rsplit("-", 1)[0]
    return joined or "x"


def listing_keys(entries: Sequence[tuple[str, str]]) -> list[str]:
    """One key an entry, given as (primary name, what tells it from its namesakes), in the same order.

    Entries alike in both are numbered in the publisher's order.
    """
    slugs = [slug(name) for name, _ in entries]
    shared = Counter(slugs)
    seen: Counter[str] = Counter()
    keys = []
    for base, (name, apart) in zip(slugs, entries, strict=True):
        key = base if shared[base] == 1 else f"{base}-{_short_hash(name, apart)}"
        seen[key] += 1
        keys.append(key if seen[key] == 1 else f"{key}-{seen[key]}")
    return keys


def _short_hash(name: str, apart: str) -> str:
    return hashlib.sha256(f"{name}\n{apart}".encode()).hexdigest()[:HASHED]
